import { RuleSyntaxError } from "../syntax-error.ts";
import type { AggregateOutput } from "./aggregates.ts";
import { bindExpression } from "./bind-expression.ts";
import { checkCount } from "./functions.ts";
import { column, emptyCell } from "./rows.ts";
import type { Scope } from "./scope.ts";
import type { Assignment, CallExpression } from "./syntax.ts";
import type { Bound, Context, Row, Value } from "./types.ts";
import { compareValues } from "./values.ts";

/** Aggregates that pick one row of the group and show several of its columns. */
export const PICKS: ReadonlySet<string> = new Set(["arg_max", "arg_min", "take_any", "any", "takeany"]);

type Pick = (rows: readonly Row[], context: Context) => Row | undefined;

interface Shown {
  readonly name: string;
  readonly bound: Bound;
}

/**
 * `arg_max(x, *)`, `arg_min`, `take_any` (Microsoft: "Aggregation functions"). Which row `take_any` takes, and
 * which of equal rows `arg_max` takes, is open in Kusto; here it is the first.
 */
export function bindPicks(
  item: Assignment,
  call: CallExpression,
  scope: Scope,
  by: ReadonlySet<string>,
): readonly AggregateOutput[] {
  checkCount(call, call.args.length, 1);
  const ordered = call.name === "arg_max" || call.name === "arg_min";
  const [first] = call.args;
  if (!first) throw new RuleSyntaxError("an argument is missing", call.offset);
  const key = ordered ? bindExpression(first, scope) : undefined;
  if (key?.type === "dynamic") throw new RuleSyntaxError("cannot order by a dynamic", key.offset, "cast it");
  const rest = ordered ? call.args.slice(1) : call.args;
  const hidden = new Set([...by, key?.name ?? ""]);
  const shown = rest.flatMap((arg): Shown[] => {
    if (arg.kind === "star") return starColumns(scope, hidden, arg.offset);
    const bound = bindExpression(arg, scope);
    return [{ name: bound.name ?? "Column1", bound }];
  });
  const prefix = call.name === "any" ? "any_" : "";
  const outputs = shown.map((one) => ({ ...one, name: prefix + one.name }));
  const all = key ? [{ name: key.name ?? `${call.name.slice(4)}_`, bound: key }, ...outputs] : outputs;
  const pick = picker(key, call.name === "arg_min" ? -1 : 1);
  return all.map(({ name, bound }, i) => ({
    name: i === 0 && item.name !== undefined ? item.name : name,
    named: i === 0 && item.name !== undefined,
    type: bound.type,
    alone: bound.alone,
    compute: (rows, context) => {
      const row = pick(rows, context);
      return row ? bound.eval(row.values, context) : emptyCell(bound.type);
    },
  }));
}

function starColumns(scope: Scope, hidden: ReadonlySet<string>, offset: number): Shown[] {
  return scope.columns
    .filter(({ name }) => !hidden.has(name))
    .map(({ name }) => ({ name, bound: bindExpression({ kind: "name", name, offset }, scope) }));
}

function picker(key: Bound | undefined, sign: 1 | -1): Pick {
  if (!key) return (rows) => rows[0];
  const known = new WeakMap<readonly Row[], Row>();
  return (rows, context) => {
    const before = known.get(rows);
    if (before) return before;
    let best: Value = null;
    let picked = rows[0];
    column(rows, context, key).forEach((value, i) => {
      if (value === null || (best !== null && sign * compareValues(value, best) <= 0)) return;
      best = value;
      picked = rows[i];
    });
    if (picked) known.set(rows, picked);
    return picked;
  };
}
