// Writes src/audit/kubernetes-types.generated.json from the models of @kubernetes/client-node, which carry the
// types of Kubernetes' API. Run: npm run catalogue. The output depends on the installed version alone.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** The kinds that rules speak of: all that hold pods, RBAC, admission, networking, identity and storage. */
const KINDS = `APIService Binding CertificateSigningRequest ClusterRole ClusterRoleBinding ConfigMap CronJob
  CustomResourceDefinition DaemonSet Deployment EndpointSlice Endpoints Eviction Ingress Job Lease LimitRange
  MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration Namespace NetworkPolicy Node
  PersistentVolume PersistentVolumeClaim Pod PodTemplate PriorityClass ReplicaSet ReplicationController
  ResourceQuota Role RoleBinding Scale Secret SelfSubjectAccessReview SelfSubjectRulesReview Service ServiceAccount
  StatefulSet Status SubjectAccessReview TokenReview ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding
  ValidatingWebhookConfiguration`.split(/\s+/);

/** Kinds whose model has another name than V1<Kind>. */
const RENAMED = { Event: "CoreV1Event", TokenRequest: "AuthenticationV1TokenRequest" };

/** Fields whose map values are quantities (`cpu: 500m`), or whose content is free-form. */
const FREE_FORM = new Set(["managedFields", "fieldsV1"]);

const main = createRequire(import.meta.url).resolve("@kubernetes/client-node");
const models = join(dirname(main), "gen", "models");
const root = main.slice(0, main.lastIndexOf("client-node") + "client-node".length);
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const types = {};

function shortName(model) {
  return model.replace(/^(?:Authentication|Core|Discovery|Rbac|Admissionregistration)?V1/, "");
}

async function addType(model) {
  const name = shortName(model);
  if (types[name] !== undefined) return name;
  types[name] = {};
  const loaded = await import(pathToFileURL(join(models, `${model}.js`)).href);
  for (const { baseName, type, format } of loaded[model].getAttributeTypeMap()) {
    types[name][baseName] = FREE_FORM.has(baseName) ? "object" : await expression(type, format);
  }
  return name;
}

async function expression(type, format) {
  const list = /^Array<(.*)>$/.exec(type);
  if (list) return `[]${await expression(list[1], format)}`;
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map) return `map<${await expression(map[1], format)}>`;
  if (type === "string") return format === "byte" ? "bytes" : "string";
  if (type === "number") return format === "double" ? "number" : "integer";
  if (type === "Date" || type === "V1MicroTime") return "timestamp";
  if (type === "IntOrString") return "int-or-string";
  if (type === "boolean") return "boolean";
  return type === "any" ? "object" : addType(type);
}

function sorted(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const kinds = {};
for (const kind of KINDS) kinds[kind] = await addType(`V1${kind}`);
for (const [kind, model] of Object.entries(RENAMED)) kinds[kind] = await addType(model);
const table = {
  source: `@kubernetes/client-node ${version}`,
  kinds: sorted(kinds),
  types: sorted(Object.fromEntries(Object.entries(types).map(([name, fields]) => [name, sorted(fields)]))),
};
const output = new URL("../src/audit/kubernetes-types.generated.json", import.meta.url);
writeFileSync(output, `${JSON.stringify(table, null, 1)}\n`);
