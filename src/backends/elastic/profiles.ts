/**
 * How audit events are indexed in Elasticsearch: audit path → field and its mapping. The mapping is
 * `dynamic: false`: a path that is not here matches nothing, and its negation everything, so it is refused.
 */
export type ElasticType = "keyword" | "text" | "ip" | "long" | "boolean" | "flattened";

export interface ElasticField {
  readonly field: string;
  readonly type: ElasticType;
  /** Path of the nested object that the field stands in. */
  readonly nested?: string;
}

export interface ElasticProfile {
  readonly id: string;
  readonly index: readonly string[];
  readonly integration: { readonly package: string; readonly version: string; readonly integration?: string };
  readonly fields: Readonly<Record<string, ElasticField>>;
  /** Lists whose elements are indexed as nested objects: `some` keeps its meaning there. */
  readonly nested: Readonly<Record<string, string>>;
  /** Longer values are not indexed, in characters. */
  readonly ignoreAbove: number;
}

const A = "kubernetes.audit.";

function same(type: ElasticType, paths: readonly string[]): Record<string, ElasticField> {
  return Object.fromEntries(paths.map((path) => [path, { field: A + path, type }]));
}

const containers = [
  "containers.securityContext.privileged",
  "containers.securityContext.allowPrivilegeEscalation",
  "containers.securityContext.runAsNonRoot",
].map((path) => `requestObject.spec.${path}`);

/** All profiles, the default first. */
export const elasticProfiles: readonly ElasticProfile[] = [
  {
    id: "kubernetes",
    index: ["logs-kubernetes.audit_logs-*"],
    integration: { package: "kubernetes", version: "^1.80.0", integration: "audit_logs" },
    ignoreAbove: 1024,
    fields: {
      ...same("keyword", [
        "verb",
        "stage",
        "level",
        "auditID",
        "requestURI",
        "userAgent",
        "user.username",
        "user.uid",
        "objectRef.resource",
        "objectRef.subresource",
        "objectRef.name",
        "objectRef.namespace",
        "objectRef.apiGroup",
        "objectRef.apiVersion",
        "objectRef.uid",
        "objectRef.resourceVersion",
        "impersonatedUser.username",
        "impersonatedUser.uid",
        "responseStatus.status",
        "responseStatus.reason",
        "requestObject.spec.serviceAccountName",
        "requestObject.spec.type",
        "requestObject.spec.restartPolicy",
        "requestObject.spec.containers.securityContext.capabilities.add",
        "requestObject.spec.containers.securityContext.procMount",
      ]),
      ...same("text", ["user.groups", "impersonatedUser.groups", "sourceIPs", "responseStatus.message"]),
      ...same("long", [
        "responseStatus.code",
        "requestObject.spec.containers.securityContext.runAsUser",
        "requestObject.spec.containers.securityContext.runAsGroup",
      ]),
      ...same("boolean", [
        "requestObject.spec.hostPID",
        "requestObject.spec.hostIPC",
        "requestObject.spec.hostNetwork",
        ...containers,
      ]),
      "annotations.authorization.k8s.io/decision": {
        field: `${A}annotations.authorization_k8s_io/decision`,
        type: "keyword",
      },
      "annotations.authorization.k8s.io/reason": {
        field: `${A}annotations.authorization_k8s_io/reason`,
        type: "text",
      },
      "requestObject.spec.volumes.hostPath.path": {
        field: `${A}requestObject.spec.volumes.hostPath.path`,
        type: "flattened",
      },
      ...Object.fromEntries(
        ["verbs", "resources", "apiGroups", "resourceNames", "nonResourceURLs"].map((key) => [
          `requestObject.rules.${key}`,
          {
            field: `${A}requestObject.rules.${key}`,
            type: "keyword" as const,
            nested: `${A}requestObject.rules`,
          },
        ]),
      ),
    },
    nested: { "requestObject.rules": `${A}requestObject.rules` },
  },
];
