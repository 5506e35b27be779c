import { RuleSyntaxError } from "../syntax-error.ts";
import { type AggregateOutput, bindAggregates } from "./aggregates.ts";
import { mapRows, uniteEvents } from "./rows.ts";
import { type LetScope, rowScope } from "./scope.ts";
import { bindOutputs, freeName, type Output } from "./stage-extend.ts";
import type { Operator } from "./syntax.ts";
import type { Context, Row, Stage, Value } from "./types.ts";
import { keyOf } from "./values.ts";

type Summarize = Extract<Operator, { op: "summarize" }>;
type Distinct = Extract<Operator, { op: "extend" | "project" | "distinct" | "serialize" }>;

interface Group {
  readonly keys: readonly Value[];
  readonly rows: Row[];
}

function requireGroupable(outputs: readonly Output[]): void {
  for (const { bound } of outputs) {
    if (bound.type !== "dynamic") continue;
    throw new RuleSyntaxError("cannot group by a dynamic", bound.offset, "use `tostring(…)`");
  }
}

/** `summarize`: a group unites the events of its rows. Without `by` there is one row even for no input. */
export function bindSummarize(operator: Summarize, input: Stage, lets: LetScope): Stage {
  const scope = rowScope(lets, input.columns, input.serialized);
  const by = bindOutputs(operator.by, scope);
  requireGroupable(by);
  const taken = new Set(by.map(({ name }) => name));
  const outputs = bindAggregates(operator.aggregates, scope, taken).map((output) => {
    const name = freeName(output.name, taken);
    if (output.named && name !== output.name)
      throw new RuleSyntaxError(`two columns \`${name}\``, operator.offset);
    taken.add(name);
    return { ...output, name };
  });
  const columns = [...by.map(({ name, bound }) => ({ name, type: bound.type })), ...outputs];
  const usesEvents = by.some(({ bound }) => !bound.alone) || outputs.some((output) => !output.alone);
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    perRow: false,
    serialized: false,
    usesEvents,
    apply: (rows, context) => summarize(rows, context, by, outputs),
  };
}

function summarize(
  rows: readonly Row[],
  context: Context,
  by: readonly Output[],
  outputs: readonly AggregateOutput[],
): readonly Row[] {
  const groups = by.length === 0 ? [{ keys: [], rows: [...rows] }] : groupRows(rows, context, by);
  return groups.map((group) => ({
    values: [...group.keys, ...outputs.map((output) => output.compute(group.rows, context))],
    events: uniteEvents(group.rows),
  }));
}

function groupRows(rows: readonly Row[], context: Context, by: readonly Output[]): readonly Group[] {
  const keyed = mapRows(rows, context, (values) => by.map(({ bound }) => bound.eval(values, context)));
  const groups = new Map<string, Group>();
  rows.forEach((row, i) => {
    const keys = keyed[i]?.values ?? [];
    const text = JSON.stringify(keys.map((key, k) => keyOf(key, by[k]?.bound.type ?? "string")));
    const group = groups.get(text);
    if (group) group.rows.push(row);
    else groups.set(text, { keys, rows: [row] });
  });
  return [...groups.values()];
}

/** `distinct`: as `summarize by`, which is how it is defined. */
export function bindDistinct(operator: Distinct, input: Stage, lets: LetScope): Stage {
  const [first] = operator.items;
  const star = operator.items.length === 1 && first?.expression.kind === "star";
  const { offset } = operator;
  const items = star
    ? input.columns.map(({ name }) => ({ expression: { kind: "name", name, offset } as const, offset }))
    : operator.items;
  const by = bindOutputs(items, rowScope(lets, input.columns));
  requireGroupable(by);
  return {
    columns: by.map(({ name, bound }) => ({ name, type: bound.type })),
    perRow: false,
    serialized: false,
    usesEvents: by.some(({ bound }) => !bound.alone),
    apply: (rows, context) => (by.length === 0 ? [] : summarize(rows, context, by, [])),
  };
}
