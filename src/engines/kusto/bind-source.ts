import { RuleSyntaxError } from "../syntax-error.ts";
import { bindExpression } from "./bind-expression.ts";
import { constantOf } from "./bound.ts";
import { type LetScope, rowScope } from "./scope.ts";
import type { Assignment, Source } from "./syntax.ts";
import { type BoundTable, isNumeric, type Row, type ScalarType, type Value } from "./types.ts";

/** `print a = 1, …`: one row that belongs to no event. */
export function bindPrint(items: readonly Assignment[], lets: LetScope): BoundTable {
  const scope = rowScope(lets, []);
  const bounds = items.map((item) => bindExpression(item.expression, scope));
  const columns = bounds.map((bound, i) => ({ name: items[i]?.name ?? `print_${i}`, type: bound.type }));
  return {
    columns,
    perRow: false,
    serialized: false,
    usesEvents: bounds.some((bound) => !bound.alone),
    run: (context) => [{ values: bounds.map((bound) => bound.eval([], context)), events: [] }],
  };
}

type Datatable = Extract<Source, { kind: "datatable" }>;

/** `datatable (…) […]`: constants by row. */
export function bindDatatable(source: Datatable, lets: LetScope): BoundTable {
  const { columns, cells, offset } = source;
  if (columns.length === 0 || cells.length % columns.length !== 0) {
    throw new RuleSyntaxError("the number of cells is no multiple of the number of columns", offset);
  }
  const scope = rowScope(lets, []);
  const values = cells.map((cell, i) => {
    const bound = bindExpression(cell, scope);
    return cellValue(constantOf(bound, "a cell"), bound.type, columns[i % columns.length]?.type, cell.offset);
  });
  const rows: Row[] = [];
  for (let at = 0; at < values.length; at += columns.length) {
    rows.push({ values: values.slice(at, at + columns.length), events: [] });
  }
  return { columns, perRow: false, serialized: false, usesEvents: false, run: () => rows };
}

function cellValue(value: Value, from: ScalarType, to: ScalarType | undefined, offset: number): Value {
  const fits = from === to || to === "dynamic" || (to !== undefined && isNumeric(from) && isNumeric(to));
  if (!fits) throw new RuleSyntaxError(`a ${from} cannot stand in a column of type ${to}`, offset);
  return value;
}
