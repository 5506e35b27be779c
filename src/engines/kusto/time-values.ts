/**
 * Dates and spans as whole microseconds, and their texts (Microsoft: "The datetime data type", "The timespan
 * data type", "format_datetime()").
 */
export const MICROSECONDS = {
  ms: 1_000,
  second: 1_000_000,
  minute: 60_000_000,
  hour: 3_600_000_000,
  day: 86_400_000_000,
};

/** `5` `m` → microseconds. */
export function parseTimespanUnit(amount: number, unit: string): number {
  const u = unit.replace(/s$/, "") || "s";
  if (unit === "s" || u === "second" || u === "sec") return Math.round(amount * MICROSECONDS.second);
  if (unit === "ms" || u === "milli" || u === "millisecond") return Math.round(amount * MICROSECONDS.ms);
  if (u === "d" || u === "day") return Math.round(amount * MICROSECONDS.day);
  if (u === "h" || u === "hr" || u === "hour") return Math.round(amount * MICROSECONDS.hour);
  if (u === "m" || u === "min" || u === "minute") return Math.round(amount * MICROSECONDS.minute);
  if (u === "microsecond") return Math.round(amount);
  return Math.round(amount / 10);
}

const DATE =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;

/** ISO 8601 text → microseconds since 1970, or null when it is no date. */
export function parseDatetime(text: string): number | null {
  const found = DATE.exec(text.trim());
  if (!found) return null;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((i) => Number(found[i] ?? 0));
  if (year === undefined || month === undefined || day === undefined) return null;
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(at);
  if (date.getUTCMonth() !== month - 1 || (hour ?? 0) > 23 || (minute ?? 0) > 59) return null;
  const micros = Number((found[7] ?? "").padEnd(6, "0").slice(0, 6));
  return at * 1000 + micros - zoneOffset(found[8]);
}

function zoneOffset(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  const digits = zone.slice(1).replace(":", "");
  return (
    sign * (Number(digits.slice(0, 2)) * MICROSECONDS.hour + Number(digits.slice(2)) * MICROSECONDS.minute)
  );
}

const SPAN = /^(-)?(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?$/;
const UNIT =
  /^(-)?(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|tick|microsecond|milliseconds?|seconds?|minutes?|hours?|days?)?$/;

/** `1.02:03:04.5`, `5m` or a bare number of days → microseconds, or null. */
export function parseTimespan(text: string): number | null {
  const clock = SPAN.exec(text.trim());
  if (clock) {
    const n = (i: number): number => Number(clock[i] ?? 0);
    const whole = n(2) * MICROSECONDS.day + n(3) * MICROSECONDS.hour + n(4) * MICROSECONDS.minute;
    const micros = Number((clock[6] ?? "").padEnd(6, "0").slice(0, 6));
    return (clock[1] ? -1 : 1) * (whole + n(5) * MICROSECONDS.second + micros);
  }
  const unit = UNIT.exec(text.trim());
  if (!unit) return null;
  return (unit[1] ? -1 : 1) * parseTimespanUnit(Number(unit[2]), unit[3] ?? "d");
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

/** `2026-01-02T03:04:05.1234560Z`, or empty text for null. */
export function datetimeText(value: number): string {
  const whole = Math.floor(value / 1000);
  const date = new Date(whole);
  if (Number.isNaN(date.getTime())) return "";
  const micros = value - Math.floor(value / MICROSECONDS.second) * MICROSECONDS.second;
  return `${date.toISOString().slice(0, 19)}.${pad(micros, 6)}0Z`;
}

/** `[-][d.]hh:mm:ss[.fffffff]`. */
export function timespanText(value: number): string {
  const sign = value < 0 ? "-" : "";
  let rest = Math.abs(value);
  const days = Math.floor(rest / MICROSECONDS.day);
  rest -= days * MICROSECONDS.day;
  const hours = Math.floor(rest / MICROSECONDS.hour);
  const minutes = Math.floor((rest % MICROSECONDS.hour) / MICROSECONDS.minute);
  const seconds = Math.floor((rest % MICROSECONDS.minute) / MICROSECONDS.second);
  const micros = rest % MICROSECONDS.second;
  const fraction = micros > 0 ? `.${pad(micros, 6)}0` : "";
  return `${sign}${days > 0 ? `${days}.` : ""}${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}${fraction}`;
}
