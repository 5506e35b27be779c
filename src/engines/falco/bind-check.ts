import type { AuditEvent } from "../engine.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import { type Bound, bindOperand } from "./bind-operand.ts";
import { checkConstant, compareOperator, pathTest, textTest } from "./operators.ts";
import type { Condition, Constant, Right } from "./syntax.ts";

type Check = Extract<Condition, { kind: "check" }>;
type Test = (event: AuditEvent) => boolean;

const LIST_OPERATORS = new Set(["in", "intersects"]);
const NEVER: Test = () => false;

/**
 * Compiles one check. A check on a missing field is false whatever its operator is, `!=` included; a list
 * field knows `in` (every element), `intersects` (at least one) and `exists` only.
 */
export function bindCheck(check: Check): Test {
  const left = bindOperand(check.left);
  if (check.operator === "exists")
    return left.kind === "never" ? NEVER : (event) => left.read(event) !== undefined;
  const { right } = check;
  if (!right) throw new RuleSyntaxError(`\`${check.operator}\` needs a right side`, check.offset);
  if (left.kind === "number") return bindNumber(left.read, check, right);
  if (left.kind === "texts" && !LIST_OPERATORS.has(check.operator)) {
    throw new RuleSyntaxError(
      `\`${check.operator}\` does not work on a list field`,
      check.offset,
      "lists take `in` (every element), `intersects` (any element) and `exists`",
    );
  }
  const test = bindTexts(left, check, right);
  return left.kind === "never" ? NEVER : test;
}

function bindTexts(left: Bound, check: Check, right: Right): Test {
  if (right.kind === "transform" || right.kind === "field")
    return bindFields(left, check, bindOperand(right));
  if (right.kind === "constant") return onText(left, textTest(check.operator, right));
  if (check.any) return onText(left, anyTest(check, right.items));
  if (check.operator === "pmatch") return onText(left, pathTest(right.items));
  const set = new Set(right.items.map(checkConstant));
  if (left.kind !== "texts") return onText(left, (value) => set.has(value));
  const { read } = left;
  if (check.operator === "in") return (event) => read(event)?.every((value) => set.has(value)) ?? false;
  return (event) => read(event)?.some((value) => set.has(value)) ?? false;
}

function onText(left: Bound, test: (value: string) => boolean): Test {
  if (left.kind !== "text") return NEVER;
  const { read } = left;
  return (event) => {
    const value = read(event);
    return value !== undefined && test(value);
  };
}

function anyTest(check: Check, items: readonly Constant[]): (value: string) => boolean {
  if (check.operator === "!=") {
    throw new RuleSyntaxError("`!= anyof` is not modelled", check.offset, "write `not field in (…)`");
  }
  const tests = items.map((item) => textTest(check.operator, item));
  if (check.operator !== "=" && check.operator !== "==") return (value) => tests.some((test) => test(value));
  const set = new Set(items.map(({ text }) => text));
  return (value) => set.has(value);
}

/** `field = val(other)`: both sides are read from the event; either missing makes it false. */
function bindFields(left: Bound, check: Check, right: Bound): Test {
  if (LIST_OPERATORS.has(check.operator)) return bindSets(left, check.operator, right);
  const compare = compareOperator(check.operator);
  if (!compare) throw new RuleSyntaxError(`\`${check.operator}\` needs a constant`, check.offset);
  if (right.kind === "never" || left.kind === "never") return NEVER;
  if (left.kind !== "text" || right.kind !== "text") {
    throw new RuleSyntaxError("only single texts can be compared with each other", check.offset);
  }
  return (event) => {
    const value = left.read(event);
    const other = right.read(event);
    return value !== undefined && other !== undefined && compare(value, other);
  };
}

function bindSets(left: Bound, operator: string, right: Bound): Test {
  const values = (bound: Bound, event: AuditEvent): readonly string[] => {
    if (bound.kind === "never") return [];
    const read = bound.read(event);
    return read === undefined ? [] : typeof read === "object" ? read : [String(read)];
  };
  return (event) => {
    const own = values(left, event);
    const others = new Set(values(right, event));
    if (operator === "intersects") return own.some((value) => others.has(value));
    return own.length > 0 && own.every((value) => others.has(value));
  };
}

const NUMBERS: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ["=", (a: number, b: number) => a === b],
  ["==", (a: number, b: number) => a === b],
  ["!=", (a: number, b: number) => a !== b],
  ["<", (a: number, b: number) => a < b],
  ["<=", (a: number, b: number) => a <= b],
  [">", (a: number, b: number) => a > b],
  [">=", (a: number, b: number) => a >= b],
]);

/** `len(…)` is the only number: it compares by value, not as a text. */
function bindNumber(read: (event: AuditEvent) => number | undefined, check: Check, right: Right): Test {
  if (check.operator === "in" && right.kind === "constants") {
    const set = new Set(right.items.map(wholeNumber));
    return (event) => set.has(read(event) ?? -1);
  }
  const compare = NUMBERS.get(check.operator);
  if (!compare || right.kind === "constants") {
    throw new RuleSyntaxError(`\`${check.operator}\` does not work on a length`, check.offset);
  }
  const other =
    right.kind === "constant" ? constantRead(right) : numberRead(bindOperand(right), right.offset);
  return (event) => {
    const value = read(event);
    const wanted = other(event);
    return value !== undefined && wanted !== undefined && compare(value, wanted);
  };
}

function constantRead(constant: Constant): () => number {
  const value = wholeNumber(constant);
  return () => value;
}

function numberRead(bound: Bound, offset: number): (event: AuditEvent) => number | undefined {
  if (bound.kind === "number") return bound.read;
  throw new RuleSyntaxError("a length compares with a number or another length", offset);
}

function wholeNumber(constant: Constant): number {
  if (/^(?:\d+|0[xX][0-9a-fA-F]+)$/.test(constant.text)) return Number(constant.text);
  throw new RuleSyntaxError("a length compares with a whole number", constant.offset);
}
