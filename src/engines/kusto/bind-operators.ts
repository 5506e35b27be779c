import { RuleSyntaxError } from "../syntax-error.ts";
import { bindArithmetic } from "./bind-arithmetic.ts";
import { bindStringOperator } from "./bind-strings.ts";
import { derive } from "./bound.ts";
import { type Bound, isNumeric, type ScalarType, type Value } from "./types.ts";
import { sameAsDynamic } from "./values.ts";

/** Compiles a two-sided operator by its kind. */
export function bindBinary(op: string, left: Bound, right: Bound, offset: number): Bound {
  if (op === "==" || op === "!=") return bindEquality(op === "!=", left, right, offset);
  if (op === "<" || op === "<=" || op === ">" || op === ">=") return bindRelational(op, left, right, offset);
  if (op === "+" || op === "-" || op === "*" || op === "/" || op === "%") {
    return bindArithmetic(op, left, right, offset);
  }
  return bindStringOperator(op, left, right, offset);
}

/**
 * Three-valued `and` and `or`: a false decides `and`, a true decides `or`, else null stays null
 * (Microsoft: "Null values").
 */
export function bindLogical(op: "and" | "or", items: readonly Bound[], offset: number): Bound {
  for (const item of items) requireBool(item, `\`${op}\``);
  const deciding = op === "or";
  const runs = items.map((item) => item.eval);
  return derive(items, "bool", offset, (row, context) => {
    let result: Value = !deciding;
    for (const run of runs) {
      const value = run(row, context);
      if (value === deciding) return deciding;
      if (value === null) result = null;
    }
    return result;
  });
}

/** Refuses what is no bool where one is needed. */
export function requireBool(bound: Bound, where: string): void {
  if (bound.type === "bool") return;
  const hint = bound.type === "dynamic" ? "cast it: `tobool(…)`" : undefined;
  throw new RuleSyntaxError(`${where} needs a bool, this is a ${bound.type}`, bound.offset, hint);
}

/** Whether Kusto compares the two types with `==`; otherwise a problem at the operator. */
export function checkComparable(left: ScalarType, right: ScalarType, offset: number): void {
  if (left === "dynamic" && right === "dynamic") {
    throw new RuleSyntaxError("cannot compare dynamic with dynamic", offset, "cast one side: `tostring(…)`");
  }
  if (left === right || left === "dynamic" || right === "dynamic" || (isNumeric(left) && isNumeric(right)))
    return;
  throw new RuleSyntaxError(`cannot compare ${left} with ${right}`, offset, "cast one side");
}

/** `==` and `!=` of two values by Kusto's null table: one null side is never equal, two give null. */
function equality(left: Bound, right: Bound): (a: Value, b: Value) => Value {
  if (left.type === "dynamic") return (a, b) => equalNulls(a, b) ?? sameAsDynamic(b, right.type, a);
  if (right.type === "dynamic") return (a, b) => equalNulls(a, b) ?? sameAsDynamic(a, left.type, b);
  return (a, b) => equalNulls(a, b) ?? a === b;
}

const BOTH_NULL = Symbol("both null");

function equalNulls(a: Value, b: Value): Value {
  if (a === null) return b === null ? BOTH_NULL : false;
  return b === null ? false : null;
}

function bindEquality(negated: boolean, left: Bound, right: Bound, offset: number): Bound {
  checkComparable(left.type, right.type, offset);
  const equal = equality(left, right);
  const [a, b] = [left.eval, right.eval];
  return derive([left, right], "bool", offset, (row, context) => {
    const result = equal(a(row, context), b(row, context));
    return result === BOTH_NULL ? null : result !== negated;
  });
}

const ORDERED = new Map<string, (a: number, b: number) => boolean>([
  ["<", (a, b) => a < b],
  ["<=", (a, b) => a <= b],
  [">", (a, b) => a > b],
  [">=", (a, b) => a >= b],
]);

function bindRelational(op: string, left: Bound, right: Bound, offset: number): Bound {
  const test = ORDERED.get(op);
  const ordered = (type: ScalarType): boolean =>
    isNumeric(type) || type === "datetime" || type === "timespan";
  const mixed = (a: ScalarType, b: ScalarType): boolean => a === "dynamic" && isNumeric(b);
  const [l, r] = [left.type, right.type];
  const fits = (ordered(l) && (l === r || (isNumeric(l) && isNumeric(r)))) || mixed(l, r) || mixed(r, l);
  if (!fits || !test)
    throw new RuleSyntaxError(`\`${op}\` is not defined for ${l} and ${r}`, offset, "cast one side");
  const [a, b] = [left.eval, right.eval];
  return derive([left, right], "bool", offset, (row, context) => {
    const x = a(row, context);
    const y = b(row, context);
    return typeof x === "number" && typeof y === "number" ? test(x, y) : null;
  });
}

/** `between (low .. high)`: `>= and <=`; a timespan as the upper bound counts from a datetime's lower one. */
export function bindBetween(negated: boolean, value: Bound, low: Bound, high: Bound): Bound {
  const { offset } = value;
  const relative = value.type === "datetime" && low.type === "datetime" && high.type === "timespan";
  const end = relative ? bindArithmetic("+", low, high, offset) : high;
  const inside = bindLogical(
    "and",
    [bindRelational(">=", value, low, offset), bindRelational("<=", value, end, offset)],
    offset,
  );
  if (!negated) return inside;
  const run = inside.eval;
  return derive([inside], "bool", offset, (row, context) => {
    const result = run(row, context);
    return result === null ? null : !result;
  });
}
