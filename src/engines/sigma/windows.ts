import type { AuditEvent, EngineAlert } from "../engine.ts";
import type { CorrelationSpec } from "./correlation.ts";
import { compilePath, opened } from "./field-path.ts";
import { microseconds } from "./time-part.ts";

/** One match of a rule that a correlation counts. */
export interface Hit {
  readonly time: number;
  /** The event that its fields are read from: of a correlation, the last one. */
  readonly event: AuditEvent;
  /** Indexes into the log. */
  readonly events: readonly number[];
}

/** A hit, the rule of the correlation it belongs to, and the value that `value_count` counts. */
interface Member {
  readonly hit: Hit;
  readonly rule: number;
  readonly values: readonly string[];
}

/** An alert and its hit, so that correlations can build on correlations. */
export interface Firing extends EngineAlert {
  readonly hit: Hit;
}

/** The event's own time in microseconds; events without one are outside every window. */
export function eventTime(event: AuditEvent): number | undefined {
  for (const key of ["stageTimestamp", "requestReceivedTimestamp"]) {
    const value = Object.hasOwn(event, key) ? event[key] : undefined;
    const time = typeof value === "string" ? microseconds(value) : undefined;
    if (time !== undefined) return time;
  }
  return undefined;
}

/**
 * Runs a correlation over the hits of its rules. The window slides with event time and has no fixed
 * boundaries; two events exactly `timespan` apart share one. An event without a group field belongs to the
 * group of those without it. While one event after the other of a group keeps the condition true, they make
 * one alert.
 */
export function runCorrelation(spec: CorrelationSpec, hits: readonly (readonly Hit[])[]): readonly Firing[] {
  const groups = new Map<string, Member[]>();
  spec.rules.forEach(({ name }, rule) => {
    const finds = spec.groupBy.map((field) =>
      compilePath(spec.aliases.get(field)?.get(name) ?? field, false),
    );
    const field =
      spec.field === undefined ? undefined : (spec.aliases.get(spec.field)?.get(name) ?? spec.field);
    const find = field === undefined ? undefined : compilePath(field, false);
    for (const hit of hits[rule] ?? []) {
      const key = JSON.stringify(finds.map((one) => presentValues(one(hit.event))));
      const values = find
        ? opened(find(hit.event))
            .filter((value) => value !== null)
            .map(String)
        : [];
      const group = groups.get(key);
      if (group) group.push({ hit, rule, values });
      else groups.set(key, [{ hit, rule, values }]);
    }
  });
  const firings = [...groups.values()].flatMap((members) => runGroup(spec, members.sort(byTime)));
  return firings.sort((a, b) => a.hit.time - b.hit.time || (a.events[0] ?? 0) - (b.events[0] ?? 0));
}

/** The values that are not null, as texts. */
function presentValues(found: readonly unknown[]): readonly string[] {
  return opened(found).flatMap((value) => {
    if (typeof value === "string") return [value];
    return value === null ? [] : [JSON.stringify(value)];
  });
}

/** By time, then by place in the log; a later rule first, so that one event cannot be two steps of an order. */
function byTime(a: Member, b: Member): number {
  return (
    a.hit.time - b.hit.time || (a.hit.events.at(-1) ?? 0) - (b.hit.events.at(-1) ?? 0) || b.rule - a.rule
  );
}

function runGroup(spec: CorrelationSpec, members: readonly Member[]): readonly Firing[] {
  const count = spec.type === "temporal_ordered" ? orderedCount(spec) : windowCount(spec);
  const firings: Firing[] = [];
  let first = 0;
  let episode: { from: number; to: number } | undefined;
  const close = (): void => {
    if (episode) firings.push(firing(members.slice(episode.from, episode.to + 1)));
    episode = undefined;
  };
  members.forEach((member, i) => {
    count.add(member);
    while ((members[first]?.hit.time ?? 0) < member.hit.time - spec.timespan) {
      count.remove(members[first++] ?? member);
    }
    if (spec.accepts(count.value())) episode = { from: episode?.from ?? first, to: i };
    else close();
  });
  close();
  return firings;
}

function firing(members: readonly Member[]): Firing {
  const events = [...new Set(members.flatMap(({ hit }) => hit.events))].sort((a, b) => a - b);
  const last = members.at(-1)?.hit ?? { time: 0, event: {}, events: [] };
  return { events, hit: { time: last.time, event: last.event, events } };
}

interface Counter {
  readonly add: (member: Member) => void;
  readonly remove: (member: Member) => void;
  readonly value: () => number;
}

/** Counts events, distinct values, or distinct rules of a window. */
function windowCount(spec: CorrelationSpec): Counter {
  if (spec.type === "event_count") {
    let events = 0;
    return { add: () => void events++, remove: () => void events--, value: () => events };
  }
  const amounts = new Map<string, number>();
  const keys = (member: Member): readonly string[] =>
    spec.type === "value_count" ? member.values : [`${member.rule}`];
  return {
    add: (member) => {
      for (const key of keys(member)) amounts.set(key, (amounts.get(key) ?? 0) + 1);
    },
    remove: (member) => {
      for (const key of keys(member)) {
        const left = (amounts.get(key) ?? 1) - 1;
        if (left > 0) amounts.set(key, left);
        else amounts.delete(key);
      }
    },
    value: () => amounts.size,
  };
}

/**
 * The longest beginning of the rules' order that ends with the newest event: for every rule the latest time at
 * which a chain up to it began.
 */
function orderedCount(spec: CorrelationSpec): Counter {
  const starts: (number | undefined)[] = [];
  let newest = 0;
  return {
    add: ({ hit, rule }) => {
      const start = rule === 0 ? hit.time : starts[rule - 1];
      newest = 0;
      if (start === undefined || start < hit.time - spec.timespan) return;
      starts[rule] = Math.max(start, starts[rule] ?? start);
      newest = rule + 1;
    },
    remove: () => {},
    value: () => newest,
  };
}
