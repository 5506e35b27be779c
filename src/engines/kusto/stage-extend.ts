import { RuleSyntaxError } from "../syntax-error.ts";
import { bindExpression } from "./bind-expression.ts";
import { mapRows } from "./rows.ts";
import { type LetScope, rowScope, type Scope } from "./scope.ts";
import type { Assignment } from "./syntax.ts";
import type { Bound, Column, Stage } from "./types.ts";

/** An output column: its name and how it is computed. */
export interface Output {
  readonly name: string;
  readonly bound: Bound;
}

/** Gives every item a name: the author's, the one Kusto derives, or `Column1`; derived ones get a number when taken. */
export function nameOutputs(items: readonly Assignment[], bounds: readonly Bound[]): Output[] {
  const taken = new Set<string>();
  const unnamed = { count: 0 };
  return bounds.map((bound, i) => {
    const item = items[i];
    if (item?.name !== undefined) {
      if (taken.has(item.name)) throw new RuleSyntaxError(`two columns \`${item.name}\``, item.offset);
      taken.add(item.name);
      return { name: item.name, bound };
    }
    const name = freeName(bound.name ?? `Column${++unnamed.count}`, taken);
    taken.add(name);
    return { name, bound };
  });
}

/** The name itself, or the name with the first number that is free. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let n = 1;
  while (taken.has(`${name}${n}`)) n++;
  return `${name}${n}`;
}

/** Compiles the items of `project`, `extend` and group-by lists. */
export function bindOutputs(items: readonly Assignment[], scope: Scope): Output[] {
  return nameOutputs(
    items,
    items.map((item) => bindExpression(item.expression, scope)),
  );
}

/** `extend` (and `serialize`): adds columns or replaces them where they stand. */
export function bindExtend(
  items: readonly Assignment[],
  input: Stage,
  lets: LetScope,
  serialize: boolean,
): Stage {
  const serialized = input.serialized || serialize;
  const outputs = bindOutputs(items, rowScope(lets, input.columns, serialized));
  const columns: Column[] = [...input.columns];
  const slots = outputs.map(({ name, bound }, i) => {
    const at = columns.findIndex((known) => known.name === name);
    if (at === -1) return columns.push({ name, type: bound.type }) - 1;
    if (items[i]?.name === undefined && i < items.length && items[i]?.expression.kind !== "name") {
      throw new RuleSyntaxError(`a column \`${name}\` exists: give this one a name`, bound.offset);
    }
    columns[at] = { name, type: bound.type };
    return at;
  });
  return {
    columns,
    perRow: input.perRow && outputs.every(({ bound }) => bound.alone),
    serialized,
    usesEvents: outputs.some(({ bound }) => !bound.alone),
    apply: (rows, context) =>
      mapRows(rows, context, (values) => {
        const next = values.slice();
        for (let i = 0; i < outputs.length; i++)
          next[slots[i] ?? 0] = outputs[i]?.bound.eval(values, context);
        return next;
      }),
  };
}

/** `project`: only these columns, in this order. */
export function bindProject(items: readonly Assignment[], input: Stage, lets: LetScope): Stage {
  const outputs = bindOutputs(items, rowScope(lets, input.columns, input.serialized));
  return {
    columns: outputs.map(({ name, bound }) => ({ name, type: bound.type })),
    perRow: input.perRow && outputs.every(({ bound }) => bound.alone),
    serialized: input.serialized,
    usesEvents: outputs.some(({ bound }) => !bound.alone),
    apply: (rows, context) =>
      mapRows(rows, context, (values) => outputs.map(({ bound }) => bound.eval(values, context))),
  };
}
