import { readNetwork } from "./addresses.ts";
import { analyse } from "./analyse.ts";
import { dateSpan } from "./dates.ts";
import { type Field, IGNORE_ABOVE } from "./mapping.ts";

/** An Elastic document, or one object of a nested field. */
export type Document = Readonly<Record<string, unknown>>;

/** The indexed values of a field in a document. */
export type Reader<T> = (document: Document) => readonly T[];

/** Reads the raw values at a path, through arrays and through keys that hold dots. */
export function rawValues(path: string, root = ""): Reader<unknown> {
  const segments = path.slice(root === "" ? 0 : root.length + 1).split(".");
  return (document) => {
    const found: unknown[] = [];
    collect(document, segments, 0, found);
    return found;
  };
}

function collect(value: unknown, segments: readonly string[], from: number, found: unknown[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, segments, from, found);
    return;
  }
  if (from === segments.length) {
    if (value !== null && value !== undefined) found.push(value);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  let key = "";
  for (let to = from; to < segments.length; to++) {
    key = to === from ? (segments[to] ?? "") : `${key}.${segments[to]}`;
    if (Object.hasOwn(value, key)) collect((value as Document)[key], segments, to + 1, found);
  }
}

function mapped<T>(read: Reader<unknown>, convert: (value: unknown) => T | undefined): Reader<T> {
  return (document) => {
    const values: T[] = [];
    for (const raw of read(document)) {
      const value = convert(raw);
      if (value !== undefined) values.push(value);
    }
    return values;
  };
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** Texts of a keyword field; what is longer than `ignore_above` was not indexed. */
export function keywords(field: Field, root = ""): Reader<string> {
  return mapped(rawValues(field.path, root), (value) => {
    const text = scalarText(value);
    return text !== undefined && text.length <= IGNORE_ABOVE ? text : undefined;
  });
}

/** The terms of each value of a text field. */
export function terms(field: Field): Reader<readonly string[]> {
  return mapped(rawValues(field.path), (value) => {
    const text = scalarText(value);
    return text === undefined ? undefined : analyse(text);
  });
}

/** Numbers of an integer field: texts of numbers are coerced, fractions cut. */
export function integers(field: Field): Reader<number> {
  return mapped(rawValues(field.path), (value) => {
    const number = typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    return typeof number === "number" && Number.isFinite(number) ? Math.trunc(number) : undefined;
  });
}

/** Booleans; the texts `true` and `false` are read, and an empty text is false. */
export function booleans(field: Field): Reader<boolean> {
  return mapped(rawValues(field.path), (value) => {
    if (value === true || value === "true") return true;
    return value === false || value === "false" || value === "" ? false : undefined;
  });
}

/** Dates in milliseconds. */
export function dates(field: Field): Reader<number> {
  return mapped(rawValues(field.path), (value) =>
    typeof value === "string" ? dateSpan(value)?.first : undefined,
  );
}

/** Addresses as ordered texts. */
export function addresses(field: Field): Reader<string> {
  return mapped(rawValues(field.path), (value) =>
    typeof value === "string" ? readNetwork(value, false)?.low : undefined,
  );
}

/** All leaves of a flattened object, or of the part of it that a path names. */
export function leaves(field: Field): Reader<string> {
  const read = rawValues(field.path);
  return (document) => {
    const found: string[] = [];
    for (const value of read(document)) addLeaves(value, found, 0);
    return found;
  };
}

/** Flattened fields keep 20 levels (their `depth_limit`). */
function addLeaves(value: unknown, found: string[], depth: number): void {
  const text = scalarText(value);
  if (text !== undefined) found.push(text);
  else if (typeof value === "object" && value !== null && depth < 20) {
    for (const inner of Object.values(value)) addLeaves(inner, found, depth + 1);
  }
}
