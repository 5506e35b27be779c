import type { AuditEvent } from "../engine.ts";
import type { FieldDefinition } from "./field.ts";
import { CONTAINER_FIELDS, OLD_CONTAINER_FIELDS } from "./fields-containers.ts";
import { JSON_FIELDS } from "./fields-json.ts";
import { property, textOf } from "./json-text.ts";
import { uriParameter } from "./uri-parameter.ts";
import { presentTexts, valuesAt } from "./values-at.ts";

const SCALARS: Readonly<Record<string, readonly string[]>> = {
  auditid: ["auditID"],
  stage: ["stage"],
  "auth.decision": ["annotations", "authorization.k8s.io/decision"],
  "auth.reason": ["annotations", "authorization.k8s.io/reason"],
  "user.name": ["user", "username"],
  "impuser.name": ["impersonatedUser", "username"],
  verb: ["verb"],
  uri: ["requestURI"],
  "target.name": ["objectRef", "name"],
  "target.namespace": ["objectRef", "namespace"],
  "target.resource": ["objectRef", "resource"],
  "target.subresource": ["objectRef", "subresource"],
  "req.binding.role": ["requestObject", "roleRef", "name"],
  "req.configmap.name": ["objectRef", "name"],
  "req.configmap.obj": ["requestObject", "data"],
  "req.pod.host_ipc": ["requestObject", "spec", "hostIPC"],
  "req.pod.host_network": ["requestObject", "spec", "hostNetwork"],
  "req.container.host_network": ["requestObject", "spec", "hostNetwork"],
  "req.pod.host_pid": ["requestObject", "spec", "hostPID"],
  "req.pod.run_as_user": ["requestObject", "spec", "securityContext", "runAsUser"],
  "req.pod.run_as_group": ["requestObject", "spec", "securityContext", "runAsGroup"],
  "req.pod.fs_group": ["requestObject", "spec", "securityContext", "fsGroup"],
  "req.service.type": ["requestObject", "spec", "type"],
  "resp.name": ["responseObject", "metadata", "name"],
  "response.code": ["responseStatus", "code"],
  "response.reason": ["responseStatus", "reason"],
  useragent: ["userAgent"],
};

const LISTS: Readonly<Record<string, readonly string[]>> = {
  "user.groups": ["user", "groups"],
  "req.binding.subjects": ["requestObject", "subjects"],
  "req.role.rules": ["requestObject", "rules"],
  "req.pod.supplemental_groups": ["requestObject", "spec", "securityContext", "supplementalGroups"],
};

const INDEXED: Readonly<Record<string, readonly string[]>> = {
  "req.service.ports": ["requestObject", "spec", "ports"],
  "req.pod.volumes.hostpath": ["requestObject", "spec", "volumes", "hostPath", "path"],
  "req.pod.volumes.flexvolume_driver": ["requestObject", "spec", "volumes", "flexVolume", "driver"],
};

function follow(event: unknown, path: readonly string[]): unknown {
  let value = event;
  for (const key of path) value = Array.isArray(value) ? undefined : property(value, key);
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The names of a binding's subjects of one kind. */
function subjects(kind: string, name: (subject: Record<string, unknown>) => unknown) {
  return (event: AuditEvent): readonly string[] | undefined => {
    const list = follow(event, ["requestObject", "subjects"]);
    if (!Array.isArray(list)) return undefined;
    return presentTexts(list.map((one) => (isRecord(one) && one["kind"] === kind ? name(one) : undefined)));
  };
}

/** All texts of one key of all rules of a role: which verb belongs to which resource is lost. */
function rules(key: string): FieldDefinition {
  return {
    name: `ka.req.role.rules.${key}`,
    arg: "index",
    list: (event, index) =>
      presentTexts(
        valuesAt(event, ["requestObject", "rules", key], index)?.flatMap((one) =>
          Array.isArray(one) ? one : [],
        ),
      ),
  };
}

const SUBJECTS: readonly FieldDefinition[] = [
  { name: "user_names", list: subjects("User", (one) => one["name"]) },
  { name: "group_names", list: subjects("Group", (one) => one["name"]) },
  { name: "serviceaccount_names", list: subjects("ServiceAccount", (one) => one["name"]) },
  {
    name: "serviceaccount_ns_names",
    list: subjects("ServiceAccount", ({ namespace, name }) =>
      typeof namespace === "string" && typeof name === "string" ? `${namespace}:${name}` : undefined,
    ),
  },
].map(({ name, list }) => ({ name: `ka.req.binding.subjects.${name}`, arg: "none", list }));

const SPECIAL: readonly FieldDefinition[] = [
  {
    name: "ka.uri.param",
    arg: "key",
    scalar: (event, key) => uriParameter(textOf(event["requestURI"]), key),
  },
  {
    name: "ka.target.pod.name",
    arg: "none",
    scalar: (event) =>
      follow(event, ["objectRef", "resource"]) === "pods"
        ? textOf(follow(event, ["responseObject", "metadata", "name"]))
        : undefined,
  },
  { name: "ka.req.binding.subject.has_name", arg: "key", scalar: () => "true" },
  // The plugin looks for the addresses inside a role's rules, so that this field never has a value.
  { name: "ka.sourceips", arg: "index", list: () => undefined },
  ...["apiGroups", "resources", "verbs", "nonResourceURLs"].map(rules),
  {
    name: "ka.req.pod.volumes.volume_type",
    arg: "index",
    list: (event, index) => {
      const volumes = valuesAt(event, ["requestObject", "spec", "volumes"], index);
      const chosen =
        index === undefined ? volumes?.flat() : volumes?.map((one) => property(one, String(index)));
      return chosen?.flatMap((one) =>
        isRecord(one) ? Object.keys(one).filter((key) => key !== "name") : [],
      );
    },
  },
  { name: "ka.req.volume.hostpath", arg: "key", scalar: oldHostPath },
];

/** "true" or "false": a volume of this path; a key that ends in `*` is a prefix. */
function oldHostPath(event: AuditEvent, key: string): string | undefined {
  const paths = presentTexts(valuesAt(event, INDEXED["req.pod.volumes.hostpath"] ?? [], undefined));
  const prefix = key.endsWith("*") ? key.slice(0, -1) : undefined;
  return (
    paths && String(paths.some((path) => path === key || (prefix !== undefined && path.startsWith(prefix))))
  );
}

const KUBERNETES: readonly FieldDefinition[] = [
  ...Object.entries(SCALARS).map(
    ([name, path]): FieldDefinition => ({
      name: `ka.${name}`,
      arg: "none",
      scalar: (event) => textOf(follow(event, path)),
    }),
  ),
  ...Object.entries(LISTS).map(
    ([name, path]): FieldDefinition => ({
      name: `ka.${name}`,
      arg: "none",
      list: (event) => {
        const value = follow(event, path);
        return Array.isArray(value) ? presentTexts(value) : undefined;
      },
    }),
  ),
  ...Object.entries(INDEXED).map(
    ([name, path]): FieldDefinition => ({
      name: `ka.${name}`,
      arg: "index",
      list: (event, index) => presentTexts(valuesAt(event, path, index)),
    }),
  ),
  ...SUBJECTS,
  ...SPECIAL,
  ...CONTAINER_FIELDS,
  ...OLD_CONTAINER_FIELDS,
];

/** An event without `auditID` has none of the `ka.*` fields. */
function guarded(field: FieldDefinition): FieldDefinition {
  const known = (event: AuditEvent): boolean =>
    Object.hasOwn(event, "auditID") && event["auditID"] !== undefined;
  if ("list" in field)
    return { ...field, list: (event, index) => (known(event) ? field.list(event, index) : undefined) };
  return { ...field, scalar: (event, key) => (known(event) ? field.scalar(event, key) : undefined) };
}

/** All fields that a condition can name: plugin k8saudit 0.18.0 (`extract.go`) and plugin json 0.7.4. */
export const FIELDS: ReadonlyMap<string, FieldDefinition> = new Map(
  [...KUBERNETES.map(guarded), ...JSON_FIELDS].map((field) => [field.name, field]),
);

const COMMANDS = ["containers", "initContainers", "ephemeralContainers"].flatMap((family) => [
  `ka.req.pod.${family}.command`,
  `ka.req.pod.${family}.args`,
]);

/** Fields that Falco has and this interpreter refuses, each with the reason. */
export const REFUSED_FIELDS: ReadonlyMap<string, string> = new Map([
  ...COMMANDS.map((name): [string, string] => [
    name,
    "how the plugin writes a command as text is not documented",
  ]),
  ["ka.cluster.name", "it comes from the plugin's configuration, not from the event"],
  ["ka.auth.openshift.decision", "it belongs to OpenShift, whose annotations are not modelled"],
  ["ka.auth.openshift.username", "it belongs to OpenShift, whose annotations are not modelled"],
  ["ka.validations.admission.policy.failure", "which annotation it reads is not documented"],
  ["ka.security.pod.violations", "which annotation it reads is not documented"],
  ...["jevt.obj", "json.obj"].map((name): [string, string] => [
    name,
    "the text of the whole event is not modelled",
  ]),
  ...["jevt.time", "jevt.time.iso8601", "json.time", "json.time.iso8601"].map((name): [string, string] => [
    name,
    "the plugin's own format of the time is not modelled",
  ]),
]);
