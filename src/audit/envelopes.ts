import { gunzipSync } from "node:zlib";

/** An audit event as parsed; nothing about its types is certain. */
export type Event = Readonly<Record<string, unknown>>;

/** Most bytes that one compressed envelope may unpack to. */
const MAX_UNPACKED = 256 * 1024 * 1024;

function isObject(value: unknown): value is Event {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Finds the audit events in one JSON value: an Event itself, an EventList (webhook backend), and the
 * wrappings of EKS through CloudWatch, of AKS (diagnostic settings and the AKSAudit table) and of Elastic's
 * Kubernetes integration. Each wrapping is recognised by its own keys.
 *
 * @returns the events; none when the value is nothing of these.
 * @throws SyntaxError when a wrapped text is not JSON.
 */
export function eventsIn(value: unknown, depth = 0): Event[] {
  if (depth > 4) return [];
  if (Array.isArray(value)) return value.flatMap((one) => eventsIn(one, depth + 1));
  if (!isObject(value)) return [];
  if (Array.isArray(value["items"]) && value["kind"] === "EventList") return value["items"].filter(isObject);
  if (isEvent(value)) return [value];
  return unwrap(value, depth);
}

/** Native events always have these three; GKE-like sources and cut-off events have at least a verb. */
function isEvent(value: Event): boolean {
  return (
    typeof value["auditID"] === "string" && (value["stage"] !== undefined || value["verb"] !== undefined)
  );
}

function unwrap(value: Event, depth: number): Event[] {
  const inner = (text: unknown): Event[] =>
    typeof text === "string" ? eventsIn(JSON.parse(text), depth + 1) : [];
  if (Array.isArray(value["logEvents"])) {
    return value["logEvents"].flatMap((one) => (isObject(one) ? inner(one["message"]) : []));
  }
  if (Array.isArray(value["records"])) return value["records"].flatMap((one) => eventsIn(one, depth + 1));
  const logs = value["awslogs"];
  if (isObject(logs) && typeof logs["data"] === "string") {
    const data = gunzipSync(Buffer.from(logs["data"], "base64"), { maxOutputLength: MAX_UNPACKED });
    return inner(data.toString("utf8"));
  }
  if (typeof value["log_s"] === "string") return inner(value["log_s"]);
  const properties = value["properties"];
  if (isObject(properties) && typeof properties["log"] === "string") return inner(properties["log"]);
  if (typeof value["AuditId"] === "string") return [fromAksAudit(value)];
  const kubernetes = value["kubernetes"];
  if (isObject(kubernetes) && isObject(kubernetes["audit"])) return [fromElastic(kubernetes["audit"])];
  if (typeof value["message"] === "string" && /^\s*[{[]/.test(value["message"]))
    return inner(value["message"]);
  return [];
}

/** Columns of the AKSAudit table and the fields they were made from. */
const AKS_COLUMNS: Readonly<Record<string, string>> = {
  AuditId: "auditID",
  Level: "level",
  Stage: "stage",
  Verb: "verb",
  RequestUri: "requestURI",
  User: "user",
  SourceIps: "sourceIPs",
  UserAgent: "userAgent",
  ObjectRef: "objectRef",
  RequestObject: "requestObject",
  ResponseObject: "responseObject",
  ResponseStatus: "responseStatus",
  Annotations: "annotations",
  RequestReceivedTime: "requestReceivedTimestamp",
  StageReceivedTime: "stageTimestamp",
};

function fromAksAudit(row: Event): Event {
  const event: Record<string, unknown> = { kind: "Event", apiVersion: "audit.k8s.io/v1" };
  for (const [column, field] of Object.entries(AKS_COLUMNS)) {
    if (Object.hasOwn(row, column) && row[column] !== null) event[field] = row[column];
  }
  return event;
}

/** The integration writes `_` for `.` in the names of annotations. */
function fromElastic(audit: Event): Event {
  const annotations = audit["annotations"];
  if (!isObject(annotations)) return audit;
  const restored = Object.entries(annotations).map(([key, value]) => [key.replaceAll("_", "."), value]);
  return { ...audit, annotations: Object.fromEntries(restored) };
}
