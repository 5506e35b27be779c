import type { FieldPath } from "../audit/field-path.ts";
import { MISSING } from "./leaf-values.ts";

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Sets a value at a path, making the objects and lists on the way. Through a list it goes into the element at
 * `index` (made if there are fewer).
 */
export function setValue(
  root: unknown,
  field: FieldPath,
  value: unknown,
  index: (length: number) => number,
): void {
  if (!isObject(root)) return;
  if (field.derive === "command") {
    setCommand(root, value);
    return;
  }
  let at: Json = root;
  for (const [i, { key, list }] of field.segments.entries()) {
    const last = i === field.segments.length - 1;
    if (list) {
      const array = Array.isArray(at[key]) ? at[key] : [];
      at[key] = array;
      const position = field.derive === "last" ? array.length : index(array.length);
      if (last) {
        if (value === MISSING) array.splice(position, 1);
        else array[Math.min(position, array.length)] = value;
        return;
      }
      const place = Math.min(position, array.length);
      if (!isObject(array[place])) array[place] = {};
      at = array[place] as Json;
    } else if (last) {
      if (value === MISSING) delete at[key];
      else at[key] = value;
    } else {
      if (!isObject(at[key])) at[key] = {};
      at = at[key] as Json;
    }
  }
}

function setCommand(root: Json, value: unknown): void {
  const path = "/api/v1/namespaces/shop/pods/web-0/exec";
  root["requestURI"] =
    typeof value === "string" ? `${path}?command=sh&command=${encode(value)}&container=app` : path;
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("%20", "+");
}
