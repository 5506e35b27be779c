import { RuleSyntaxError } from "../syntax-error.ts";
import { mapRows } from "./rows.ts";
import { unknownName } from "./scope.ts";
import type { ColumnPattern, Operator } from "./syntax.ts";
import type { Column, Stage } from "./types.ts";

type Selection = Extract<
  Operator,
  { op: "project-away" | "project-keep" | "project-reorder" } | { op: "project-rename" }
>;

/** `project-away`, `-keep`, `-reorder`, `-rename`: choose columns without computing anything. */
export function bindColumns(operator: Selection, input: Stage): Stage {
  const { columns } = input;
  if (operator.op === "project-rename")
    return { ...input, columns: renamed(operator.pairs, columns), apply: (r) => r };
  const chosen = operator.patterns.flatMap((pattern) => matching(pattern, columns));
  const indexes = columns.map((_, i) => i);
  const kept =
    operator.op === "project-reorder"
      ? [...new Set([...chosen, ...indexes])]
      : indexes.filter((i) => chosen.includes(i) === (operator.op === "project-keep"));
  return {
    ...input,
    columns: kept.flatMap((i) => columns[i] ?? []),
    apply: (rows, context) => mapRows(rows, context, (values) => kept.map((i) => values[i])),
  };
}

function matching({ pattern, offset }: ColumnPattern, columns: readonly Column[]): number[] {
  const found = columns.flatMap((column, i) => (wildcard(column.name, pattern) ? [i] : []));
  if (found.length === 0 && !pattern.includes("*")) {
    unknownName(
      pattern,
      offset,
      columns.map((column) => column.name),
      "column",
    );
  }
  return found;
}

function wildcard(name: string, pattern: string): boolean {
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  if (parts.length === 1) return name === pattern;
  const last = parts.at(-1) ?? "";
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const next = name.indexOf(part, at);
    if (next === -1 || next + part.length > name.length - last.length) return false;
    at = next + part.length;
  }
  return true;
}

function renamed(
  pairs: readonly { readonly to: string; readonly from: string; readonly offset: number }[],
  columns: readonly Column[],
): readonly Column[] {
  const next = [...columns];
  for (const { to, from, offset } of pairs) {
    const at = columns.findIndex((column) => column.name === from);
    const column = columns[at];
    if (!column) {
      return unknownName(
        from,
        offset,
        columns.map((known) => known.name),
        "column",
      );
    }
    if (next.some((other, i) => other.name === to && i !== at))
      throw new RuleSyntaxError(`a column \`${to}\` exists`, offset);
    next[at] = { name: to, type: column.type };
  }
  return next;
}
