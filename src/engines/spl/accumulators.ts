import { extreme } from "./functions-number.ts";
import { compareScalars, many, numeric, type Scalar, type Value } from "./values.ts";

/** What one row contributes to a statistic. */
export interface Sample {
  readonly values: readonly Scalar[];
  readonly time: number | undefined;
}

/** A statistic over the samples that were added and not dropped; the oldest is dropped first. */
export interface Accumulator {
  readonly add: (sample: Sample) => void;
  readonly drop: (sample: Sample) => void;
  readonly result: () => Value;
}

const LIST_LIMIT = 100;

function counter(): Accumulator {
  let count = 0;
  return {
    add: ({ values }) => {
      count += values.length;
    },
    drop: ({ values }) => {
      count -= values.length;
    },
    result: () => count,
  };
}

function distinct(result: (values: readonly string[]) => Value): Accumulator {
  const counts = new Map<string, number>();
  const change = (by: number) => (sample: Sample) => {
    for (const value of sample.values) {
      const count = (counts.get(String(value)) ?? 0) + by;
      if (count === 0) counts.delete(String(value));
      else counts.set(String(value), count);
    }
  };
  return { add: change(1), drop: change(-1), result: () => result([...counts.keys()]) };
}

/** Keeps the samples themselves, for statistics that need their order or their extremes. */
function queue(result: (samples: readonly Sample[]) => Value): Accumulator {
  let samples: Sample[] = [];
  let head = 0;
  return {
    add: (sample) => {
      if (sample.values.length > 0) samples.push(sample);
    },
    drop: (sample) => {
      if (sample.values.length > 0) head++;
      if (head > 1000 && head * 2 > samples.length) {
        samples = samples.slice(head);
        head = 0;
      }
    },
    result: () => result(head === 0 ? samples : samples.slice(head)),
  };
}

function numbers(samples: readonly Sample[]): readonly number[] {
  return samples.flatMap(({ values }) => values.map(numeric).filter((number) => number !== undefined));
}

function sum(list: readonly number[]): number {
  return list.reduce((total, number) => total + number, 0);
}

function asValue(sample: Sample | undefined): Value {
  const [only] = sample?.values ?? [];
  return sample?.values.length === 1 && only !== undefined ? only : many((sample?.values ?? []).map(String));
}

/** The sample of the least or greatest time; of equal times the first that came. */
function byTime(samples: readonly Sample[], sign: 1 | -1): Value {
  let best: Sample | undefined;
  for (const sample of samples) {
    if (sample.time === undefined) continue;
    if (best?.time === undefined || (sample.time - best.time) * sign < 0) best = sample;
  }
  return asValue(best);
}

function ifAny(list: readonly number[], compute: (list: readonly number[]) => number): Value {
  return list.length === 0 ? null : compute(list);
}

function range(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  return (sorted.at(-1) ?? 0) - (sorted[0] ?? 0);
}

function extremeOf(samples: readonly Sample[], greatest: boolean): Value {
  return extreme(
    samples.flatMap(({ values }) => values),
    greatest,
  );
}

/** `values` gives the distinct values in lexicographical order, `list` the first hundred as they came. */
const KINDS = new Map<string, () => Accumulator>([
  ["count", counter],
  ["c", counter],
  ["dc", () => distinct((values) => values.length)],
  ["distinct_count", () => distinct((values) => values.length)],
  ["values", () => distinct((values) => many([...values].sort()))],
  [
    "list",
    () =>
      queue((samples) =>
        many(
          samples
            .flatMap(({ values }) => values)
            .slice(0, LIST_LIMIT)
            .map(String),
        ),
      ),
  ],
  ["min", () => queue((samples) => extremeOf(samples, false))],
  ["max", () => queue((samples) => extremeOf(samples, true))],
  ["sum", () => queue((samples) => ifAny(numbers(samples), sum))],
  ["avg", () => queue((samples) => ifAny(numbers(samples), (list) => sum(list) / list.length))],
  ["mean", () => queue((samples) => ifAny(numbers(samples), (list) => sum(list) / list.length))],
  ["range", () => queue((samples) => ifAny(numbers(samples), range))],
  ["first", () => queue((samples) => asValue(samples[0]))],
  ["last", () => queue((samples) => asValue(samples.at(-1)))],
  ["earliest", () => queue((samples) => byTime(samples, 1))],
  ["latest", () => queue((samples) => byTime(samples, -1))],
]);

/** A statistical function by name (Splunk: "Statistical and charting functions"); undefined when not known. */
export function accumulatorOf(name: string): (() => Accumulator) | undefined {
  return KINDS.get(name);
}

/** Orders rows of results by the values they are grouped by. */
export function compareKeys(a: readonly Scalar[], b: readonly Scalar[]): number {
  for (const [i, value] of a.entries()) {
    const order = compareScalars(value, b[i] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}
