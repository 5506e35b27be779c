import type { AuditEvent } from "../engine.ts";
import { eventTime } from "./event-time.ts";
import type { Tables } from "./scope.ts";
import type { BoundTable, Column, Row, ScalarType, Value } from "./types.ts";
import { dynamicText } from "./values.ts";

/** How a table is made of audit events. */
interface TableSpec {
  readonly columns: readonly Column[];
  /** The rows of one event; usually one. */
  readonly rows: (event: AuditEvent) => readonly (readonly Value[])[];
}

type Cell = readonly [name: string, type: ScalarType, read: (event: AuditEvent) => Value];

function table(
  name: string,
  cells: readonly Cell[],
  keep: (event: AuditEvent) => boolean = () => true,
): TableSpec {
  const all: readonly Cell[] = [...cells, ["Type", "string", () => name]];
  return {
    columns: all.map(([column, type]) => ({ name: column, type })),
    rows: (event) => (keep(event) ? [all.map(([, , read]) => read(event))] : []),
  };
}

const text = (key: string) => (event: AuditEvent) => dynamicText(own(event, key));
const json = (key: string) => (event: AuditEvent) => own(event, key);
const blank = (): string => "";

function own(event: AuditEvent, key: string): Value {
  return Object.hasOwn(event, key) ? (event[key] ?? null) : null;
}

/** `AKSAuditAdmin` and category `kube-audit-admin` leave out get and list (Microsoft: "Monitor AKS"). */
function isWrite(event: AuditEvent): boolean {
  return event["verb"] !== "get" && event["verb"] !== "list";
}

const time: Cell = ["TimeGenerated", "datetime", (event) => eventTime(event)];
const identity: readonly Cell[] = ["TenantId", "SourceSystem", "_ResourceId", "_SubscriptionId"].map(
  (name) => [name, "string", blank],
);

const AKS: readonly Cell[] = [
  time,
  ["RequestReceivedTime", "datetime", (event) => eventTime(event, "requestReceivedTimestamp")],
  ["StageReceivedTime", "datetime", (event) => eventTime(event, "stageTimestamp")],
  ["AuditId", "string", text("auditID")],
  ["Level", "string", text("level")],
  ["Stage", "string", text("stage")],
  ["Verb", "string", text("verb")],
  ["RequestUri", "string", text("requestURI")],
  ["UserAgent", "string", text("userAgent")],
  ["PodName", "string", blank],
  ["User", "dynamic", json("user")],
  ["SourceIps", "dynamic", json("sourceIPs")],
  ["ObjectRef", "dynamic", json("objectRef")],
  ["RequestObject", "dynamic", json("requestObject")],
  ["ResponseObject", "dynamic", json("responseObject")],
  ["ResponseStatus", "dynamic", json("responseStatus")],
  ["Annotations", "dynamic", json("annotations")],
  ...identity,
];

function diagnostics(): TableSpec {
  const constant = (name: string, value: string): Cell => [name, "string", () => value];
  const spec = table("AzureDiagnostics", [
    time,
    constant("Category", "kube-audit"),
    ["log_s", "string", (event) => JSON.stringify(event)],
    constant("ResourceProvider", "MICROSOFT.CONTAINERSERVICE"),
    constant("ResourceType", "MANAGEDCLUSTERS"),
    constant("OperationName", "Microsoft.ContainerService/managedClusters/diagnosticLogs/Read"),
    constant("stream_s", "stdout"),
    ...["ResourceId", "Resource", "ResourceGroup", "SubscriptionId", "pod_s", "containerID_s"].map(
      (name): Cell => {
        return [name, "string", blank];
      },
    ),
    ...identity,
  ]);
  const category = spec.columns.findIndex((column) => column.name === "Category");
  const admin = (row: readonly Value[]): readonly Value[] => row.with(category, "kube-audit-admin");
  return {
    columns: spec.columns,
    rows: (event) => spec.rows(event).flatMap((row) => (isWrite(event) ? [row, admin(row)] : [row])),
  };
}

function decision(event: AuditEvent): Value {
  const annotations = own(event, "annotations");
  if (typeof annotations !== "object" || annotations === null) return "";
  return dynamicText(own(annotations as AuditEvent, "authorization.k8s.io/decision"));
}

function responseCode(event: AuditEvent): Value {
  const status = own(event, "responseStatus");
  const code = typeof status === "object" && status !== null ? own(status as AuditEvent, "code") : null;
  return typeof code === "number" ? Math.trunc(code) : null;
}

/** `User` and `ObjectRef` are strings of a form that is not documented, so they are left out. */
const EKS: readonly Cell[] = [
  time,
  ["Verb", "string", text("verb")],
  ["UserAgent", "string", text("userAgent")],
  ["SourceIPs", "dynamic", json("sourceIPs")],
  ["ResponseCode", "int", responseCode],
  ["Stage", "string", text("stage")],
  ["AuthDecision", "string", decision],
  ["RawEvent", "dynamic", (event) => event],
];

const CUSTOM: readonly Cell[] = [time, ["RawEvent", "dynamic", (event) => event]];

type Specs = ReadonlyMap<string, TableSpec>;

const PROFILES: ReadonlyMap<string, Specs> = new Map<string, Specs>([
  [
    "aks",
    new Map([
      ["AKSAudit", table("AKSAudit", AKS)],
      ["AKSAuditAdmin", table("AKSAuditAdmin", AKS, isWrite)],
    ]),
  ],
  [
    "arc",
    new Map([
      ["ArcK8sAudit", table("ArcK8sAudit", AKS)],
      ["ArcK8sAuditAdmin", table("ArcK8sAuditAdmin", AKS, isWrite)],
    ]),
  ],
  ["azure-diagnostics", new Map([["AzureDiagnostics", diagnostics()]])],
  ["eks", new Map([["AWSEKSLogs_CL", table("AWSEKSLogs_CL", EKS)]])],
  ["custom", new Map()],
]);

/** The ways audit events arrive in Sentinel (Microsoft: "AKSAudit table", "AzureDiagnostics table"). */
export const PROFILE_NAMES: readonly string[] = [...PROFILES.keys()];

function specOf(profile: string, name: string): TableSpec | undefined {
  const spec = PROFILES.get(profile)?.get(name);
  return spec ?? (profile === "custom" && /^\w+_CL$/.test(name) ? table(name, CUSTOM) : undefined);
}

/** The tables of a profile, for the binder. */
export function profileTables(profile: string): Tables {
  const made = new Map<string, BoundTable>();
  const get = (name: string): BoundTable | undefined => {
    const spec = specOf(profile, name);
    if (!spec || made.has(name)) return made.get(name);
    const { columns } = spec;
    const bound: BoundTable = {
      columns,
      perRow: true,
      serialized: false,
      usesEvents: true,
      run: (c) => c.table(name),
    };
    made.set(name, bound);
    return bound;
  };
  const hint = (name: string): string | undefined => {
    const other = PROFILE_NAMES.find((id) => PROFILES.get(id)?.has(name));
    return other === undefined || other === profile ? undefined : `the profile \`${other}\` has this table`;
  };
  return {
    get,
    has: (name) => get(name) !== undefined,
    keys: () => PROFILES.get(profile)?.keys() ?? [],
    hint,
  };
}

/** The rows that events make in a table. */
export function tableRows(profile: string, name: string, events: readonly AuditEvent[]): readonly Row[] {
  const spec = specOf(profile, name);
  if (!spec) return [];
  return events.flatMap((event, index) => spec.rows(event).map((values) => ({ values, events: [index] })));
}
