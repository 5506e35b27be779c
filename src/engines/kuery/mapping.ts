/** The Elasticsearch types that the mapping uses (Elastic: "Field data types"). */
export type FieldType =
  | "keyword"
  | "text"
  | "ip"
  | "integer"
  | "boolean"
  | "date"
  | "flattened"
  | "nested"
  | "constant";

/** A mapped field. */
export interface Field {
  readonly path: string;
  readonly type: FieldType;
  /** The value of a constant field. */
  readonly constant?: string;
  /** The nested object that the field belongs to. */
  readonly nested?: string;
}

/** `ignore_above` of keyword fields: longer values are not indexed, so that no query sees them. */
export const IGNORE_ABOVE = 1024;

const AUDIT = "kubernetes.audit";
const SPEC = `${AUDIT}.requestObject.spec`;
const SECURITY = `${SPEC}.containers.securityContext`;
const RULES = `${AUDIT}.requestObject.rules`;

function fields(prefix: string, type: FieldType, names: string): Field[] {
  return names.split(" ").map((name) => ({ path: `${prefix}.${name}`, type }));
}

/** The mapping of Elastic's Kubernetes integration. It is `dynamic: false`: what is not listed is not indexed. */
const KUBERNETES: readonly Field[] = [
  { path: "@timestamp", type: "date" },
  ...fields("event", "keyword", "kind action dataset outcome"),
  { path: "data_stream.type", type: "constant", constant: "logs" },
  { path: "data_stream.dataset", type: "constant", constant: "kubernetes.audit_logs" },
  { path: "event.module", type: "constant", constant: "kubernetes" },
  { path: "user.name", type: "keyword" },
  { path: "user_agent.original", type: "keyword" },
  { path: "source.ip", type: "ip" },
  ...fields(AUDIT, "keyword", "apiVersion kind level auditID stage requestURI verb userAgent"),
  ...fields(AUDIT, "text", "sourceIPs user.groups impersonatedUser.groups"),
  ...fields(AUDIT, "keyword", "user.username user.uid impersonatedUser.username impersonatedUser.uid"),
  ...fields(
    `${AUDIT}.objectRef`,
    "keyword",
    "resource subresource name namespace apiGroup apiVersion uid resourceVersion",
  ),
  { path: `${AUDIT}.annotations.authorization_k8s_io/decision`, type: "keyword" },
  { path: `${AUDIT}.annotations.authorization_k8s_io/reason`, type: "text" },
  { path: `${AUDIT}.responseStatus.code`, type: "integer" },
  ...fields(`${AUDIT}.responseStatus`, "keyword", "status reason"),
  { path: `${AUDIT}.responseStatus.message`, type: "text" },
  ...fields(AUDIT, "date", "requestReceivedTimestamp stageTimestamp"),
  ...fields(SPEC, "boolean", "hostPID hostIPC hostNetwork"),
  ...fields(SPEC, "keyword", "serviceAccountName type restartPolicy containers.image"),
  ...fields(SECURITY, "boolean", "privileged allowPrivilegeEscalation runAsNonRoot"),
  ...fields(SECURITY, "integer", "runAsUser runAsGroup"),
  ...fields(SECURITY, "keyword", "capabilities.add procMount"),
  ...fields(SPEC, "flattened", "volumes.hostPath containers.volumeMounts"),
  { path: RULES, type: "nested" },
  ...fields(RULES, "keyword", "verbs resources apiGroups resourceNames nonResourceURLs").map((field) => ({
    ...field,
    nested: RULES,
  })),
];

/** Objects whose every key is a keyword field. */
const DYNAMIC = [`${AUDIT}.user.extra.`, `${AUDIT}.impersonatedUser.extra.`];

const BY_PATH: ReadonlyMap<string, Field> = new Map(KUBERNETES.map((field) => [field.path, field]));
const FLATTENED = KUBERNETES.filter((field) => field.type === "flattened");

/** The field that a path names; a key inside a flattened object is a field of its own. */
export function fieldAt(path: string): Field | undefined {
  const field = BY_PATH.get(path);
  if (field) return field;
  if (DYNAMIC.some((prefix) => path.startsWith(prefix) && path.length > prefix.length))
    return { path, type: "keyword" };
  return FLATTENED.some((root) => path.startsWith(`${root.path}.`)) ? { path, type: "flattened" } : undefined;
}

/** All fields that a test accepts, for field wildcards and searches without a field. */
export function fieldsWhere(keep: (field: Field) => boolean): readonly Field[] {
  return KUBERNETES.filter(keep);
}
