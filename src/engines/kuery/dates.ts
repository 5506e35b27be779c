const DATE =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?)?)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/** The first and the last millisecond that a date text of any precision means. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** `strict_date_optional_time` (Elastic: "Date format"); a missing part makes the span longer. */
export function dateSpan(text: string): Span | undefined {
  const found = DATE.exec(text);
  if (!found) return undefined;
  const given = found
    .slice(1, 7)
    .filter((part) => part !== undefined)
    .map(Number);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = given;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59)
    return undefined;
  const fraction = found[7];
  const millis = fraction === undefined ? 0 : Number(fraction.padEnd(3, "0").slice(0, 3));
  const zone = zoneOffset(found[8]);
  const first = Date.UTC(year, month - 1, day, hour, minute, second, millis) - zone;
  const last = fraction === undefined ? endOf(given, zone) : first;
  return { first, last };
}

function endOf(given: readonly number[], zone: number): number {
  const parts = [...given];
  parts[parts.length - 1] = (parts.at(-1) ?? 0) + 1;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - zone - 1;
}

function zoneOffset(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const digits = zone.slice(1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return (zone.startsWith("-") ? -1 : 1) * minutes * 60_000;
}
