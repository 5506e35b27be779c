/**
 * JSON as the API server writes it (Go: encoding/json): compact, with `<`, `>`, `&` and the two line
 * separators of JavaScript escaped.
 */

const ESCAPED = /[<>&\u2028\u2029]/g;

function escapeOne(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The compact text of a value. Deep values are bounded by the engine's own limit of nesting. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value) ?? "null";
  return ESCAPED.test(text) ? text.replace(ESCAPED, escapeOne) : text;
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
