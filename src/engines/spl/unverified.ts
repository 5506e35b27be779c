import { jsonText } from "./json-text.ts";
import {
  type Comparison,
  compareScalars,
  each,
  type Scalar,
  satisfies,
  texts,
  type Value,
} from "./values.ts";

/**
 * Behaviour that Splunk's documents leave open and that no real Splunk has confirmed here. Everything of that
 * kind stands in this file, so that one experiment corrects it in one place. A rule whose meaning depends on
 * it is not proved by this interpreter.
 */

/** `NOT` of an expression without a value: NULL again, as in SQL, so that `where` drops the row. */
export function notUnknown(): null {
  return null;
}

/**
 * A comparison operator of `where` on a field with several values: true when any value satisfies it. The
 * documents say so of `=` (Splunk: "Evaluate and manipulate fields with multiple values"), not of the others.
 */
export function compareMany(left: Value, operator: Comparison, right: Value): boolean {
  return each(left).some((a) => each(right).some((b) => satisfies(compareScalars(a, b), operator)));
}

/** `!=` of `search` on a field with several values: true when any value differs. */
export function anyDiffers(values: readonly Scalar[], equal: (value: Scalar) => boolean): boolean {
  return values.some((value) => !equal(value));
}

/** A text function (`lower`, `replace`) of a field with several values: applied to each value. */
export function mapTexts(value: Value, change: (text: string) => string | null): Value {
  if (value === null || typeof value !== "object") return value === null ? null : change(String(value));
  return value.map(change).filter((text) => text !== null);
}

/** A test (`match`, `like`, `cidrmatch`) of a field with several values: true when any value passes. */
export function anyText(value: Value, test: (text: string) => boolean): boolean | null {
  return value === null ? null : texts(value).some(test);
}

/** What extraction makes of a JSON null: the text `null`. */
export const JSON_NULL = "null";

/** What extraction makes of an empty JSON string: a field that is there and empty. */
export const EMPTY_STRING: string | null = "";

/** A path that ends at an object or an array gives its compact JSON, an array without `{}` as a whole. */
export function containerText(value: object): string {
  return jsonText(value);
}

/** A boolean that a JSON function extracts: the text `true` or `false`, as `spath` gives it. */
export function nativeBoolean(value: boolean): string {
  return String(value);
}

/** `regex f!=…` where the field is missing: the row stays. */
export const REGEX_NOT_KEEPS_MISSING = true;

/** Whether an event that is exactly the length of `time_window` away still belongs to the window. */
export function inWindow(distance: number, length: number): boolean {
  return distance <= length;
}

/** Runs of characters that a `*` of a raw-text term may stand for: within a segment, not across segments. */
export const TERM_WILDCARD_STOPS = "[]<>(){}|!;,'\"*&?+ \n\r\t";

/** A backslash in a string of `eval` escapes a quote or a backslash; before anything else it stays. */
export function unescapeString(inner: string): string {
  return inner.replace(/\\(["\\])/g, "$1");
}

/** Rows without the field that `sort` sorts by come last, whichever way it sorts. */
export function missingOrder(aMissing: boolean, bMissing: boolean): number {
  return Number(aMissing) - Number(bMissing);
}

/** `eventstats` and `streamstats` of a row with several values of a BY field: the group of the first values. */
export function groupOfMany<T>(groups: readonly T[]): T | undefined {
  return groups[0];
}

/** `urldecode` leaves a plus sign alone: in a path it is no space. */
export const URLDECODE_PLUS = "+";

/** Rows of `eventstats` and `streamstats` without a BY field stay, without the statistics. */
export const KEEP_UNGROUPED = true;
