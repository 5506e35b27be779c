import { RuleSyntaxError } from "../syntax-error.ts";
import type { EvalNode, ValueOperator } from "./eval-syntax.ts";
import { asTest, asValue, type Compiled, type Read, type Test } from "./expression.ts";
import { compileCall } from "./functions.ts";
import { compareMany, notUnknown } from "./unverified.ts";
import { type Comparison, compareScalars, numberOf, satisfies, type Value } from "./values.ts";

/** Compiles an expression of `eval` or `where` to a closure. */
export function compileEval(node: EvalNode): Compiled {
  const { offset } = node;
  switch (node.kind) {
    case "number": {
      const { value } = node;
      return { kind: "value", read: () => value, offset };
    }
    case "string": {
      const { value } = node;
      return { kind: "value", read: () => value, literal: value, offset };
    }
    case "field": {
      const { name } = node;
      return { kind: "value", read: (scope) => scope.get(name), offset };
    }
    case "call":
      return compileCall(node, compileEval);
    case "compare":
      return { kind: "test", test: compileComparison(node.operator, node.left, node.right), offset };
    case "logic":
      return { kind: "test", test: compileLogic(node.operator, node.parts), offset };
    case "not":
      return { kind: "test", test: compileNot(node.part), offset };
    case "negate": {
      const read = asValue(compileEval(node.part));
      return { kind: "value", read: (scope) => negate(numberOf(read(scope))), offset };
    }
    default:
      return { kind: "value", read: compileChain(node.first, node.rest), offset };
  }
}

function negate(number: number | undefined): Value {
  return number === undefined ? null : -number;
}

/** A comparison with nothing is NULL; several values are compared as `unverified.ts` says. */
function compileComparison(operator: Comparison, left: EvalNode, right: EvalNode): Test {
  const a = asValue(compileEval(left));
  const b = asValue(compileEval(right));
  return (scope) => {
    const x = a(scope);
    const y = b(scope);
    if (x === null || y === null) return null;
    if (typeof x === "object" || typeof y === "object") return compareMany(x, operator, y);
    return satisfies(compareScalars(x, y), operator);
  };
}

function compileNot(part: EvalNode): Test {
  const test = asTest(compileEval(part));
  return (scope) => {
    const result = test(scope);
    return result === null ? notUnknown() : !result;
  };
}

/** AND and OR with NULL as in SQL: a decided side decides, else NULL stays. */
function compileLogic(operator: "and" | "or" | "xor", parts: readonly EvalNode[]): Test {
  const tests = parts.map((part) => asTest(compileEval(part)));
  if (operator === "xor") {
    return (scope) => {
      const results = tests.map((test) => test(scope));
      if (results.includes(null)) return null;
      return results.filter((result) => result === true).length % 2 === 1;
    };
  }
  const decisive = operator === "or";
  return (scope) => {
    let unknown = false;
    for (const test of tests) {
      const result = test(scope);
      if (result === decisive) return decisive;
      if (result === null) unknown = true;
    }
    return unknown ? null : !decisive;
  };
}

type Link = { readonly operator: ValueOperator; readonly part: EvalNode };

function compileChain(first: EvalNode, rest: readonly Link[]): Read {
  const start = asValue(compileEval(first));
  const links = rest.map(({ operator, part }) => ({ operator, read: asValue(compileEval(part)) }));
  return (scope) => {
    let value = start(scope);
    for (const { operator, read } of links) {
      if (value === null) return null;
      value = combine(operator, value, read(scope));
    }
    return value;
  };
}

/** `.` joins texts, `+` adds numbers or joins texts, the rest is arithmetic (Splunk: "eval", operators). */
function combine(operator: ValueOperator, a: Value, b: Value): Value {
  if (a === null || b === null || typeof a === "object" || typeof b === "object") return null;
  if (operator === ".") return `${a}${b}`;
  const x = numberOf(a);
  const y = numberOf(b);
  if (x === undefined || y === undefined) {
    return operator === "+" && x === undefined && y === undefined ? `${a}${b}` : null;
  }
  const result = calculate(operator, x, y);
  return Number.isFinite(result) ? result : null;
}

function calculate(operator: ValueOperator, x: number, y: number): number {
  switch (operator) {
    case "+":
      return x + y;
    case "-":
      return x - y;
    case "*":
      return x * y;
    case "/":
      return x / y;
    default:
      return x % y;
  }
}

/** Compiles the condition of `where` and alike. */
export function compileCondition(node: EvalNode): Test {
  const compiled = compileEval(node);
  if (compiled.kind === "test") return compiled.test;
  throw new RuleSyntaxError("`where` needs a condition, this is a value", node.offset);
}
