const HTML = /[<>&\u2028\u2029]/g;

/** A property of an object, or an element of an array by its decimal index (fastjson's `Get`). */
export function property(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value))
    return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  const index = /^[+-]?\d+$/.test(key) ? Number(key) : -1;
  return index >= 0 ? value[index] : undefined;
}

/**
 * What Falco's plugins make of a JSON value: a text stands for itself, all else is compact JSON in source key
 * order. Texts inside an object keep the spelling of the log line, and the API server's encoder writes `<`,
 * `>` and `&` as `\u003c` and so on. What is not there has no text.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const json: string | undefined = JSON.stringify(value);
  return typeof value === "object" && value !== null ? json?.replace(HTML, escapeUnit) : json;
}

function escapeUnit(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
