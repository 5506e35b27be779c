import { RuleSyntaxError } from "../syntax-error.ts";
import { bindExpression } from "./bind-expression.ts";
import { bindQuery, callFunction } from "./bind-query.ts";
import type { ScalarFunction } from "./functions.ts";
import { conversionFunctions } from "./functions-convert.ts";
import { dynamicFunctions } from "./functions-dynamic.ts";
import { ipFunctions } from "./functions-ip.ts";
import { logicFunctions } from "./functions-logic.ts";
import { setFunctions } from "./functions-set.ts";
import { stringFunctions } from "./functions-string.ts";
import { textFunctions } from "./functions-text.ts";
import { timeFunctions } from "./functions-time.ts";
import { windowFunctions } from "./functions-window.ts";
import { type Scope, unknownName } from "./scope.ts";
import type { CallExpression, Expression } from "./syntax.ts";
import type { Bound } from "./types.ts";
import { toDynamic } from "./values.ts";

const FUNCTIONS: ReadonlyMap<string, ScalarFunction> = new Map([
  ...conversionFunctions,
  ...logicFunctions,
  ...stringFunctions,
  ...textFunctions,
  ...dynamicFunctions,
  ...setFunctions,
  ...timeFunctions,
  ...ipFunctions,
  ...windowFunctions,
]);

/** Compiles a call in a scalar place: a `let` function, a built-in one, `toscalar` or `column_ifexists`. */
export function bindCall(call: CallExpression, scope: Scope): Bound {
  const { name, offset } = call;
  const entry = scope.lets.find(name);
  if (entry?.kind === "function") {
    const result = callFunction(entry, call, scope);
    if (result.kind === "scalar") return result.bound;
    throw new RuleSyntaxError(`\`${name}()\` gives a table, not a value`, offset);
  }
  if (name === "toscalar") return bindToScalar(call, scope);
  if (name === "column_ifexists" || name === "columnifexists") return bindColumnIfExists(call, scope);
  const found = FUNCTIONS.get(name);
  if (!found) return unknownName(name, offset, FUNCTIONS.keys(), "function");
  const args = call.args.map((arg) =>
    arg.kind === "typeof" ? typeArgument(arg) : bindExpression(arg, scope),
  );
  return found(call, args, scope);
}

function typeArgument(arg: Extract<Expression, { kind: "typeof" }>): Bound {
  return {
    type: arg.type,
    offset: arg.offset,
    constant: true,
    alone: true,
    name: "typeof",
    eval: () => null,
  };
}

function bindToScalar(call: CallExpression, scope: Scope): Bound {
  const { offset } = call;
  const arg = call.args[0];
  if (!arg || call.args.length !== 1) throw new RuleSyntaxError("`toscalar` takes one argument", offset);
  const query =
    arg.kind === "query"
      ? arg.query
      : { source: { kind: "reference", expression: arg, offset } as const, operators: [], offset };
  const table = bindQuery(query, scope.lets);
  const column = table.columns[0];
  if (!column) throw new RuleSyntaxError("the table has no column", offset);
  const key = {};
  const run: Bound["eval"] = (_row, context) => {
    if (!context.cache.has(key))
      context.cache.set(key, table.run(context)[0]?.values[0] ?? empty(column.type));
    return context.cache.get(key);
  };
  return { type: column.type, offset, constant: false, alone: !table.usesEvents, eval: run };
}

function empty(type: Bound["type"]): unknown {
  return type === "string" ? "" : toDynamic(null, type);
}

function bindColumnIfExists(call: CallExpression, scope: Scope): Bound {
  const [name, fallback] = call.args;
  if (name?.kind !== "literal" || typeof name.value !== "string" || !fallback || call.args.length !== 2) {
    throw new RuleSyntaxError("`column_ifexists` takes a column name in quotes and a default", call.offset);
  }
  const exists = scope.index.has(name.value);
  return bindExpression(exists ? { kind: "name", name: name.value, offset: name.offset } : fallback, scope);
}
