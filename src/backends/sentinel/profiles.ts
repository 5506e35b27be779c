/**
 * How audit events arrive in Microsoft Sentinel. Column names and types are those of the tables' reference
 * pages (learn.microsoft.com/azure/azure-monitor/reference/tables/aksaudit).
 */
export interface SentinelProfile {
  readonly id: string;
  readonly table: string;
  /** Steps between the table and the rule's own conditions. */
  readonly prelude: readonly string[];
  /** First key of an audit path → column; `*` stands for every key, below one dynamic column. */
  readonly columns: Readonly<
    Record<string, { readonly column: string; readonly type: "string" | "dynamic" }>
  >;
  /** What the table does not hold, for refusals. */
  readonly missing: Readonly<Record<string, string>>;
  /** Output columns for people and entity mappings: name → expression. */
  readonly output: Readonly<Record<string, string>>;
  readonly connector: { readonly id: string; readonly dataType: string };
  /** Blind spots that stand in the documentation. */
  readonly blind: readonly string[];
}

const aksColumns: SentinelProfile["columns"] = {
  level: { column: "Level", type: "string" },
  auditID: { column: "AuditId", type: "string" },
  stage: { column: "Stage", type: "string" },
  requestURI: { column: "RequestUri", type: "string" },
  verb: { column: "Verb", type: "string" },
  userAgent: { column: "UserAgent", type: "string" },
  user: { column: "User", type: "dynamic" },
  sourceIPs: { column: "SourceIps", type: "dynamic" },
  objectRef: { column: "ObjectRef", type: "dynamic" },
  responseStatus: { column: "ResponseStatus", type: "dynamic" },
  requestObject: { column: "RequestObject", type: "dynamic" },
  responseObject: { column: "ResponseObject", type: "dynamic" },
  annotations: { column: "Annotations", type: "dynamic" },
};

const aksMissing: SentinelProfile["missing"] = {
  impersonatedUser: "the table has no column for the impersonated user",
  kind: "the table has no column for kind",
  apiVersion: "the table has no column for apiVersion",
  authenticationMetadata: "the table has no column for authenticationMetadata",
  requestReceivedTimestamp: "time is a column of type datetime; rules compare no times",
  stageTimestamp: "time is a column of type datetime; rules compare no times",
};

function outputOf(root: (key: string) => string): SentinelProfile["output"] {
  return {
    User: `tostring(${root("user")}.username)`,
    ClientIp: `tostring(${root("sourceIPs")}[-1])`,
    Verb: root("verb"),
    Resource: `tostring(${root("objectRef")}.resource)`,
    Subresource: `tostring(${root("objectRef")}.subresource)`,
    Namespace: `tostring(${root("objectRef")}.namespace)`,
    Name: `tostring(${root("objectRef")}.name)`,
    Code: `toint(${root("responseStatus")}.code)`,
    UserAgent: root("userAgent"),
    AuditId: root("auditID"),
    Stage: root("stage"),
  };
}

const aksOutput = outputOf((key) => aksColumns[key]?.column ?? key);
const inEvent = (key: string): string =>
  ["verb", "userAgent", "auditID", "stage"].includes(key) ? `tostring(e.${key})` : `e.${key}`;

const raw: SentinelProfile["columns"] = { "*": { column: "e", type: "dynamic" } };

/** All profiles, the default first. */
export const sentinelProfiles: readonly SentinelProfile[] = [
  {
    id: "aks",
    table: "AKSAudit",
    prelude: [],
    columns: aksColumns,
    missing: aksMissing,
    output: aksOutput,
    connector: { id: "AzureKubernetes", dataType: "AKSAudit" },
    blind: ["a body that is too large is replaced by the text `skipped-too-big-size-object`"],
  },
  {
    id: "azure-diagnostics",
    table: "AzureDiagnostics",
    prelude: ['where Category == "kube-audit"', "extend e = parse_json(log_s)"],
    columns: raw,
    missing: {},
    output: outputOf(inEvent),
    connector: { id: "AzureKubernetes", dataType: "AzureDiagnostics" },
    blind: ["with category kube-audit-admin alone, get and list requests (WebSocket exec too) are missing"],
  },
];
