import type { AuditEvent } from "../engine.ts";
import { extractFields } from "./extract.ts";
import { jsonText } from "./json-text.ts";
import type { EventFields } from "./row.ts";
import { parseTimestamp } from "./timestamp.ts";
import type { Value } from "./values.ts";

/** One way in which audit events reach Splunk. */
export interface Profile {
  /** What is indexed: the JSON that stands in `_raw`. */
  readonly indexed: (event: AuditEvent) => unknown;
  /** What the macro `kube_audit` means unless macros.conf defines it. */
  readonly kubeAudit: string;
  /** Source types under which such events are indexed; the first is what `sourcetype` shows. */
  readonly sourcetypes: readonly string[];
  readonly source: string;
}

const NEVER_LOGGED = "1970-01-01T00:00:00Z";

function stamp(event: AuditEvent): string | undefined {
  const value = ["stageTimestamp", "requestReceivedTimestamp"]
    .map((key) => (Object.hasOwn(event, key) ? event[key] : undefined))
    .find((text) => typeof text === "string" && parseTimestamp(text) !== undefined);
  return typeof value === "string" ? value : undefined;
}

/** Microsoft: "Azure Monitor resource logs": the event is a JSON text inside the row of the blob. */
function blobRow(event: AuditEvent): unknown {
  return {
    operationName: "Microsoft.ContainerService/managedClusters/diagnosticLogs/Read",
    category: "kube-audit",
    time: stamp(event) ?? NEVER_LOGGED,
    properties: { log: jsonText(event), stream: "stdout", pod: "kube-apiserver" },
  };
}

/** The profiles by name; the first is the default. */
export const PROFILES: ReadonlyMap<string, Profile> = new Map<string, Profile>([
  [
    "raw",
    {
      indexed: (event) => event,
      kubeAudit: "index=*",
      // OpenTelemetry Collector chart; Splunk's security content; CloudWatch input of the AWS add-on.
      sourcetypes: ["kube:apiserver-audit", "_json", "aws:cloudwatchlogs:eks"],
      source: "kubernetes",
    },
  ],
  [
    "aks",
    {
      indexed: blobRow,
      kubeAudit: 'index=* category="kube-audit"',
      sourcetypes: ["mscs:storage:blob:json"],
      source: "insights-logs-kube-audit",
    },
  ],
]);

/** When an event happened, in seconds. */
export function eventTime(event: AuditEvent): number | undefined {
  const text = stamp(event);
  return text === undefined ? undefined : parseTimestamp(text);
}

/** The fields of an indexed event; JSON fields are extracted when one is first asked for. */
export function eventFields(event: AuditEvent, profile: Profile): EventFields {
  const indexed = profile.indexed(event);
  const meta = new Map<string, () => Value>([
    ["_raw", once(() => jsonText(indexed))],
    ["_time", once(() => eventTime(event) ?? null)],
    ["index", () => "main"],
    ["host", () => "kube-apiserver"],
    ["source", () => profile.source],
    ["sourcetype", () => profile.sourcetypes[0] ?? ""],
  ]);
  const extracted = once(() => extractFields(indexed));
  return {
    get: (name) => meta.get(name)?.() ?? extracted().get(name) ?? null,
    names: () => new Set([...meta.keys(), ...extracted().keys()]),
    json: (name) => (name === "_raw" ? indexed : undefined),
  };
}

/** Computes a value when it is first asked for. */
function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => {
    value ??= { of: compute() };
    return value.of;
  };
}
