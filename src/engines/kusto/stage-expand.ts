import { RuleSyntaxError } from "../syntax-error.ts";
import { bindExpression } from "./bind-expression.ts";
import { conversionFunctions } from "./functions-convert.ts";
import { type LetScope, rowScope, type Scope } from "./scope.ts";
import { rowCount } from "./stage-order.ts";
import { bindOperator } from "./stages.ts";
import type { ExpandItem, Operator } from "./syntax.ts";
import {
  type Bound,
  boundedRows,
  type Column,
  type Context,
  type Row,
  type ScalarType,
  type Stage,
  type Value,
} from "./types.ts";
import { isBag } from "./values.ts";

type Expand = Extract<Operator, { op: "mv-expand" | "mv-apply" }>;

interface Target {
  readonly bound: Bound;
  readonly slot: number;
  readonly convert: (value: Value, context: Context) => Value;
}

const IN_APPLY = new Set(["join", "union"]);

/**
 * `mv-expand` (null gives one row with null, `[]` none, several arrays go side by side) and `mv-apply`, which
 * runs its operators on the rows of one row and appends the columns they make.
 */
export function bindExpand(operator: Expand, input: Stage, lets: LetScope): Stage {
  const scope = rowScope(lets, input.columns);
  const columns: Column[] = [...input.columns];
  const targets = operator.items.map((item) =>
    bindTarget(item, bindExpression(item.expression, scope), columns, scope),
  );
  if (operator.itemIndex !== undefined) columns.push({ name: operator.itemIndex, type: "long" });
  const indexed = operator.itemIndex !== undefined;
  const limit = operator.limit ? rowCount(operator.limit, lets) : Number.POSITIVE_INFINITY;
  const expand = (row: Row, context: Context): Row[] =>
    expandRow(row, context, targets, { ...operator, indexed, limit });
  const alone = targets.every(({ bound }) => bound.alone);
  if (operator.op === "mv-apply") return bindApply(operator, input, columns, expand, alone, lets);
  return {
    columns,
    perRow: input.perRow && alone,
    serialized: false,
    usesEvents: !alone,
    apply: (rows, context) => rows.flatMap((row) => expand(row, context)),
  };
}

function bindTarget(item: ExpandItem, bound: Bound, columns: Column[], scope: Scope): Target {
  if (bound.type !== "dynamic") {
    throw new RuleSyntaxError(
      `only a dynamic can be expanded, this is a ${bound.type}`,
      bound.offset,
      "use `parse_json(…)`",
    );
  }
  const name = item.name ?? bound.name;
  if (name === undefined) throw new RuleSyntaxError("give the expanded column a name", item.offset);
  const type = item.type ?? "dynamic";
  const known = columns.findIndex((column) => column.name === name);
  const slot = known === -1 ? columns.length : known;
  columns[slot] = { name, type };
  return { bound, slot, convert: converter(type, item.offset, scope) };
}

/** Conversion of elements for `to typeof(…)`: the same as `to…()`. */
function converter(type: ScalarType, offset: number, scope: Scope): Target["convert"] {
  if (type === "dynamic") return (value) => value;
  const make = new Map(conversionFunctions).get(type === "real" ? "todouble" : `to${type}`);
  const cell: Bound = {
    type: "dynamic",
    offset,
    constant: false,
    alone: true,
    eval: (row) => row[0] ?? null,
  };
  const bound = make?.({ kind: "call", name: type, args: [], offset }, [cell], scope);
  if (!bound) throw new RuleSyntaxError(`cannot expand to ${type}`, offset);
  return (value, context) => bound.eval([value], context);
}

function elements(value: Value, asArray: boolean): readonly Value[] {
  if (Array.isArray(value)) return value;
  if (!isBag(value)) return [value ?? null];
  return Object.entries(value).map(([key, inner]) => {
    if (asArray) return [key, inner];
    const bag: Record<string, Value> = Object.create(null);
    bag[key] = inner;
    return bag;
  });
}

interface How {
  readonly asArray: boolean;
  readonly indexed: boolean;
  readonly limit: number;
}

function expandRow(row: Row, context: Context, targets: readonly Target[], how: How): Row[] {
  const lists = targets.map((target) => elements(target.bound.eval(row.values, context), how.asArray));
  const length = Math.min(Math.max(...lists.map((list) => list.length)), how.limit);
  const rows: Row[] = [];
  for (let n = 0; n < length; n++) {
    const values = row.values.slice();
    targets.forEach((target, i) => {
      values[target.slot] = target.convert(lists[i]?.[n] ?? null, context);
    });
    if (how.indexed) values.push(n);
    rows.push({ values, events: row.events });
  }
  return rows;
}

function bindApply(
  operator: Expand,
  input: Stage,
  columns: readonly Column[],
  expand: (row: Row, context: Context) => Row[],
  alone: boolean,
  lets: LetScope,
): Stage {
  const stages: Stage[] = [];
  let last: Stage = { columns, perRow: true, serialized: false, apply: (rows) => rows };
  for (const inner of operator.body) {
    refuseOverwriting(inner, input.columns);
    if (IN_APPLY.has(inner.op))
      throw new RuleSyntaxError(`\`${inner.op}\` inside mv-apply is not supported`, inner.offset);
    last = bindOperator(inner, last, lets);
    stages.push(last);
  }
  const replaced = new Set(operator.items.map((item) => item.name ?? itemName(item)));
  const outer = input.columns.flatMap((column, i) => (replaced.has(column.name) ? [] : [i]));
  const outerNames = new Set(outer.map((i) => input.columns[i]?.name));
  const made = last.columns.flatMap((column, i) => (outerNames.has(column.name) ? [] : [i]));
  const usesEvents = !alone || stages.some((stage) => stage.usesEvents === true);
  return {
    columns: [...outer.flatMap((i) => input.columns[i] ?? []), ...made.flatMap((i) => last.columns[i] ?? [])],
    perRow: input.perRow && !usesEvents,
    serialized: false,
    usesEvents,
    apply: (rows, context) =>
      rows.flatMap((row) => {
        let inner: readonly Row[] = expand(row, context);
        if (inner.length === 0) return [];
        for (const stage of stages) inner = boundedRows(stage.apply(inner, context));
        return inner.map(({ values }) => ({
          values: [...outer.map((i) => row.values[i]), ...made.map((i) => values[i])],
          events: row.events,
        }));
      }),
  };
}

/** Whether an outer column keeps its value when the inner query gives it another is not documented. */
function refuseOverwriting(inner: Operator, outer: readonly Column[]): void {
  if (inner.op !== "extend" && inner.op !== "project") return;
  for (const { name, expression, offset } of inner.items) {
    const same = expression.kind === "name" && expression.name === name;
    if (same || !outer.some((column) => column.name === name)) continue;
    throw new RuleSyntaxError(`\`${name}\` is a column outside mv-apply`, offset, "give it another name");
  }
}

function itemName(item: ExpandItem): string | undefined {
  return item.expression.kind === "name" ? item.expression.name : undefined;
}
