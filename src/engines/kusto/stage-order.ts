import { RuleSyntaxError } from "../syntax-error.ts";
import { bindExpression } from "./bind-expression.ts";
import { constantOf } from "./bound.ts";
import { column, uniteEvents } from "./rows.ts";
import { type LetScope, rowScope } from "./scope.ts";
import type { Expression, Operator, SortKey } from "./syntax.ts";
import type { Context, Row, Stage, Value } from "./types.ts";
import { compareValues } from "./values.ts";

type Take = Extract<Operator, { op: "take" | "top" }>;

/** `take`, `limit` and `top`. `take` keeps the first rows here; the service may choose any. */
export function bindTake(operator: Take, input: Stage, lets: LetScope): Stage {
  const count = rowCount(operator.count, lets);
  if (operator.op === "take") {
    return { ...input, perRow: false, apply: (rows) => rows.slice(0, count) };
  }
  const sort = bindSort(operator.keys, input, lets);
  return { ...sort, apply: (rows, context) => sort.apply(rows, context).slice(0, count) };
}

/** A constant number of rows. */
export function rowCount(expression: Expression, lets: LetScope): number {
  const bound = bindExpression(expression, rowScope(lets, []));
  const count = constantOf(bound, "a number of rows");
  if (typeof count !== "number" || count < 0 || bound.type === "timespan") {
    throw new RuleSyntaxError("expected a number of rows", expression.offset);
  }
  return count;
}

/** `sort by`: stable; ascending puts nulls first, descending last, unless the author says otherwise. */
export function bindSort(keys: readonly SortKey[], input: Stage, lets: LetScope): Stage {
  const scope = rowScope(lets, input.columns, input.serialized);
  const bounds = keys.map((key) => bindExpression(key.expression, scope));
  for (const bound of bounds) {
    if (bound.type === "dynamic")
      throw new RuleSyntaxError("cannot sort by a dynamic", bound.offset, "cast it");
  }
  const apply = (rows: readonly Row[], context: Context): readonly Row[] => {
    const values = bounds.map((bound) => column(rows, context, bound));
    const order = rows.map((_, i) => i).sort((a, b) => compareRows(a, b, keys, values));
    return order.flatMap((i) => rows[i] ?? []);
  };
  const usesEvents = bounds.some((bound) => !bound.alone);
  return { columns: input.columns, perRow: false, serialized: true, usesEvents, apply };
}

function compareRows(a: number, b: number, keys: readonly SortKey[], values: readonly Value[][]): number {
  for (let k = 0; k < keys.length; k++) {
    const key = keys[k];
    const [x, y] = [values[k]?.[a] ?? null, values[k]?.[b] ?? null];
    if (!key || (x === null && y === null)) continue;
    if (x === null || y === null) return (x === null) === key.nullsFirst ? -1 : 1;
    const order = compareValues(x, y);
    if (order !== 0) return key.ascending ? order : -order;
  }
  return a - b;
}

/** `count`: one row with the number of rows. */
export function bindCount(name: string, input: Stage): Stage {
  return {
    columns: [{ name, type: "long" }],
    perRow: false,
    serialized: input.serialized,
    apply: (rows) => [{ values: [rows.length], events: uniteEvents(rows) }],
  };
}
