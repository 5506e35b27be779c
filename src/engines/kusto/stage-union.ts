import { RuleSyntaxError } from "../syntax-error.ts";
import { emptyCell } from "./rows.ts";
import type { Query } from "./syntax.ts";
import type { BoundTable, Column } from "./types.ts";

interface UnionOptions {
  readonly offset: number;
  readonly inner: boolean;
  readonly source?: string;
  readonly tables: readonly Query[];
}

/** `union`: all rows; columns of all (outer) or the common ones (inner), matched by name and type. */
export function unionTables(tables: readonly BoundTable[], options: UnionOptions): BoundTable {
  const columns = unionColumns(tables, options);
  const maps = tables.map((table) =>
    columns.map(({ name }) => table.columns.findIndex((column) => column.name === name)),
  );
  const source = options.source;
  const all = source === undefined ? columns : [{ name: source, type: "string" as const }, ...columns];
  const labels = tables.map((_, i) =>
    tableName(options.tables[i + options.tables.length - tables.length], i),
  );
  return {
    columns: all,
    perRow: tables.every((table) => table.perRow),
    serialized: false,
    usesEvents: tables.some((table) => table.usesEvents),
    run: (context) =>
      tables.flatMap((table, i) =>
        table.run(context).map((row) => {
          const values = (maps[i] ?? []).map((at, c) =>
            at === -1 ? emptyCell(columns[c]?.type ?? "dynamic") : row.values[at],
          );
          return { values: source === undefined ? values : [labels[i], ...values], events: row.events };
        }),
      ),
  };
}

function tableName(query: Query | undefined, index: number): string {
  const named = query?.source.kind === "reference" && query.operators.length === 0 && query.source.expression;
  return named && named.kind === "name" ? named.name : `union_arg${index}`;
}

function unionColumns(tables: readonly BoundTable[], options: UnionOptions): readonly Column[] {
  const columns: Column[] = [];
  for (const column of tables.flatMap((table) => table.columns)) {
    const known = columns.find((other) => other.name === column.name);
    if (!known) columns.push(column);
    else if (known.type !== column.type) {
      const message = `\`${column.name}\` is ${known.type} in one table and ${column.type} in another`;
      throw new RuleSyntaxError(message, options.offset, "cast it before the union");
    }
  }
  if (!options.inner) return columns;
  return columns.filter(({ name }) =>
    tables.every((table) => table.columns.some((column) => column.name === name)),
  );
}
