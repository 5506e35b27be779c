import { datetimeText, timespanText } from "./time-values.ts";
import { boundedText, EvaluationLimit, isNumeric, type ScalarType, type Value } from "./types.ts";

/** Whether a dynamic value is a property bag. */
export function isBag(value: Value): value is Readonly<Record<string, Value>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A property of a bag; missing, or asked of something else, is null. Prototypes are never read. */
export function property(value: Value, key: string): Value {
  return isBag(value) && Object.hasOwn(value, key) ? (value[key] ?? null) : null;
}

/** An element of an array; a negative index counts from the end. */
export function element(value: Value, index: number): Value {
  if (!Array.isArray(value)) return null;
  return value[index < 0 ? value.length + index : index] ?? null;
}

/** `tostring()` of a dynamic: null gives "", a string itself, everything else its JSON text. */
export function dynamicText(value: Value): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  try {
    return boundedText(JSON.stringify(value) ?? "");
  } catch (error) {
    if (error instanceof RangeError) throw new EvaluationLimit("a dynamic value is nested too deeply");
    throw error;
  }
}

/** `tostring()` by static type. */
export function toText(value: Value, type: ScalarType): string {
  if (value === null || value === undefined) return "";
  if (type === "datetime") return datetimeText(Number(value));
  if (type === "timespan") return timespanText(Number(value));
  if (type === "real") return realText(Number(value));
  return dynamicText(value);
}

function realText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value);
}

/** A typed value as it is stored inside a dynamic (`pack_array`, `make_set`): dates become text. */
export function toDynamic(value: Value, type: ScalarType): Value {
  if (value === null || value === undefined) return null;
  return type === "datetime" || type === "timespan" ? toText(value, type) : value;
}

/**
 * `==` between a typed value and a dynamic one, both not null: a dynamic of another JSON type is different.
 */
export function sameAsDynamic(typed: Value, type: ScalarType, dynamic: Value): boolean {
  if (type === "datetime" || type === "timespan") return toText(typed, type) === dynamic;
  return typed === dynamic;
}

/** A text that is equal for equal values: the key of groups, joins, `distinct` and sets. */
export function keyOf(value: Value, type: ScalarType): string {
  if (value === null || value === undefined) return "n";
  if (type !== "dynamic")
    return isNumeric(type) || type === "datetime" ? `#${value}` : `${typeof value}:${value}`;
  return `${typeof value}:${dynamicText(value)}`;
}

/** Order of two values of one type, neither null. Strings compare by code point. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  return Number(a) - Number(b);
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Kusto's insensitive operators fold ASCII only (Microsoft: "String operators", note on case). */
export function foldAscii(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (part) => part.toLowerCase()) : text;
}
