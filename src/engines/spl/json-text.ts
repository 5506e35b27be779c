/**
 * JSON as the API server writes it (Go: encoding/json): compact, with `<`, `>`, `&` and the two line
 * separators of JavaScript escaped.
 */

const ESCAPED = /[<>&\u2028\u2029]/g;

function escapeOne(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The compact text of a value; nothing where it is nested too deeply to be written at all. */
export function jsonText(value: unknown): string {
  const text = stringify(value);
  return ESCAPED.test(text) ? text.replace(ESCAPED, escapeOne) : text;
}

function stringify(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch (error) {
    if (error instanceof RangeError) return "";
    throw error;
  }
}

/** Reads JSON; undefined when the text is none. */
export function readJson(text: string): unknown {
  const first = text.trimStart()[0];
  if (first !== "{" && first !== "[") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** An object that is neither null nor an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
