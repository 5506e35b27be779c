import ipaddr from "ipaddr.js";
import type { AuditEvent } from "../engine.ts";

type Fields = Record<string, unknown>;

/**
 * The document that Elastic's Kubernetes integration makes of an audit event (its ingest pipeline for
 * `kubernetes.audit_logs`): bodies lose their metadata, dots in annotation keys become `_`, and ECS fields are
 * filled. Empty texts in `objectRef` are pruned, so that they equal missing.
 */
export function kubernetesDocument(event: AuditEvent): Readonly<Fields> {
  const audit = copy(event);
  for (const body of ["requestObject", "responseObject"]) {
    if (isFields(audit[body])) audit[body] = without(audit[body], (key) => key === "metadata");
  }
  if (isFields(audit["objectRef"]))
    audit["objectRef"] = without(audit["objectRef"], (_, value) => value === "");
  const annotations = audit["annotations"];
  if (isFields(annotations)) audit["annotations"] = renamed(annotations);
  const document: Fields = { kubernetes: { audit }, event: eventFields(event) };
  const time = event["stageTimestamp"] ?? event["requestReceivedTimestamp"];
  if (typeof time === "string") document["@timestamp"] = time;
  const user = property(event["user"], "username");
  if (typeof user === "string" && user !== "") document["user"] = { name: user };
  const agent = own(event, "userAgent");
  if (typeof agent === "string" && agent !== "") document["user_agent"] = { original: agent };
  const addresses = own(event, "sourceIPs");
  if (Array.isArray(addresses) && addresses.length > 0 && addresses.every(isAddress)) {
    document["source"] = { ip: addresses };
  }
  return document;
}

function eventFields(event: AuditEvent): Fields {
  const fields: Fields = { kind: "event" };
  const verb = own(event, "verb");
  if (typeof verb === "string" && verb !== "") fields["action"] = verb;
  fields["dataset"] = "kubernetes.audit_logs";
  const decision = property(event["annotations"], "authorization.k8s.io/decision");
  if (decision === "allow") fields["outcome"] = "success";
  if (decision === "forbid") fields["outcome"] = "failure";
  return fields;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function own(fields: Readonly<Fields>, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function property(value: unknown, key: string): unknown {
  return isFields(value) ? own(value, key) : undefined;
}

function copy(fields: Readonly<Fields>): Fields {
  return Object.fromEntries(Object.entries(fields));
}

function without(fields: Fields, drop: (key: string, value: unknown) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key, value]) => !drop(key, value)));
}

function renamed(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key.replaceAll(".", "_"), value]));
}

function isAddress(value: unknown): value is string {
  return (
    typeof value === "string" && (ipaddr.IPv4.isValidFourPartDecimal(value) || ipaddr.IPv6.isValid(value))
  );
}

const documents = new WeakMap<AuditEvent, Readonly<Fields>>();

/** The document of an event, made once: many rules look at the same event. */
export function documentOf(event: AuditEvent): Readonly<Fields> {
  const known = documents.get(event);
  if (known) return known;
  const document = kubernetesDocument(event);
  documents.set(event, document);
  return document;
}
