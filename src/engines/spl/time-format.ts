/**
 * Time variables (Splunk: "Date and time format variables"). Everything is UTC: a search head's own time zone
 * is not known here.
 */

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);
const VARIABLE = /%(?:[369]?[NQ]|.)/gs;
const DECIMALS = new Map([
  ["%N", 9],
  ["%3N", 3],
  ["%6N", 6],
  ["%9N", 9],
  ["%Q", 3],
  ["%3Q", 3],
  ["%6Q", 6],
  ["%9Q", 9],
  ["%f", 6],
]);

function pad(value: number, width = 2, fill = "0"): string {
  return String(value).padStart(width, fill);
}

const WRITERS = new Map<string, (date: Date) => string>([
  ["%Y", (date) => pad(date.getUTCFullYear(), 4)],
  ["%y", (date) => pad(date.getUTCFullYear() % 100)],
  ["%m", (date) => pad(date.getUTCMonth() + 1)],
  ["%d", (date) => pad(date.getUTCDate())],
  ["%e", (date) => pad(date.getUTCDate(), 2, " ")],
  ["%H", (date) => pad(date.getUTCHours())],
  ["%I", (date) => pad(date.getUTCHours() % 12 || 12)],
  ["%p", (date) => (date.getUTCHours() < 12 ? "AM" : "PM")],
  ["%M", (date) => pad(date.getUTCMinutes())],
  ["%S", (date) => pad(date.getUTCSeconds())],
  ["%A", (date) => DAYS[date.getUTCDay()] ?? ""],
  ["%a", (date) => (DAYS[date.getUTCDay()] ?? "").slice(0, 3)],
  ["%B", (date) => MONTHS[date.getUTCMonth()] ?? ""],
  ["%b", (date) => (MONTHS[date.getUTCMonth()] ?? "").slice(0, 3)],
  ["%w", (date) => String(date.getUTCDay())],
  ["%F", (date) => date.toISOString().slice(0, 10)],
  ["%T", (date) => date.toISOString().slice(11, 19)],
  ["%s", (date) => String(Math.floor(date.getTime() / 1000))],
  ["%z", () => "+0000"],
  ["%Z", () => "UTC"],
  ["%%", () => "%"],
]);

/** The first variable of a format that is not known. */
export function unknownVariable(format: string): string | undefined {
  if (/(?:^|[^%])(?:%%)*%$/.test(format)) return "%";
  return [...format.matchAll(VARIABLE)]
    .map(([text]) => text)
    .find((text) => !WRITERS.has(text) && !DECIMALS.has(text));
}

/** A time in seconds as text. */
export function formatTime(seconds: number, format: string): string {
  const date = new Date(Math.floor(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return "";
  const micros = Math.floor((seconds - Math.floor(seconds)) * 1e6 + 0.5);
  return format.replace(VARIABLE, (text) => {
    const decimals = DECIMALS.get(text);
    if (decimals !== undefined) return `${pad(micros, 6)}000`.slice(0, decimals);
    return WRITERS.get(text)?.(date) ?? text;
  });
}

const READERS = new Map<string, string>([
  ["%Y", "\\d{4}"],
  ["%m", "\\d{1,2}"],
  ["%d", "\\d{1,2}"],
  ["%H", "\\d{1,2}"],
  ["%M", "\\d{1,2}"],
  ["%S", "\\d{1,2}"],
  ["%F", "\\d{4}-\\d\\d-\\d\\d"],
  ["%T", "\\d\\d:\\d\\d:\\d\\d"],
  ["%s", "\\d{1,12}"],
  ["%z", "[+-]\\d\\d:?\\d\\d"],
  ["%Z", "UTC|GMT|Z"],
]);

/** Reads a time in seconds from the start of a text; undefined when the text has another form. */
export function parseTime(text: string, format: string): number | undefined {
  const found = new Map<string, string>();
  let at = 0;
  for (let i = 0; i < format.length; ) {
    VARIABLE.lastIndex = 0;
    const variable = format[i] === "%" ? VARIABLE.exec(format.slice(i))?.[0] : undefined;
    const literal = variable === undefined || variable === "%%";
    if (literal && text[at] !== format[i]) return undefined;
    if (literal) at++;
    else {
      const pattern = DECIMALS.has(variable) ? "\\d{1,9}" : READERS.get(variable);
      const value = pattern === undefined ? undefined : startOf(text.slice(at, at + 20), pattern);
      if (value === undefined) return undefined;
      found.set(DECIMALS.has(variable) ? "fraction" : variable, value);
      at += value.length;
    }
    i += variable?.length ?? 1;
  }
  return assemble(found);
}

/** The patterns come from the table above, never from a rule. */
function startOf(text: string, pattern: string): string | undefined {
  return new RegExp(`^(?:${pattern})`).exec(text)?.[0];
}

function assemble(found: ReadonlyMap<string, string>): number | undefined {
  const epoch = found.get("%s");
  const two = (key: string, fallback: string) => (found.get(key) ?? fallback).padStart(2, "0");
  const day = found.get("%F") ?? `${found.get("%Y")}-${two("%m", "01")}-${two("%d", "01")}`;
  const time = found.get("%T") ?? `${two("%H", "0")}:${two("%M", "0")}:${two("%S", "0")}`;
  const zone = (found.get("%z") ?? "Z").replace(/^([+-]\d\d)(\d\d)$/, "$1:$2");
  const whole = epoch === undefined ? Date.parse(`${day}T${time}${zone}`) / 1000 : Number(epoch);
  const fraction = Number(`0.${found.get("fraction") ?? 0}`);
  return Number.isNaN(whole) ? undefined : Math.round((whole + fraction) * 1e6) / 1e6;
}
