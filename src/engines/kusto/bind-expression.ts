import { RuleSyntaxError } from "../syntax-error.ts";
import { bindCall } from "./bind-call.ts";
import { bindList } from "./bind-list.ts";
import { bindBetween, bindBinary, bindLogical } from "./bind-operators.ts";
import { constantOf, derive, literalBound } from "./bound.ts";
import { type Scope, unknownName } from "./scope.ts";
import type { Expression } from "./syntax.ts";
import type { Bound } from "./types.ts";
import { element, property } from "./values.ts";

/** Compiles a scalar expression: names resolved, types checked, closures built. */
export function bindExpression(expression: Expression, scope: Scope): Bound {
  scope.lets.spend(expression.offset);
  const { offset } = expression;
  const sub = (inner: Expression): Bound => bindExpression(inner, scope);
  switch (expression.kind) {
    case "literal":
      return literalBound(expression.type, expression.value, offset);
    case "name":
      return bindName(expression.name, offset, scope);
    case "member":
      return bindMember(sub(expression.target), expression.name, offset);
    case "index":
      return bindIndex(sub(expression.target), sub(expression.index), offset);
    case "call":
      return bindCall(expression, scope);
    case "binary":
      return bindBinary(expression.op, sub(expression.left), sub(expression.right), offset);
    case "logical":
      return bindLogical(expression.op, expression.items.map(sub), offset);
    case "list":
      return bindList(expression.op, sub(expression.left), expression.items, scope, offset);
    case "between":
      return bindBetween(
        expression.negated,
        sub(expression.value),
        sub(expression.low),
        sub(expression.high),
      );
    case "minus":
      return bindMinus(sub(expression.value), offset);
    case "star":
      throw new RuleSyntaxError("`*` cannot stand here", offset);
    case "typeof":
      throw new RuleSyntaxError("`typeof` cannot stand here", offset);
    case "query":
      throw new RuleSyntaxError("a table cannot stand here", offset, "use `toscalar(…)` for its first value");
  }
}

function bindName(name: string, offset: number, scope: Scope): Bound {
  const at = scope.index.get(name);
  const column = at === undefined ? undefined : scope.columns[at];
  if (at !== undefined && column) {
    const read = (row: readonly unknown[]): unknown => row[at] ?? null;
    return { type: column.type, offset, constant: false, alone: true, name, eval: read };
  }
  const entry = scope.lets.find(name);
  if (entry?.kind === "scalar") return { ...entry.bound, offset, name: undefined };
  if (entry?.kind === "function") return bindCall({ kind: "call", name, args: [], offset }, scope);
  if (entry?.kind === "table" || scope.lets.tables.has(name)) {
    throw new RuleSyntaxError(`\`${name}\` is a table, not a value`, offset);
  }
  return unknownName(name, offset, [...scope.index.keys(), ...scope.lets.names()], "column");
}

function bindMember(target: Bound, key: string, offset: number): Bound {
  if (target.type !== "dynamic") {
    const hint = target.type === "string" ? "use `parse_json(…)` first" : undefined;
    throw new RuleSyntaxError(`\`.${key}\` needs a dynamic value, this is a ${target.type}`, offset, hint);
  }
  const read = target.eval;
  const name = target.name === undefined ? undefined : `${target.name}_${key}`;
  return derive([target], "dynamic", offset, (row, context) => property(read(row, context), key), name);
}

function bindIndex(target: Bound, index: Bound, offset: number): Bound {
  if (!index.constant) {
    throw new RuleSyntaxError(
      "an index must be a constant here",
      index.offset,
      "computed keys are not supported",
    );
  }
  const key = constantOf(index, "an index");
  if (typeof key === "string") return bindMember(target, key, offset);
  if (
    target.type !== "dynamic" ||
    (index.type !== "long" && index.type !== "int") ||
    typeof key !== "number"
  ) {
    throw new RuleSyntaxError(`a ${target.type} cannot be indexed by a ${index.type}`, offset);
  }
  const read = target.eval;
  const name = target.name === undefined ? undefined : `${target.name}_${key}`;
  return derive([target], "dynamic", offset, (row, context) => element(read(row, context), key), name);
}

function bindMinus(value: Bound, offset: number): Bound {
  if (
    value.type === "string" ||
    value.type === "bool" ||
    value.type === "datetime" ||
    value.type === "dynamic"
  ) {
    throw new RuleSyntaxError(`\`-\` is not defined for ${value.type}`, offset);
  }
  const read = value.eval;
  return derive([value], value.type, offset, (row, context) => {
    const inner = read(row, context);
    return inner === null ? null : -Number(inner);
  });
}
