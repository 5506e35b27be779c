import { jsonText } from "./json-text.ts";
import { EMPTY_STRING, JSON_NULL } from "./unverified.ts";
import { many, type Value } from "./values.ts";

/**
 * Automatic extraction of JSON fields (Splunk: props.conf `KV_MODE = json`, limits.conf `[spath]
 * extraction_cutoff`): keys joined by dots, `{}` for an array, and only what ends within the first 5,000
 * bytes of the text. `spath` without a path obeys the same limit.
 */
export const EXTRACTION_CUTOFF = 5000;

const MAX_DEPTH = 100;
const PLAIN = /^[ !#-%'-;=?-[\]-~]*$/;

interface Walk {
  readonly fields: Map<string, string[]>;
  readonly cutoff: number;
}

/** The fields of a JSON value whose compact text starts at offset 0. */
export function extractFields(root: unknown, cutoff: number = EXTRACTION_CUTOFF): Map<string, Value> {
  const walk: Walk = { fields: new Map(), cutoff };
  walkValue(walk, root, "", 0, 0);
  const fields = new Map<string, Value>();
  for (const [name, values] of walk.fields) fields.set(name, many(values));
  return fields;
}

/** Visits a value; the result is the offset in bytes behind it. */
function walkValue(walk: Walk, value: unknown, name: string, start: number, depth: number): number {
  if (start > walk.cutoff || depth > MAX_DEPTH) return walk.cutoff + 1;
  if (Array.isArray(value)) return walkArray(walk, value, `${name}{}`, start, depth);
  if (typeof value === "object" && value !== null) {
    return walkObject(walk, value as Record<string, unknown>, name, start, depth);
  }
  const text = value === null ? JSON_NULL : value === "" ? EMPTY_STRING : String(value);
  const end = start + byteLength(value);
  if (end > walk.cutoff || text === null || name === "") return end;
  const known = walk.fields.get(name);
  if (known) known.push(text);
  else walk.fields.set(name, [text]);
  return end;
}

function walkArray(walk: Walk, list: readonly unknown[], name: string, start: number, depth: number): number {
  let at = start + 1;
  for (const item of list) {
    at = walkValue(walk, item, name, at, depth + 1) + 1;
    if (at > walk.cutoff) return at;
  }
  return list.length === 0 ? at + 1 : at;
}

function walkObject(
  walk: Walk,
  object: Readonly<Record<string, unknown>>,
  name: string,
  start: number,
  depth: number,
): number {
  let at = start + 1;
  let empty = true;
  for (const key in object) {
    if (!Object.hasOwn(object, key) || object[key] === undefined) continue;
    empty = false;
    const inner = name === "" ? key : `${name}.${key}`;
    at = walkValue(walk, object[key], inner, at + byteLength(key) + 1, depth + 1) + 1;
    if (at > walk.cutoff) return at;
  }
  return empty ? at + 1 : at;
}

/** Length of a scalar's JSON text in bytes. */
function byteLength(value: unknown): number {
  if (typeof value === "string" && PLAIN.test(value)) return value.length + 2;
  return Buffer.byteLength(jsonText(value));
}
