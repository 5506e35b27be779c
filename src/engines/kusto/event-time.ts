import type { AuditEvent } from "../engine.ts";
import { parseDatetime } from "./time-values.ts";

/** When an event happened, in microseconds: the stage's time, else the request's; null where it has none. */
export function eventTime(event: AuditEvent, only?: string): number | null {
  const keys = only === undefined ? ["stageTimestamp", "requestReceivedTimestamp"] : [only];
  for (const key of keys) {
    const value = Object.hasOwn(event, key) ? event[key] : undefined;
    const time = typeof value === "string" ? parseDatetime(value) : null;
    if (time !== null) return time;
  }
  return null;
}

/** The latest time of a log: what `now()` means when a rule runs over it. */
export function latestTime(events: readonly AuditEvent[]): number {
  let latest = Number.NEGATIVE_INFINITY;
  for (const event of events) latest = Math.max(latest, eventTime(event) ?? latest);
  return Number.isFinite(latest) ? latest : 0;
}
