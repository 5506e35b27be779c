import type { AuditEvent } from "../engine.ts";

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/**
 * The event's own time as Go's RFC 3339 parser reads `stageTimestamp`, in nanoseconds since 1970. Falco drops
 * an event without one.
 */
export function eventNanoseconds(event: AuditEvent): bigint | undefined {
  const parts = timestampParts(event);
  if (!parts) return undefined;
  const [seconds, fraction] = parts;
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
}

/** Whether the source would hand this event on at all. */
export function hasTime(event: AuditEvent): boolean {
  return timestampParts(event) !== undefined;
}

function timestampParts(event: AuditEvent): [seconds: number, fraction: string] | undefined {
  const text = Object.hasOwn(event, "stageTimestamp") ? event["stageTimestamp"] : undefined;
  const found = typeof text === "string" ? RFC3339.exec(text) : null;
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  const days = new Date(Date.UTC(2000, month, 0));
  days.setUTCFullYear(year, month, 0);
  if (month < 1 || month > 12 || day < 1 || day > days.getUTCDate()) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, day);
  moment.setUTCHours(hour, minute, second);
  const [sign, hours, minutes] = found.slice(8, 11);
  const shift = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  return [moment.getTime() / 1000 - shift * 60, found[7] ?? ""];
}
