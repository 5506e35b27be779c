import { lookup, lookupInType } from "./catalogue.ts";
import type { FieldPath } from "./field-path.ts";

/**
 * The virtual paths: names for shapes that rules forget. Each is a documented union of real paths.
 *
 * `always` paths are read on every request. `patched` paths are read only when the request body is a JSON
 * patch, whose operations do not show the object: then responseObject does, at level RequestResponse.
 * Blind spot: a JSON patch logged below RequestResponse.
 */
export interface Union {
  readonly always: readonly FieldPath[];
  readonly patched: readonly FieldPath[];
}

/** Where a pod specification lies: pods; workload templates; cron jobs; pod templates. */
const POD_SPECS: readonly (readonly string[])[] = [
  ["spec"],
  ["spec", "template", "spec"],
  ["spec", "jobTemplate", "spec", "template", "spec"],
  ["template", "spec"],
];
const POD_METADATA: readonly (readonly string[])[] = [
  ["metadata"],
  ["spec", "template", "metadata"],
  ["spec", "jobTemplate", "spec", "template", "metadata"],
  ["template", "metadata"],
];
const CONTAINERS = ["containers", "initContainers", "ephemeralContainers"] as const;

function inBodies(
  prefixes: readonly (readonly string[])[],
  typeName: string,
  keys: readonly string[],
): Union | undefined {
  const paths = (body: string): FieldPath[] =>
    prefixes.flatMap((prefix) => lookupInType([body, ...prefix], typeName, keys) ?? []);
  const always = paths("requestObject");
  return always.length === 0 ? undefined : { always, patched: paths("responseObject") };
}

function containers(keys: readonly string[]): Union | undefined {
  const unions = CONTAINERS.map((kind) => inBodies(POD_SPECS, "PodSpec", [kind, ...keys]));
  const found = unions.filter((union) => union !== undefined);
  if (found.length === 0) return undefined;
  return {
    always: found.flatMap((union) => union.always),
    patched: found.flatMap((union) => union.patched),
  };
}

function body(field: string, keys: readonly string[], mode: "patched" | "always"): Union | undefined {
  const inBody = (name: string): FieldPath[] => lookup([name, field, ...keys]).filter(ofRbac);
  const request = inBody("requestObject");
  if (request.length === 0) return undefined;
  const response = inBody("responseObject");
  return mode === "patched"
    ? { always: request, patched: response }
    : { always: [...request, ...response], patched: [] };
}

/** `rules` and `subjects` also name fields of other kinds; RBAC's are lists of these types. */
function ofRbac(field: FieldPath): boolean {
  return field.segments[1]?.key === "roleRef" || field.segments[1]?.list === true;
}

/** All virtual roots, with what they stand for (docs/language.md shows this table). */
export const virtualPaths: Readonly<
  Record<string, { readonly doc: string; readonly resolve: (keys: readonly string[]) => Union | undefined }>
> = {
  "pod.spec": {
    doc: "the pod specification of any workload: spec, spec.template.spec, spec.jobTemplate.spec.template.spec, template.spec",
    resolve: (keys) => (keys.length === 0 ? undefined : inBodies(POD_SPECS, "PodSpec", keys)),
  },
  "pod.metadata": {
    doc: "labels and annotations of the object and of its pod template",
    resolve: (keys) => (keys.length === 0 ? undefined : inBodies(POD_METADATA, "ObjectMeta", keys)),
  },
  "pod.containers": {
    doc: "containers, initContainers and ephemeralContainers of any workload",
    resolve: containers,
  },
  "rbac.rules": {
    doc: "the rules of a role or cluster role",
    resolve: (keys) => body("rules", keys, "patched"),
  },
  "rbac.subjects": {
    doc: "the subjects of a role binding or cluster role binding",
    resolve: (keys) => body("subjects", keys, "patched"),
  },
  "rbac.roleRef": {
    doc: "the role that a binding refers to; a patch does not repeat it, so the response is read too",
    resolve: (keys) => (keys.length === 0 ? undefined : body("roleRef", keys, "always")),
  },
  "exec.command": {
    doc: "the command of exec, decoded from requestURI, one value for each argument",
    resolve: (keys) => {
      const [uri] = lookup(["requestURI"]);
      if (keys.length > 0 || uri === undefined) return undefined;
      return { always: [{ ...uri, derive: "command" }], patched: [] };
    },
  },
  "client.ip": {
    doc: "the last source address, the only one the API server saw itself",
    resolve: (keys) => {
      const [ips] = lookup(["sourceIPs"]);
      if (keys.length > 0 || ips === undefined) return undefined;
      return { always: [{ ...ips, derive: "last" }], patched: [] };
    },
  },
};

/** Resolves a path that begins with a virtual root; undefined when it does not, or the rest is unknown. */
export function resolveVirtual(keys: readonly string[]): Union | undefined {
  const name = keys.slice(0, 2).join(".");
  if (!Object.hasOwn(virtualPaths, name)) return undefined;
  return virtualPaths[name]?.resolve(keys.slice(2));
}
