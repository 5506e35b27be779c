import { type FunctionDefinition, type Functions, valueFunction } from "./function-call.ts";
import { compareScalars, each, numberOf, numeric, type Scalar, type Value } from "./values.ts";

const ANY = Number.POSITIVE_INFINITY;

function numberFunction(compute: (x: number) => number): FunctionDefinition {
  return valueFunction(1, 1, ([value = null]) => {
    const number = numberOf(value);
    const result = number === undefined ? Number.NaN : compute(number);
    return Number.isFinite(result) ? result : null;
  });
}

/** Rounds half away from zero. */
function round(value: Value, digits: Value): Value {
  const number = numberOf(value);
  const places = numberOf(digits);
  if (number === undefined || places === undefined) return null;
  const scale = 10 ** Math.trunc(places);
  const result = (Math.sign(number) * Math.round(Math.abs(number) * scale)) / scale;
  return Number.isFinite(result) ? result : null;
}

/** The least or greatest of all values; any text counts as greater than any number. */
export function extreme(values: readonly Scalar[], greatest: boolean): Value {
  const isText = (value: Scalar) => numeric(value) === undefined;
  const group = values.filter((value) => isText(value) === greatest);
  const candidates = group.length > 0 ? group : values;
  let best: Scalar | undefined;
  for (const value of candidates) {
    const order = best === undefined ? 0 : compareScalars(value, best);
    if (best === undefined || (greatest ? order > 0 : order < 0)) best = value;
  }
  return best ?? null;
}

/** Numbers (Splunk: "Mathematical functions", "Statistical eval functions"). */
export const numberFunctions: Functions = [
  ["abs", numberFunction(Math.abs)],
  ["ceil", numberFunction(Math.ceil)],
  ["ceiling", numberFunction(Math.ceil)],
  ["floor", numberFunction(Math.floor)],
  ["sqrt", numberFunction(Math.sqrt)],
  ["exact", numberFunction((x) => x)],
  ["round", valueFunction(1, 2, ([value = null, digits = 0]) => round(value, digits))],
  ["min", valueFunction(1, ANY, (args) => extreme(args.flatMap(each), false))],
  ["max", valueFunction(1, ANY, (args) => extreme(args.flatMap(each), true))],
];
