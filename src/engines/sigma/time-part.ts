const TIME = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)?$/;
const DAY = 86_400_000;

/** Microseconds since 1970 of an RFC 3339 time, or undefined. */
export function microseconds(text: string): number | undefined {
  const found = TIME.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", zone = "Z"] = found;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(time) ? undefined : time * 1000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
}

/** One part of a time in UTC: what the modifiers `minute` to `year` compare; weeks are those of ISO 8601. */
export function timePart(text: string, part: string): number | undefined {
  const time = microseconds(text);
  if (time === undefined) return undefined;
  const date = new Date(time / 1000);
  switch (part) {
    case "minute":
      return date.getUTCMinutes();
    case "hour":
      return date.getUTCHours();
    case "day":
      return date.getUTCDate();
    case "month":
      return date.getUTCMonth() + 1;
    case "year":
      return date.getUTCFullYear();
    default: {
      const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * DAY);
      const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
      return Math.floor((thursday.getTime() - first) / (7 * DAY)) + 1;
    }
  }
}
