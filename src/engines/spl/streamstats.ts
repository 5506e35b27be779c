import { RuleSyntaxError } from "../syntax-error.ts";
import type { Accumulator, Sample } from "./accumulators.ts";
import { type Aggregate, readStats } from "./aggregates.ts";
import { groupKeys, keyText } from "./commands-stats.ts";
import { parseSpan } from "./relative-time.ts";
import type { Row } from "./row.ts";
import type { CommandInput, Stage } from "./stage.ts";
import { groupOfMany, inWindow, KEEP_UNGROUPED } from "./unverified.ts";
import { numberOf } from "./values.ts";

/** Splunk: limits.conf `[stats] max_stream_window`, the most rows that a window holds. */
const MAX_STREAM_WINDOW = 10_000;

interface Entry {
  readonly accumulators: readonly Accumulator[];
  readonly samples: readonly Sample[];
  readonly time: number | undefined;
}

interface Window {
  readonly span: number | undefined;
  readonly limit: number;
  readonly current: boolean;
  /** One window for all groups, or one for each. */
  readonly global: boolean;
}

/** The rows that still count, oldest first. */
interface Pending {
  entries: Entry[];
  head: number;
}

/**
 * Statistics of each row and those before it, within a time or a number of rows (Splunk: "streamstats"). Rows
 * come newest first, so a time window reaches from a row to later events, and each row stays the row of its own
 * event.
 */
export function streamstats(input: CommandInput): Stage {
  const known = ["time_window", "window", "current", "global"];
  const { options, aggregates, by } = readStats(input, known);
  const window = readWindow(options);
  return { perRow: false, run: (rows) => stream(rows, aggregates, by, window) };
}

type Options = ReturnType<typeof readStats>["options"];

function readWindow(options: Options): Window {
  const truth = (key: string): boolean => {
    const word = options.get(key);
    if (word && !/^(?:t|true|1|f|false|0)$/i.test(word.text)) {
      throw new RuleSyntaxError("expected `true` or `false`", word.offset);
    }
    return word === undefined || /^(?:t|true|1)$/i.test(word.text);
  };
  const time = options.get("time_window");
  const span = time === undefined ? undefined : parseSpan(time.text);
  if (time && span === undefined) throw new RuleSyntaxError("this is no length of time", time.offset);
  const count = options.get("window");
  if (count && !/^\d{1,9}$/.test(count.text))
    throw new RuleSyntaxError("expected a whole number", count.offset);
  const rows = count === undefined || Number(count.text) === 0 ? MAX_STREAM_WINDOW : Number(count.text);
  const limit = Math.min(rows, MAX_STREAM_WINDOW);
  return { span, limit, current: truth("current"), global: truth("global") };
}

function stream(
  rows: readonly Row[],
  aggregates: readonly Aggregate[],
  by: readonly string[],
  window: Window,
): readonly Row[] {
  if (window.span !== undefined) requireTimeOrder(rows);
  const groups = new Map<string, readonly Accumulator[]>();
  const queues = new Map<string, Pending>();
  return rows.flatMap((row) => {
    const key = groupOfMany(groupKeys(row, by));
    const time = numberOf(row.get("_time"));
    if (!key || (window.span !== undefined && time === undefined)) return KEEP_UNGROUPED ? [row] : [];
    const text = keyText(key);
    const accumulators = groups.get(text) ?? aggregates.map(({ start }) => start());
    groups.set(text, accumulators);
    const pending = queues.get(window.global ? "" : text) ?? { entries: [], head: 0 };
    queues.set(window.global ? "" : text, pending);
    evict(pending, window, time);
    const read = () => aggregates.map(({ name }, i) => [name, accumulators[i]?.result() ?? null] as const);
    const before = window.current ? undefined : read();
    const entry = { accumulators, samples: aggregates.map(({ sample }) => sample(row)), time };
    for (const [i, sample] of entry.samples.entries()) accumulators[i]?.add(sample);
    pending.entries.push(entry);
    return [row.with(before ?? read())];
  });
}

/** Drops what has left the window as seen from a row at `time`. */
function evict(pending: Pending, window: Window, time: number | undefined): void {
  const room = window.current ? window.limit - 1 : window.limit;
  for (;;) {
    const oldest = pending.entries[pending.head];
    if (!oldest) break;
    const far =
      window.span !== undefined && !inWindow(Math.abs((time ?? 0) - (oldest.time ?? 0)), window.span);
    if (!far && pending.entries.length - pending.head <= room) break;
    for (const [i, sample] of oldest.samples.entries()) oldest.accumulators[i]?.drop(sample);
    pending.head++;
  }
  if (pending.head > 1000 && pending.head * 2 > pending.entries.length) {
    pending.entries = pending.entries.slice(pending.head);
    pending.head = 0;
  }
}

/** The documents require an order by time for `time_window`; without one the result would mean nothing. */
function requireTimeOrder(rows: readonly Row[]): void {
  const times = rows.map((row) => numberOf(row.get("_time"))).filter((time) => time !== undefined);
  const ordered = (sign: 1 | -1): boolean =>
    times.every((time, i) => i === 0 || (time - (times[i - 1] ?? 0)) * sign >= 0);
  if (!ordered(1) && !ordered(-1)) {
    throw new RangeError("`streamstats time_window` needs rows that are sorted by time");
  }
}
