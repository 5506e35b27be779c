import type { AuditEvent } from "../engine.ts";
import type { FieldDefinition } from "./field.ts";
import { property, textOf } from "./json-text.ts";
import { allTexts, presentTexts, valuesAt } from "./values-at.ts";

type Texts = readonly string[] | undefined;
type ReadList = (event: AuditEvent, index: number | undefined) => Texts;

/** The three families of `ka.req.pod.*` (k8saudit 0.18): each reads its own list of `requestObject.spec` only. */
const FAMILIES = ["containers", "initContainers", "ephemeralContainers"];

const SKIPPING: Readonly<Record<string, readonly string[]>> = {
  privileged: ["securityContext", "privileged"],
  allow_privilege_escalation: ["securityContext", "allowPrivilegeEscalation"],
  read_only_fs: ["securityContext", "readOnlyRootFilesystem"],
  run_as_user: ["securityContext", "runAsUser"],
  run_as_group: ["securityContext", "runAsGroup"],
  proc_mount: ["securityContext", "procMount"],
  add_capabilities: ["securityContext", "capabilities", "add"],
};

function hostPorts(ports: readonly unknown[] | undefined): Texts {
  const texts: string[] = [];
  for (const list of ports ?? []) {
    if (list === undefined) continue;
    if (!Array.isArray(list)) return undefined;
    for (const port of list) {
      const text = textOf(property(port, "hostPort") ?? property(port, "containerPort"));
      if (text !== undefined) texts.push(text);
    }
  }
  return ports && texts;
}

/** The plugin looks for the user in places where no pod has it, so that this is "0" for every real container. */
function effective(key: string, family: string): ReadList {
  return (event, index) => {
    const own = valuesAt(event, ["requestObject", "spec", family, key], index);
    const pod = textOf(property(property(property(event, "requestObject"), "spec"), key)) ?? "0";
    return own?.map((value) => textOf(value) ?? pod);
  };
}

function repository(image: string): string {
  return image.split(":")[0]?.split("@")[0] ?? "";
}

function family(name: string): [string, ReadList][] {
  const at = (keys: readonly string[]) => {
    const path = ["requestObject", "spec", name, ...keys];
    return (event: AuditEvent, index: number | undefined) => valuesAt(event, path, index);
  };
  const image: ReadList = (event, index) => allTexts(at(["image"])(event, index));
  return [
    ["name", (event, index) => allTexts(at(["name"])(event, index))],
    ["image", image],
    ["image.repository", (event, index) => image(event, index)?.map(repository)],
    ["host_port", (event, index) => hostPorts(at(["ports"])(event, index))],
    ["eff_run_as_user", effective("runAsUser", name)],
    ["eff_run_as_group", effective("runAsGroup", name)],
    ...Object.entries(SKIPPING).map(([key, keys]): [string, ReadList] => {
      const read = at(keys);
      return [key, (event, index) => presentTexts(read(event, index))];
    }),
  ];
}

/** `ka.req.pod.{containers,initContainers,ephemeralContainers}.*`. */
export const CONTAINER_FIELDS: readonly FieldDefinition[] = FAMILIES.flatMap((name) =>
  family(name).map(([key, read]) => ({ name: `ka.req.pod.${name}.${key}`, arg: "index", list: read })),
);

/** The first container, for the fields from before there were lists. */
export const OLD_CONTAINER_FIELDS: readonly FieldDefinition[] = [
  ...["image", "image.repository"].map((key): FieldDefinition => {
    const read = new Map(family("containers")).get(key);
    return { name: `ka.req.container.${key}`, arg: "none", scalar: (event) => read?.(event, 0)?.[0] };
  }),
  {
    name: "ka.req.container.privileged",
    arg: "none",
    scalar: (event) => {
      const values = valuesAt(
        event,
        ["requestObject", "spec", "containers", "securityContext", "privileged"],
        undefined,
      );
      return values && String(values.includes(true));
    },
  },
];
