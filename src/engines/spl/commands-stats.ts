import { type Accumulator, compareKeys } from "./accumulators.ts";
import { type Aggregate, readStats } from "./aggregates.ts";
import { Row } from "./row.ts";
import { type CommandInput, type Commands, MAX_ROWS, type Stage } from "./stage.ts";
import { groupOfMany, KEEP_UNGROUPED } from "./unverified.ts";
import { each, type Scalar, type Value } from "./values.ts";

interface Group {
  readonly key: readonly Scalar[];
  readonly rows: Row[];
  readonly accumulators: readonly Accumulator[];
}

const MAX_KEYS = 10_000;

/**
 * The groups that a row belongs to: one for each combination of values of its BY fields. A row without one of
 * the fields belongs to none (Splunk: "stats", by-clause).
 */
export function groupKeys(row: Row, by: readonly string[]): readonly (readonly Scalar[])[] {
  let keys: (readonly Scalar[])[] = [[]];
  for (const field of by) {
    const values = each(row.get(field));
    if (keys.length * values.length > MAX_KEYS) throw new RangeError("a row belongs to too many groups");
    keys = keys.flatMap((key) => values.map((value) => [...key, value]));
  }
  return keys;
}

/** A text that is equal for equal keys. */
export function keyText(key: readonly Scalar[]): string {
  return JSON.stringify(key.map(String));
}

function collect(rows: readonly Row[], aggregates: readonly Aggregate[], by: readonly string[]): Group[] {
  const groups = new Map<string, Group>();
  let members = 0;
  for (const row of rows) {
    const samples = aggregates.map((aggregate) => aggregate.sample(row));
    for (const key of groupKeys(row, by)) {
      const text = keyText(key);
      let group = groups.get(text);
      if (!group) {
        group = { key, rows: [], accumulators: aggregates.map(({ start }) => start()) };
        groups.set(text, group);
      }
      if (++members > MAX_ROWS) throw new RangeError("the rows belong to too many groups");
      group.rows.push(row);
      for (const [i, sample] of samples.entries()) group.accumulators[i]?.add(sample);
    }
  }
  return [...groups.values()];
}

function results(group: Group, aggregates: readonly Aggregate[]): (readonly [string, Value])[] {
  return aggregates.map(({ name }, i) => [name, group.accumulators[i]?.result() ?? null] as const);
}

/** The events behind some rows, in the order of the log. */
export function eventsOf(rows: readonly Row[]): readonly number[] {
  return [...new Set(rows.flatMap((row) => row.events))].sort((a, b) => a - b);
}

/** One row for each group, ordered by its key; without BY one row, even when there is nothing to count. */
function stats(input: CommandInput): Stage {
  const { aggregates, by } = readStats(input, []);
  const run = (rows: readonly Row[]): readonly Row[] => {
    const groups = collect(rows, aggregates, by);
    if (groups.length === 0 && by.length === 0 && aggregates.some(({ counts }) => counts)) {
      groups.push({ key: [], rows: [], accumulators: aggregates.map(({ start }) => start()) });
    }
    groups.sort((a, b) => compareKeys(a.key, b.key));
    return groups.map((group) => {
      const keys = by.map((field, i): readonly [string, Value] => [field, group.key[i] ?? null]);
      const own = new Map<string, Value>([...keys, ...results(group, aggregates)]);
      return new Row(eventsOf(group.rows), group.rows[0]?.now ?? (() => 0), undefined, own);
    });
  };
  return { perRow: false, run };
}

/** Adds the statistics of its group to each row (Splunk: "eventstats"). */
function eventstats(input: CommandInput): Stage {
  const { aggregates, by } = readStats(input, []);
  const run = (rows: readonly Row[]): readonly Row[] => {
    const found = new Map<string, readonly (readonly [string, Value])[]>();
    for (const group of collect(rows, aggregates, by))
      found.set(keyText(group.key), results(group, aggregates));
    return rows.flatMap((row) => {
      const key = groupOfMany(groupKeys(row, by));
      const added = key && found.get(keyText(key));
      return added ? [row.with(added)] : KEEP_UNGROUPED ? [row] : [];
    });
  };
  return { perRow: false, run };
}

/** Statistics over all rows (Splunk: "stats", "eventstats"). */
export const statsCommands: Commands = [
  ["stats", stats],
  ["eventstats", eventstats],
];
