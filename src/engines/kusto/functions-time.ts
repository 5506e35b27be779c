import { RuleSyntaxError } from "../syntax-error.ts";
import { constantOf, derive } from "./bound.ts";
import { formatDatetime } from "./format-datetime.ts";
import { argument, checkCount, type FunctionFamily, type ScalarFunction, simple } from "./functions.ts";
import { MICROSECONDS } from "./time-values.ts";
import { type Bound, isNumeric } from "./types.ts";

/** `now([offset])` and `ago(span)`: the clock is the log's own, its latest event. */
const now: ScalarFunction = (call, args) => clock(call.offset, args, 1, 0, call.name);
const ago: ScalarFunction = (call, args) => clock(call.offset, args, -1, 1, call.name);

function clock(offset: number, args: readonly Bound[], sign: number, least: number, name: string): Bound {
  checkCount({ kind: "call", name, args: [], offset }, args.length, least, 1);
  const [span] = args;
  const read = span ? argument(span, "timespan", name) : undefined;
  return {
    type: "datetime",
    offset,
    constant: false,
    alone: span?.alone ?? true,
    eval: (row, context) => {
      const shift = read ? read(row, context) : 0;
      return shift === null ? null : context.now + sign * Number(shift);
    },
  };
}

/** `bin(value, size)`: down to a multiple; dates and spans take a span, numbers a number. */
const bin: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 2, 2);
  const [value, size] = args;
  if (!value || !size) throw new RuleSyntaxError("an argument is missing", call.offset);
  const temporal = value.type === "datetime" || value.type === "timespan";
  if (!(temporal ? size.type === "timespan" : isNumeric(value.type) && isNumeric(size.type))) {
    throw new RuleSyntaxError(
      `\`bin\` of a ${value.type} by a ${size.type}`,
      call.offset,
      "cast the value first",
    );
  }
  const origin = value.type === "datetime" ? DATETIME_ORIGIN : 0;
  return derive(
    args,
    value.type,
    call.offset,
    (row, context) => {
      const x = value.eval(row, context);
      const step = size.eval(row, context);
      if (typeof x !== "number" || typeof step !== "number" || step <= 0) return null;
      return Math.floor((x - origin) / step) * step + origin;
    },
    value.name,
  );
};

/** Kusto counts bins from the year 1, which matters for sizes that do not divide a day. */
const DATETIME_ORIGIN = Date.UTC(2001, 0, 1) * 1000 - 730_485 * MICROSECONDS.day;

const UNITS = new Map([
  ["microsecond", 1],
  ["millisecond", MICROSECONDS.ms],
  ["second", MICROSECONDS.second],
  ["minute", MICROSECONDS.minute],
  ["hour", MICROSECONDS.hour],
  ["day", MICROSECONDS.day],
]);

/** `datetime_diff(unit, a, b)`: how many unit boundaries lie from b to a. */
const datetimeDiff: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 3, 3);
  const [unit, a, b] = args;
  if (!unit || !a || !b) throw new RuleSyntaxError("an argument is missing", call.offset);
  const name = String(constantOf(unit, "the unit")).toLowerCase();
  const size = UNITS.get(name);
  if (size === undefined) throw new RuleSyntaxError(`the unit \`${name}\` is not supported`, unit.offset);
  const [readA, readB] = [argument(a, "datetime", call.name), argument(b, "datetime", call.name)];
  return derive(args, "long", call.offset, (row, context) => {
    const [x, y] = [readA(row, context), readB(row, context)];
    if (typeof x !== "number" || typeof y !== "number") return null;
    return Math.floor(x / size) - Math.floor(y / size);
  });
};

/** `ingestion_time()`: nothing was ingested here, so it is the row's `TimeGenerated`. */
const ingestionTime: ScalarFunction = (call, args, scope) => {
  checkCount(call, args.length, 0, 0);
  const at = scope.index.get("TimeGenerated");
  if (at === undefined)
    throw new RuleSyntaxError("`ingestion_time()` needs the column TimeGenerated here", call.offset);
  const run: Bound["eval"] = (row) => row[at] ?? null;
  return { type: "datetime", offset: call.offset, constant: false, alone: true, eval: run };
};

function startOf(size: number): (value: unknown) => unknown {
  return (value) => Math.floor(Number(value) / size) * size;
}

const format: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 2, 2);
  const [value, pattern] = args;
  if (!value || !pattern) throw new RuleSyntaxError("an argument is missing", call.offset);
  const read = argument(value, "datetime", call.name);
  const make = formatDatetime(String(constantOf(pattern, "the format")), pattern.offset);
  return derive(
    args,
    "string",
    call.offset,
    (row, context) => {
      const at = read(row, context);
      return typeof at === "number" ? make(at) : "";
    },
    value.name,
  );
};

/** Dates and spans (Microsoft: "Scalar functions", datetime/timespan functions). */
export const timeFunctions: FunctionFamily = [
  ["now", now],
  ["ago", ago],
  ["bin", bin],
  ["floor", bin],
  ["datetime_diff", datetimeDiff],
  ["ingestion_time", ingestionTime],
  ["format_datetime", format],
  simple("startofday", ["datetime"], "datetime", startOf(MICROSECONDS.day), { keepsName: true }),
  simple("hourofday", ["datetime"], "long", (v) => Math.floor(Number(v) / MICROSECONDS.hour) % 24),
  simple(
    "dayofweek",
    ["datetime"],
    "timespan",
    (v) => new Date(Number(v) / 1000).getUTCDay() * MICROSECONDS.day,
  ),
  simple("abs", ["whole"], "long", (v) => Math.abs(Number(v)), { keepsName: true }),
];
