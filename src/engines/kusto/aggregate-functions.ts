import { RuleSyntaxError } from "../syntax-error.ts";
import { bindExpression } from "./bind-expression.ts";
import { requireBool } from "./bind-operators.ts";
import { constantOf } from "./bound.ts";
import { checkCount } from "./functions.ts";
import { column } from "./rows.ts";
import type { Scope } from "./scope.ts";
import type { CallExpression } from "./syntax.ts";
import { type Bound, type Context, isNumeric, type Row, type ScalarType, type Value } from "./types.ts";
import { compareValues, keyOf, toDynamic } from "./values.ts";

/** A compiled aggregate: its type, the name Kusto gives its column, and its value for the rows of a group. */
export interface Aggregate {
  readonly name: string;
  readonly type: ScalarType;
  readonly alone: boolean;
  readonly compute: (rows: readonly Row[], context: Context) => Value;
}

type Make = (call: CallExpression, scope: Scope) => Aggregate;
type Reduce = (values: readonly Value[], type: ScalarType, limit: number) => Value;

interface Shape {
  readonly prefix: string;
  readonly type: (of: ScalarType) => ScalarType;
  readonly reduce: Reduce;
  readonly accepts?: (of: ScalarType) => boolean;
  /** A last argument bounds the size (`make_set(x, 100)`) or sets an accuracy that exact counting ignores. */
  readonly sized?: boolean;
}

function build(shape: Shape, conditional: boolean): Make {
  return (call, scope) => {
    const least = conditional ? 2 : 1;
    checkCount(call, call.args.length, least, shape.sized ? least + 1 : least);
    const [value, second, third] = call.args.map((arg) => bindExpression(arg, scope));
    if (!value) throw new RuleSyntaxError("an argument is missing", call.offset);
    if (shape.accepts && !shape.accepts(value.type)) {
      const hint = value.type === "dynamic" ? "cast it: `tolong(…)`" : undefined;
      throw new RuleSyntaxError(`\`${call.name}\` of a ${value.type} is not defined`, value.offset, hint);
    }
    const condition = conditional ? second : undefined;
    if (condition) requireBool(condition, `\`${call.name}\``);
    const size = conditional ? third : second;
    const limit = size ? Number(constantOf(size, "the size")) : Number.POSITIVE_INFINITY;
    return {
      name: `${shape.prefix}_${value.name ?? ""}`,
      type: shape.type(value.type),
      alone: value.alone && (condition?.alone ?? true),
      compute: (rows, context) => shape.reduce(pick(rows, context, value, condition), value.type, limit),
    };
  };
}

function pick(
  rows: readonly Row[],
  context: Context,
  value: Bound,
  condition: Bound | undefined,
): readonly Value[] {
  const values = column(rows, context, value);
  const kept = condition ? column(rows, context, condition) : undefined;
  return values.filter((item, i) => item !== null && (kept === undefined || kept[i] === true));
}

const count: Make = (call) => {
  checkCount(call, call.args.length, 0, 0);
  return { name: "count_", type: "long", alone: true, compute: (rows) => rows.length };
};

const countIf: Make = (call, scope) => {
  checkCount(call, call.args.length, 1, 1);
  const [condition] = call.args.map((arg) => bindExpression(arg, scope));
  if (!condition) throw new RuleSyntaxError("an argument is missing", call.offset);
  requireBool(condition, "`countif`");
  return {
    name: `countif_${condition.name ?? ""}`,
    type: "long",
    alone: condition.alone,
    compute: (rows, context) => column(rows, context, condition).filter((value) => value === true).length,
  };
};

const distinct: Reduce = (values, type) => new Set(values.map((value) => keyOf(value, type))).size;

const makeSet: Reduce = (values, type, limit) => {
  const seen = new Map<string, Value>();
  for (const value of flatten(values, type)) {
    const key = keyOf(value, "dynamic");
    if (seen.size < limit && !seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
};

/** `make_set` of an array collects its elements; `make_list` keeps the array. */
function flatten(values: readonly Value[], type: ScalarType): readonly Value[] {
  return values.flatMap((value) => (Array.isArray(value) ? value : [toDynamic(value, type)]));
}

const makeList: Reduce = (values, type, limit) =>
  values.slice(0, Number.isFinite(limit) ? limit : undefined).map((value) => toDynamic(value, type));

function extreme(sign: 1 | -1): Reduce {
  return (values, type) =>
    values.reduce<Value>(
      (best, value) => (best === null || sign * compareValues(value, best) > 0 ? value : best),
      null,
    ) ?? (type === "string" ? "" : null);
}

const sum: Reduce = (values) => values.reduce<number>((total, value) => total + Number(value), 0);
const average: Reduce = (values, type) =>
  values.length === 0 ? null : Number(sum(values, type, 0)) / values.length;

const summable = (type: ScalarType): boolean => isNumeric(type) || type === "timespan";
const ordered = (type: ScalarType): boolean => type !== "dynamic";
const long = (): ScalarType => "long";
const array = (): ScalarType => "dynamic";
const same = (type: ScalarType): ScalarType => type;
const mean = (type: ScalarType): ScalarType => (type === "timespan" ? type : "real");

const SHAPES: readonly (readonly [string, Shape])[] = [
  ["dcount", { prefix: "dcount", type: long, reduce: distinct, sized: true }],
  ["count_distinct", { prefix: "count_distinct", type: long, reduce: distinct }],
  ["make_set", { prefix: "set", type: array, reduce: makeSet, sized: true }],
  ["make_list", { prefix: "list", type: array, reduce: makeList, sized: true }],
  ["min", { prefix: "min", type: same, reduce: extreme(-1), accepts: ordered }],
  ["max", { prefix: "max", type: same, reduce: extreme(1), accepts: ordered }],
  ["sum", { prefix: "sum", type: same, reduce: sum, accepts: summable }],
  ["avg", { prefix: "avg", type: mean, reduce: average, accepts: summable }],
];

function conditionalName(name: string): string {
  return name.startsWith("make_") ? `${name}_if` : `${name}if`;
}

/**
 * Aggregates of one value (Microsoft: "Aggregation functions"). `dcount` is exact here; the service's is an
 * estimate above about a thousand distinct values.
 */
export const AGGREGATES: ReadonlyMap<string, Make> = new Map<string, Make>([
  ["count", count],
  ["countif", countIf],
  ...SHAPES.flatMap(([name, shape]): [string, Make][] => [
    [name, build(shape, false)],
    [conditionalName(name), build({ ...shape, prefix: prefixIf(shape) }, true)],
  ]),
]);

function prefixIf(shape: Shape): string {
  return shape.prefix === "set" || shape.prefix === "list" ? shape.prefix : `${shape.prefix}if`;
}
