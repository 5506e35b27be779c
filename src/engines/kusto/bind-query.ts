import { RuleSyntaxError } from "../syntax-error.ts";
import { bindExpression } from "./bind-expression.ts";
import { bindDatatable, bindPrint } from "./bind-source.ts";
import { checkCount } from "./functions.ts";
import { type LetEntry, type LetScope, rowScope, type Scope, unknownName } from "./scope.ts";
import { unionTables } from "./stage-union.ts";
import { bindOperator } from "./stages.ts";
import type { Block, CallExpression, Expression, LetStatement, Parameter, Query, Source } from "./syntax.ts";
import { type Bound, type BoundTable, boundedRows, isNumeric, type Row, type Stage } from "./types.ts";

type FunctionEntry = Extract<LetEntry, { kind: "function" }>;
type Result = Exclude<LetEntry, { kind: "function" }>;

/** Compiles statements and their result, which may be a value (in a `let`) or a table. */
export function bindBlock(block: Block, outer: LetScope): Result {
  const lets = outer.inner();
  for (const statement of block.lets) lets.declare(statement.name, bindLet(statement, lets));
  return bindResult(block.result, lets);
}

function bindLet(statement: LetStatement, lets: LetScope): LetEntry {
  if (statement.parameters) {
    return { kind: "function", parameters: statement.parameters, body: statement.body, scope: lets };
  }
  const result = bindResult(statement.body.result, lets);
  if (result.kind === "table") return { kind: "table", table: cached(result.table) };
  return { kind: "scalar", bound: result.bound.constant ? result.bound : cachedScalar(result.bound) };
}

/** A tabular `let` runs once an execution, however often it is named. */
function cached(table: BoundTable): BoundTable {
  const key = {};
  const run: BoundTable["run"] = (context) => {
    const known = context.cache.get(key);
    if (known) return known as readonly Row[];
    const rows = table.run(context);
    context.cache.set(key, rows);
    return rows;
  };
  return { ...table, run };
}

function cachedScalar(bound: Bound): Bound {
  const key = {};
  const run: Bound["eval"] = (_row, context) => {
    if (!context.cache.has(key)) context.cache.set(key, bound.eval([], context));
    return context.cache.get(key);
  };
  return { ...bound, eval: run };
}

/** A lone name or call may be either; anything else without operators is a value. */
function bindResult(query: Query, lets: LetScope): Result {
  const { source, operators } = query;
  if (operators.length > 0 || source.kind !== "reference")
    return { kind: "table", table: bindQuery(query, lets) };
  const { expression } = source;
  if (expression.kind === "query") return bindResult(expression.query, lets);
  if (expression.kind === "name" && isTable(expression.name, lets)) {
    return { kind: "table", table: bindQuery(query, lets) };
  }
  if (expression.kind === "call" || expression.kind === "name") {
    const entry = lets.find(expression.name);
    const call: CallExpression =
      expression.kind === "call" ? expression : { ...expression, kind: "call", args: [] };
    if (entry?.kind === "function") return callFunction(entry, call, rowScope(lets, []));
    if (call.name === "materialize" || call.name === "view")
      return { kind: "table", table: bindQuery(query, lets) };
  }
  return { kind: "scalar", bound: bindExpression(expression, rowScope(lets, [])) };
}

function isTable(name: string, lets: LetScope): boolean {
  const entry = lets.find(name);
  return entry ? entry.kind === "table" : lets.tables.has(name);
}

/** Inlines a call of a `let` function: parameters become names of the body. */
export function callFunction(entry: FunctionEntry, call: CallExpression, scope: Scope): Result {
  const { parameters, body } = entry;
  scope.lets.spend(call.offset);
  const required = parameters.filter((parameter) => parameter.fallback === undefined).length;
  checkCount(call, call.args.length, required, parameters.length);
  const lets = entry.scope.inner();
  parameters.forEach((parameter, i) => {
    const arg = call.args[i] ?? parameter.fallback;
    if (arg) lets.declare(parameter.name, bindArgument(parameter, arg, scope));
  });
  return bindBlock(body, lets);
}

function bindArgument(parameter: Parameter, arg: Expression, scope: Scope): LetEntry {
  if (parameter.columns) {
    const source: Source = { kind: "reference", expression: arg, offset: arg.offset };
    const table = bindQuery({ source, operators: [], offset: arg.offset }, scope.lets);
    for (const { name, type } of parameter.columns) {
      if (table.columns.some((column) => column.name === name && column.type === type)) continue;
      throw new RuleSyntaxError(`the argument lacks the column \`${name}: ${type}\``, arg.offset);
    }
    return { kind: "table", table };
  }
  const bound = bindExpression(arg, scope);
  const { type = bound.type } = parameter;
  const fits = bound.type === type || (isNumeric(bound.type) && isNumeric(type));
  if (fits) return { kind: "scalar", bound: { ...bound, type } };
  if (bound.type !== "dynamic") {
    throw new RuleSyntaxError(`\`${parameter.name}\` is a ${type}, this is a ${bound.type}`, arg.offset);
  }
  const call: CallExpression = { kind: "call", name: `to${type}`, args: [arg], offset: arg.offset };
  return { kind: "scalar", bound: bindExpression(call, scope) };
}

/** Compiles a pipeline into one closure over the log. */
export function bindQuery(query: Query, lets: LetScope): BoundTable {
  lets.spend(query.offset);
  const source = bindSource(query.source, lets);
  const stages: Stage[] = [];
  let input: Stage = { ...source, apply: (rows) => rows };
  for (const operator of query.operators) {
    input = bindOperator(operator, input, lets);
    stages.push(input);
  }
  const usesEvents = source.usesEvents || stages.some((stage) => stage.usesEvents === true);
  const run: BoundTable["run"] = (context) => {
    let rows = source.run(context);
    for (const stage of stages) rows = boundedRows(stage.apply(rows, context));
    return rows;
  };
  const { columns, perRow, serialized } = input;
  return { columns, perRow, serialized, usesEvents, run };
}

function bindSource(source: Source, lets: LetScope): BoundTable {
  switch (source.kind) {
    case "print":
      return bindPrint(source.items, lets);
    case "datatable":
      return bindDatatable(source, lets);
    case "union":
      return unionTables(
        source.tables.map((table) => bindQuery(table, lets)),
        source,
      );
    case "reference":
      return bindReference(source.expression, lets);
  }
}

function bindReference(expression: Expression, lets: LetScope): BoundTable {
  const { offset } = expression;
  if (expression.kind === "query") return bindQuery(expression.query, lets);
  if (expression.kind !== "name" && expression.kind !== "call") {
    throw new RuleSyntaxError("expected a table", offset);
  }
  const { name } = expression;
  const args = expression.kind === "call" ? expression.args : [];
  const [only] = args;
  if ((name === "materialize" || name === "view") && only && args.length === 1)
    return cached(bindReference(only, lets));
  const entry = lets.find(name);
  if (entry?.kind === "table") return entry.table;
  if (entry?.kind === "function") {
    const result = callFunction(entry, { kind: "call", name, args, offset }, rowScope(lets, []));
    if (result.kind === "table") return result.table;
  }
  if (entry) throw new RuleSyntaxError(`\`${name}\` is a value, not a table`, offset);
  const table = expression.kind === "name" ? lets.tables.get(name) : undefined;
  if (table) return table;
  const known = [...lets.names(), ...lets.tables.keys()];
  return unknownName(
    name,
    offset,
    known,
    expression.kind === "call" ? "function" : "table",
    lets.tables.hint(name),
  );
}
