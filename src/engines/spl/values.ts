/**
 * What a field holds (Splunk: "Types of expressions", "Manipulate and evaluate fields with multiple values"):
 * nothing, a text, a number, or several texts. A list of one value is that value.
 */
export type Value = null | string | number | readonly string[];

/** One value of a field. */
export type Scalar = string | number;

/** Numbers as Splunk reads them in a text; anything else is compared as text. */
const NUMERIC = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Makes a field's value of any number of texts. */
export function many(values: readonly string[]): Value {
  if (values.length === 0) return null;
  return values.length === 1 ? (values[0] ?? null) : values;
}

/** The values of a field, one by one. */
export function each(value: Value): readonly Scalar[] {
  if (value === null) return [];
  return typeof value === "object" ? value : [value];
}

/** The values of a field as texts. */
export function texts(value: Value): readonly string[] {
  return typeof value === "object" && value !== null ? value : each(value).map(String);
}

/** The number that a value is or looks like. */
export function numeric(value: Scalar): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (value.length > 400 || !NUMERIC.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** A field's number: undefined when it has none, or several values. */
export function numberOf(value: Value): number | undefined {
  return value === null || typeof value === "object" ? undefined : numeric(value);
}

/** Orders two values: as numbers when both are numeric, else as texts (Splunk: "where command usage"). */
export function compareScalars(a: Scalar, b: Scalar): number {
  const x = numeric(a);
  const y = x === undefined ? undefined : numeric(b);
  if (x !== undefined && y !== undefined) return x - y;
  const left = String(a);
  const right = String(b);
  return left === right ? 0 : left < right ? -1 : 1;
}

/** How two values of one comparison stand to each other. */
export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** Whether an order (negative, zero, positive) satisfies a comparison. */
export function satisfies(order: number, operator: Comparison): boolean {
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      return order >= 0;
  }
}
