/**
 * Turns the models of `@kubernetes/client-node`, which are generated from Kubernetes' own OpenAPI document,
 * into the table of types that the field catalogue reads.
 */

/** One row of a model's `getAttributeTypeMap()`. */
interface Attribute {
  readonly baseName: string;
  readonly type: string;
  readonly format: string;
}

interface Model {
  readonly getAttributeTypeMap: () => readonly Attribute[];
}

type Fields = Record<string, string>;

/** What is written to `src/audit/kubernetes-types.generated.json`. */
export interface TypeTable {
  readonly source: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, Readonly<Fields>>>;
}

const KINDS =
  "Pod PodTemplate Deployment DaemonSet StatefulSet ReplicaSet ReplicationController Job CronJob Role " +
  "ClusterRole RoleBinding ClusterRoleBinding CertificateSigningRequest MutatingWebhookConfiguration " +
  "ValidatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding " +
  "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding Service Ingress NetworkPolicy Node Namespace " +
  "ServiceAccount TokenRequest ConfigMap Secret PersistentVolume PersistentVolumeClaim " +
  "CustomResourceDefinition APIService SelfSubjectAccessReview SubjectAccessReview LocalSubjectAccessReview " +
  "SelfSubjectRulesReview TokenReview Scale Eviction Endpoints EndpointSlice ResourceQuota LimitRange " +
  "PriorityClass Lease Status Binding Event";

/** Kinds whose model carries its API group in the name. */
const MODEL_OF_KIND: Readonly<Record<string, string>> = {
  TokenRequest: "AuthenticationV1TokenRequest",
  Event: "CoreV1Event",
};

const SCALARS: Readonly<Record<string, string>> = {
  string: "string",
  boolean: "boolean",
  number: "number",
  Date: "timestamp",
  V1MicroTime: "timestamp",
  IntOrString: "int-or-string",
  any: "object",
};

/** The OpenAPI document calls a quantity a string; these fields are quantities by the API reference. */
const QUANTITIES: ReadonlySet<string> = new Set([
  "ResourceRequirements.limits",
  "ResourceRequirements.requests",
  "VolumeResourceRequirements.limits",
  "VolumeResourceRequirements.requests",
  "PodSpec.overhead",
  "ResourceFieldSelector.divisor",
  "EmptyDirVolumeSource.sizeLimit",
  "ContainerStatus.allocatedResources",
  "NodeStatus.allocatable",
  "NodeStatus.capacity",
  "PersistentVolumeSpec.capacity",
  "PersistentVolumeClaimStatus.allocatedResources",
  "PersistentVolumeClaimStatus.capacity",
  "PodStatus.allocatedResources",
  "ResourceQuotaSpec.hard",
  "ResourceQuotaStatus.hard",
  "ResourceQuotaStatus.used",
  "LimitRangeItem.default",
  "LimitRangeItem.defaultRequest",
  "LimitRangeItem.max",
  "LimitRangeItem.maxLimitRequestRatio",
  "LimitRangeItem.min",
]);

/** `V1PodSpec` → `PodSpec`, `RbacV1Subject` → `Subject`. */
function shortName(model: string): string {
  return model.replace(/^(?:[A-Z][a-z]+)?V\d+(?:(?:alpha|beta)\d+)?(?=[A-Z])/, "");
}

function isModel(value: unknown): value is Model {
  return typeof value === "function" && "getAttributeTypeMap" in value;
}

/** Writes a model's type (`Array<V1Container>`) as the catalogue's (`[]Container`); notes models it meets. */
function typeExpression(type: string, format: string, meet: (model: string) => string): string {
  const list = /^(?:Array|Set)<(.*)>$/.exec(type)?.[1];
  if (list !== undefined) return `[]${typeExpression(list, format, meet)}`;
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
  if (map !== undefined) return `map<${typeExpression(map, format, meet)}>`;
  if (type === "string" && format === "byte") return "bytes";
  if (type === "number" && format.startsWith("int")) return "integer";
  return Object.hasOwn(SCALARS, type) ? (SCALARS[type] ?? type) : meet(type);
}

function withQuantity(owner: string, field: string, type: string): string {
  return QUANTITIES.has(`${owner}.${field}`) ? type.replace("string", "quantity") : type;
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Names the models as they are met: where two differ under one name, the later keeps its API group's. */
function namer(models: Readonly<Record<string, unknown>>) {
  const names = new Map<string, string>();
  const shapes = new Map<string, string>();
  const waiting: string[] = [];
  const meet = (model: string): string => {
    const known = names.get(model);
    if (known !== undefined) return known;
    const found = models[model];
    if (!isModel(found)) throw new Error(`the client has no model ${model}`);
    const shape = JSON.stringify(found.getAttributeTypeMap());
    const short = shortName(model);
    const name = (shapes.get(short) ?? shape) === shape ? short : model.replace(/V\d+/, "");
    if ((shapes.get(name) ?? shape) !== shape) throw new Error(`${model}: the name ${name} is taken`);
    names.set(model, name);
    if (!shapes.has(name)) waiting.push(model);
    shapes.set(name, shape);
    return name;
  };
  return { meet, waiting };
}

/** Every type that an object of the listed kinds can hold, with its fields. */
export function kubernetesTypeTable(models: Readonly<Record<string, unknown>>, source: string): TypeTable {
  const types: Record<string, Fields> = {};
  const { meet, waiting } = namer(models);
  const kinds: Record<string, string> = {};
  for (const kind of KINDS.split(" ")) kinds[kind] = meet(MODEL_OF_KIND[kind] ?? `V1${kind}`);
  for (let model = waiting.shift(); model !== undefined; model = waiting.shift()) {
    const name = meet(model);
    types[name] = fieldsOf(name, models[model], meet);
  }
  return { source, kinds: sorted(kinds), types: sorted(types) };
}

function fieldsOf(owner: string, model: unknown, meet: (model: string) => string): Fields {
  const fields: Fields = {};
  if (!isModel(model)) return fields;
  for (const { baseName, type, format } of model.getAttributeTypeMap()) {
    // Whose field it was is bookkeeping of server-side apply: no detection reads it.
    const managed = owner === "ObjectMeta" && baseName === "managedFields";
    fields[baseName] = managed
      ? "[]object"
      : withQuantity(owner, baseName, typeExpression(type, format, meet));
  }
  return sorted(fields);
}

/** The file's text: one line a type, so that a new Kubernetes version reads well as a diff. */
export function printTypeTable(table: TypeTable): string {
  const line = (value: unknown, key: string): string => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
  const block = (record: Readonly<Record<string, unknown>>): string =>
    Object.entries(record)
      .map(([key, value]) => `  ${line(value, key)}`)
      .join(",\n");
  const parts = [
    line(table.source, "source"),
    `  "kinds": {\n${block(table.kinds)}\n  }`,
    `  "types": {\n${block(table.types)}\n  }`,
  ];
  return `{\n${parts.join(",\n")}\n}\n`;
}
