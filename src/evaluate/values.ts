import type { FieldPath } from "../audit/field-path.ts";

/** Whether a value satisfies a leaf. */
export type Test = (value: unknown) => boolean;

/** Asks a test of every value at a path, until one satisfies it. `element` is what `some` has bound. */
export type Reader = (event: unknown, element: unknown, test: Test) => boolean;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function read(value: unknown, segments: FieldPath["segments"], index: number, test: Test): boolean {
  const segment = segments[index];
  if (segment === undefined) return test(value);
  if (!isObject(value) || !Object.hasOwn(value, segment.key)) return false;
  const next = value[segment.key];
  if (!segment.list) return read(next, segments, index + 1, test);
  if (!Array.isArray(next)) return false;
  for (const element of next) if (read(element, segments, index + 1, test)) return true;
  return false;
}

/** Every value of the `command` parameters of a request URI, decoded as Go's url.ParseQuery does. */
export function execCommand(uri: unknown): string[] {
  if (typeof uri !== "string") return [];
  const query = uri.indexOf("?");
  if (query === -1) return [];
  const end = uri.indexOf("#", query);
  const pairs = uri.slice(query + 1, end === -1 ? undefined : end).split("&");
  return pairs.flatMap((pair) => (pair.startsWith("command=") ? (decodeQuery(pair.slice(8)) ?? []) : []));
}

function decodeQuery(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

/** Compiles a path to a reader. Only well-typed shapes are walked: an array where the type has one. */
export function compileReader(field: FieldPath): Reader {
  const { segments, root } = field;
  const start = (event: unknown, element: unknown): unknown => (root === "event" ? event : element);
  if (field.derive === "command") {
    return (event, _, test) => isObject(event) && execCommand(event["requestURI"]).some(test);
  }
  if (field.derive === "last") {
    return (event, _, test) => {
      const list = isObject(event) ? event[segments[0]?.key ?? ""] : undefined;
      return Array.isArray(list) && list.length > 0 && test(list.at(-1));
    };
  }
  const [first, second] = segments;
  if (segments.length === 1 && first !== undefined && !first.list) {
    return (event, element, test) => {
      const from = start(event, element);
      return isObject(from) && Object.hasOwn(from, first.key) && test(from[first.key]);
    };
  }
  if (segments.length === 2 && first && second && !first.list && !second.list) {
    return (event, element, test) => {
      const from = start(event, element);
      const inner = isObject(from) && Object.hasOwn(from, first.key) ? from[first.key] : undefined;
      return isObject(inner) && Object.hasOwn(inner, second.key) && test(inner[second.key]);
    };
  }
  return (event, element, test) => read(start(event, element), segments, 0, test);
}

/** Folds ASCII letters to lower case, and nothing else. */
export function foldAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
