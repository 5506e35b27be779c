/** RFC 3339 with any number of decimals, as the API server writes its times; the result is in seconds. */
export function parseTimestamp(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/.exec(text);
  if (!match) return undefined;
  const [, date, time, fraction = "", zone = "Z"] = match;
  const whole = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  if (Number.isNaN(whole)) return undefined;
  // Added as microseconds: 1700000000.123456 is the nearest double, and equal texts give equal numbers.
  const micros = Math.round(Number(`0${fraction}`) * 1e6);
  return (whole * 1000 + micros) / 1e6;
}
