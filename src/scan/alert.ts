import type { Event } from "../audit/envelopes.ts";
import type { Rule } from "../lower/lower.ts";

/** One alert: a rule, and the request it is about. Every text comes from the log and is untrusted. */
export interface Alert {
  readonly rule: string;
  readonly title: string;
  readonly severity: string;
  readonly attack: readonly string[];
  readonly auditID: string;
  readonly stage: string;
  readonly time: string;
  readonly user: string;
  readonly impersonates?: string;
  readonly verb: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly code?: number;
  readonly sourceIP?: string;
  readonly userAgent?: string;
  readonly requestURI: string;
  readonly file: string;
  readonly line: number;
  /** auditIDs of all events that it rests on, when there are several. */
  readonly events?: readonly string[];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function child(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

function maybe<K extends string>(key: K, value: string): { [P in K]?: string } {
  return value === "" ? {} : ({ [key]: value } as { [P in K]?: string });
}

/** `pods/exec`, or the path of a request that is about no resource. */
function resourceOf(event: Event): string {
  const resource = text(child(event["objectRef"], "resource"));
  const subresource = text(child(event["objectRef"], "subresource"));
  if (resource === "") return text(event["requestURI"]).split("?")[0] ?? "";
  return subresource === "" ? resource : `${resource}/${subresource}`;
}

/** What an alert takes from its rule. */
type Head = Pick<Rule["definition"], "id" | "title" | "severity" | "attack">;

/** An event and where it stood. */
export interface PlacedEvent {
  readonly event: Event;
  readonly file?: string;
  readonly line?: number;
}

/** Makes the alert of somebody's rule, which may rest on several events: it shows the last. */
export function makeEngineAlert(head: Head, places: readonly PlacedEvent[]): Alert {
  const last = places.at(-1) ?? { event: {} };
  const alert = alertOf(head, last.event, last.file ?? "", last.line ?? 0);
  if (places.length <= 1) return alert;
  return { ...alert, events: places.map((one) => text(one.event["auditID"])) };
}

/** Makes the alert of a rule on an event. */
export function makeAlert(rule: Rule, event: Event, file: string, line: number): Alert {
  return alertOf(rule.definition, event, file, line);
}

function alertOf(definition: Head, event: Event, file: string, line: number): Alert {
  const ips = Array.isArray(event["sourceIPs"]) ? event["sourceIPs"] : [];
  const code = child(event["responseStatus"], "code");
  return {
    rule: definition.id,
    title: definition.title,
    severity: definition.severity,
    attack: definition.attack,
    auditID: text(event["auditID"]),
    stage: text(event["stage"]),
    time: text(event["stageTimestamp"]) || text(event["requestReceivedTimestamp"]),
    user: text(child(event["user"], "username")),
    ...maybe("impersonates", text(child(event["impersonatedUser"], "username"))),
    verb: text(event["verb"]),
    resource: resourceOf(event),
    ...maybe("namespace", text(child(event["objectRef"], "namespace"))),
    ...maybe("name", text(child(event["objectRef"], "name"))),
    ...(typeof code === "number" ? { code } : {}),
    ...maybe("sourceIP", text(ips.at(-1))),
    ...maybe("userAgent", text(event["userAgent"])),
    requestURI: text(event["requestURI"]),
    file,
    line,
  };
}
