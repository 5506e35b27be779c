import { bindExpression } from "./bind-expression.ts";
import { requireBool } from "./bind-operators.ts";
import { bindQuery } from "./bind-query.ts";
import { filterRows } from "./rows.ts";
import { type LetScope, rowScope } from "./scope.ts";
import { bindColumns } from "./stage-columns.ts";
import { bindExpand } from "./stage-expand.ts";
import { bindExtend, bindProject } from "./stage-extend.ts";
import { bindJoin } from "./stage-join.ts";
import { bindCount, bindSort, bindTake } from "./stage-order.ts";
import { bindDistinct, bindSummarize } from "./stage-summarize.ts";
import { unionTables } from "./stage-union.ts";
import type { Operator } from "./syntax.ts";
import type { Stage } from "./types.ts";

/** Compiles one tabular operator on what stands before it. */
export function bindOperator(operator: Operator, input: Stage, lets: LetScope): Stage {
  switch (operator.op) {
    case "where":
      return bindWhere(operator, input, lets);
    case "extend":
    case "serialize":
      return bindExtend(operator.items, input, lets, operator.op === "serialize");
    case "project":
      return bindProject(operator.items, input, lets);
    case "project-away":
    case "project-keep":
    case "project-reorder":
    case "project-rename":
      return bindColumns(operator, input);
    case "distinct":
      return bindDistinct(operator, input, lets);
    case "summarize":
      return bindSummarize(operator, input, lets);
    case "mv-expand":
    case "mv-apply":
      return bindExpand(operator, input, lets);
    case "join":
      return bindJoin(operator, input, bindQuery(operator.right, lets), lets);
    case "union":
      return bindUnion(operator, input, lets);
    case "take":
    case "top":
      return bindTake(operator, input, lets);
    case "sort":
      return bindSort(operator.keys, input, lets);
    case "count":
      return bindCount(operator.name, input);
  }
}

/** `where` keeps a row only when the condition is true: neither false nor null. */
function bindWhere(operator: Extract<Operator, { op: "where" }>, input: Stage, lets: LetScope): Stage {
  const condition = bindExpression(operator.condition, rowScope(lets, input.columns, input.serialized));
  requireBool(condition, "`where`");
  const run = condition.eval;
  return {
    columns: input.columns,
    perRow: input.perRow && condition.alone,
    serialized: input.serialized,
    usesEvents: !condition.alone,
    apply: (rows, context) => filterRows(rows, context, (values) => run(values, context) === true),
  };
}

function bindUnion(operator: Extract<Operator, { op: "union" }>, input: Stage, lets: LetScope): Stage {
  const others = operator.tables.map((table) => bindQuery(table, lets));
  const key: { rows: readonly unknown[] } = { rows: [] };
  const first = { ...input, usesEvents: true, run: (): never => key.rows as never };
  const table = unionTables([first, ...others], operator);
  return {
    ...table,
    apply: (rows, context) => {
      key.rows = rows;
      return table.run(context);
    },
  };
}
