import type { Bound, Context, Row, Value } from "./types.ts";

/** Visits rows with the window of `prev` and `next` set; restores it, since tables may run inside expressions. */
function visit(rows: readonly Row[], context: Context, each: (row: Row, index: number) => void): void {
  const { rows: before, index } = context;
  context.rows = rows;
  for (let n = 0; n < rows.length; n++) {
    const row = rows[n];
    if (!row) continue;
    context.index = n;
    each(row, n);
  }
  context.rows = before;
  context.index = index;
}

/** Rows whose values pass. */
export function filterRows(
  rows: readonly Row[],
  context: Context,
  keep: (values: readonly Value[]) => boolean,
): Row[] {
  const kept: Row[] = [];
  visit(rows, context, (row) => {
    if (keep(row.values)) kept.push(row);
  });
  return kept;
}

/** Rows with other values, from the same events. */
export function mapRows(
  rows: readonly Row[],
  context: Context,
  map: (values: readonly Value[]) => readonly Value[],
): Row[] {
  const mapped: Row[] = [];
  visit(rows, context, (row) => mapped.push({ values: map(row.values), events: row.events }));
  return mapped;
}

/** The values of one expression for every row. */
export function column(rows: readonly Row[], context: Context, bound: Bound): Value[] {
  const values: Value[] = [];
  visit(rows, context, (row) => values.push(bound.eval(row.values, context)));
  return values;
}

/** The events of several rows, each once, in log order. */
export function uniteEvents(rows: readonly Row[]): readonly number[] {
  const [only] = rows;
  if (rows.length === 1 && only) return only.events;
  const all = new Set<number>();
  for (const row of rows) for (const event of row.events) all.add(event);
  return [...all].sort((a, b) => a - b);
}

/** What a cell holds when there is nothing: strings are never null. */
export function emptyCell(type: Bound["type"]): Value {
  return type === "string" ? "" : null;
}
