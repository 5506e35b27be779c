import { RuleSyntaxError } from "../syntax-error.ts";
import { constantOf, literalBound } from "./bound.ts";
import { argument, checkCount, type FunctionFamily, type ScalarFunction } from "./functions.ts";
import type { Scope } from "./scope.ts";
import type { CallExpression } from "./syntax.ts";
import type { Bound, Context, Row, ScalarType, Value } from "./types.ts";

function requireOrder(call: CallExpression, scope: Scope): void {
  if (scope.serialized) return;
  const hint = "put `| sort by …` or `| serialize` before it";
  throw new RuleSyntaxError(`\`${call.name}\` needs ordered rows`, call.offset, hint);
}

/** `prev(x[, n[, default]])` and `next(…)`. */
function neighbour(sign: 1 | -1): ScalarFunction {
  return (call, args, scope) => {
    checkCount(call, args.length, 1, 3);
    requireOrder(call, scope);
    const [value, distance, fallback] = args;
    if (!value) throw new RuleSyntaxError("an argument is missing", call.offset);
    const steps = distance ? constantOf(distance, "the distance") : 1;
    if (typeof steps !== "number") throw new RuleSyntaxError("the distance must be a number", call.offset);
    const other = fallback ?? literalBound(value.type, value.type === "string" ? "" : null, call.offset);
    const run: Bound["eval"] = (row, context) => {
      const target = context.rows[context.index + sign * steps];
      return target ? value.eval(target.values, context) : other.eval(row, context);
    };
    return { type: value.type, offset: call.offset, constant: false, alone: false, eval: run };
  };
}

/** A function whose value at a row depends on the rows before it: computed once for all rows. */
function running(
  type: ScalarType,
  call: CallExpression,
  fill: (context: Context) => readonly Value[],
): Bound {
  const known = new WeakMap<readonly Row[], readonly Value[]>();
  const run: Bound["eval"] = (_row, context) => {
    let values = known.get(context.rows);
    if (!values) {
      const index = context.index;
      values = fill(context);
      context.index = index;
      known.set(context.rows, values);
    }
    return values[context.index] ?? null;
  };
  return { type, offset: call.offset, constant: false, alone: false, eval: run };
}

function readAll(context: Context, read: Bound["eval"]): Value[] {
  return context.rows.map((row, index) => {
    context.index = index;
    return read(row.values, context);
  });
}

const rowNumber: ScalarFunction = (call, args, scope) => {
  checkCount(call, args.length, 0, 2);
  requireOrder(call, scope);
  const [start, restart] = args;
  const first = start ? Number(constantOf(start, "the start")) : 1;
  const resets = restart ? argument(restart, "bool", call.name) : (): Value => false;
  return running("long", call, (context) => {
    let next = first;
    return readAll(context, resets).map((reset) => {
      if (reset === true) next = first;
      return next++;
    });
  });
};

const rowCumsum: ScalarFunction = (call, args, scope) => {
  checkCount(call, args.length, 1, 2);
  requireOrder(call, scope);
  const [term, restart] = args;
  if (!term) throw new RuleSyntaxError("an argument is missing", call.offset);
  const read = argument(term, "number", call.name);
  const resets = restart ? argument(restart, "bool", call.name) : (): Value => false;
  return running(term.type, call, (context) => {
    const reset = readAll(context, resets);
    let sum = 0;
    return readAll(context, read).map((value, i) => {
      sum = (reset[i] === true ? 0 : sum) + Number(value ?? 0);
      return sum;
    });
  });
};

/** `row_window_session(t, max from first, max from previous[, restart])`: the first time of the row's session. */
const rowWindowSession: ScalarFunction = (call, args, scope) => {
  checkCount(call, args.length, 3, 4);
  requireOrder(call, scope);
  const [time, fromFirst, fromPrevious, restart] = args;
  if (!time || !fromFirst || !fromPrevious) throw new RuleSyntaxError("an argument is missing", call.offset);
  const read = argument(time, "datetime", call.name);
  const limits = [fromFirst, fromPrevious].map((limit) => Number(constantOf(limit, "a distance")));
  const resets = restart ? argument(restart, "bool", call.name) : (): Value => false;
  return running("datetime", call, (context) =>
    sessions(readAll(context, read), readAll(context, resets), limits),
  );
};

function sessions(times: readonly Value[], resets: readonly Value[], limits: readonly number[]): Value[] {
  const [fromFirst = 0, fromPrevious = 0] = limits;
  let first: number | null = null;
  let before = 0;
  return times.map((value, i) => {
    if (typeof value !== "number") return null;
    const fresh =
      first === null || resets[i] === true || value - first > fromFirst || value - before > fromPrevious;
    if (fresh) first = value;
    before = value;
    return first;
  });
}

/** Functions over neighbouring rows (Microsoft: "Window functions"). */
export const windowFunctions: FunctionFamily = [
  ["prev", neighbour(-1)],
  ["next", neighbour(1)],
  ["row_number", rowNumber],
  ["row_cumsum", rowCumsum],
  ["row_window_session", rowWindowSession],
];
