/**
 * Spans and relative times (Splunk: "Time modifiers", "How to specify relative time modifiers"), in UTC.
 */

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:s|sec|secs|second|seconds)$/, 1],
  [/^(?:m|min|mins|minute|minutes)$/, 60],
  [/^(?:h|hr|hrs|hour|hours)$/, 3600],
  [/^(?:d|day|days)$/, 86_400],
];

function unitSeconds(unit: string): number | undefined {
  return UNITS.find(([pattern]) => pattern.test(unit))?.[1];
}

/** A length of time (`5m`) in seconds. Weeks and months have no fixed start and are not known here. */
export function parseSpan(text: string): number | undefined {
  const match = /^(\d{1,9})([a-z]*)$/.exec(text);
  if (!match) return undefined;
  const seconds = match[2] === "" ? 1 : unitSeconds(match[2] ?? "");
  const span = Number(match[1]) * (seconds ?? 0);
  return span > 0 ? span : undefined;
}

/** `-1d@d`: a shift, then the start of a unit; `now` is no shift. */
export function parseRelative(text: string): ((time: number) => number) | undefined {
  if (text === "now" || text === "now()") return (time) => time;
  const match = /^(?:([+-])(\d{0,9})([a-z]+))?(?:@([a-z]+))?$/.exec(text);
  if (!match || text === "") return undefined;
  const [, sign, count = "", unit, snap] = match;
  const length = unit === undefined ? 0 : unitSeconds(unit);
  const grid = snap === undefined ? 0 : unitSeconds(snap);
  if (length === undefined || grid === undefined) return undefined;
  const shift = (sign === "-" ? -1 : 1) * (count === "" ? 1 : Number(count)) * length;
  return (time) => (grid === 0 ? time + shift : Math.floor((time + shift) / grid) * grid);
}
