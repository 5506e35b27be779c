import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fieldOfType, kubernetesTypes } from "../../src/audit/kubernetes-types.ts";
import { kubernetesTypeTable, printTypeTable } from "../../src/tools/kubernetes-types.ts";
import { loadClientModels } from "../../src/tools/load-client-models.ts";

const COMMITTED = new URL("../../src/audit/kubernetes-types.generated.json", import.meta.url);
const CLIENT = new URL("../../node_modules/@kubernetes/client-node/package.json", import.meta.url);

describe("the generated types of Kubernetes", () => {
  it.each([
    ["Container", "securityContext", "SecurityContext"],
    ["SecurityContext", "privileged", "boolean"],
    ["SecurityContext", "runAsUser", "integer"],
    ["SecurityContext", "capabilities", "Capabilities"],
    ["Capabilities", "add", "[]string"],
    ["PodSpec", "containers", "[]Container"],
    ["PodSpec", "ephemeralContainers", "[]EphemeralContainer"],
    ["PodSpec", "hostNetwork", "boolean"],
    ["PodSpec", "nodeSelector", "map<string>"],
    ["PolicyRule", "verbs", "[]string"],
    ["RoleBinding", "subjects", "[]Subject"],
    ["RoleBinding", "roleRef", "RoleRef"],
    ["Subject", "apiGroup", "string"],
    ["ObjectMeta", "annotations", "map<string>"],
    ["ObjectMeta", "creationTimestamp", "timestamp"],
    ["ObjectMeta", "managedFields", "[]object"],
    ["ServiceSpec", "ports", "[]ServicePort"],
    ["ServicePort", "targetPort", "int-or-string"],
    ["Secret", "data", "map<bytes>"],
    ["ConfigMap", "data", "map<string>"],
    ["ResourceRequirements", "limits", "map<quantity>"],
    ["UserInfo", "extra", "map<[]string>"],
    ["JobSpec", "template", "PodTemplateSpec"],
    ["CertificateSigningRequestSpec", "request", "bytes"],
    ["JSONSchemaProps", "properties", "map<JSONSchemaProps>"],
  ])("%s.%s is %s", (type, field, expected) => {
    expect(fieldOfType(type, field)).toBe(expected);
  });

  it("keeps the API group's name where two types of one name differ", () => {
    expect(fieldOfType("APIServiceSpec", "service")).toBe("ServiceReference");
    expect(fieldOfType("WebhookClientConfig", "service")).toBe("AdmissionregistrationServiceReference");
  });

  it("names no type that it does not hold", () => {
    const { kinds, types } = kubernetesTypes();
    const named = Object.values(types).flatMap((fields) => Object.values(fields));
    const names = named.map((type) => type.replace(/^(?:\[\]|map<)*/, "").replace(/>+$/, ""));
    const missing = [...names, ...Object.values(kinds)].filter(
      (name) => /^[A-Z]/.test(name) && !Object.hasOwn(types, name),
    );
    expect(missing).toEqual([]);
  });

  it.skipIf(!existsSync(CLIENT))("is what the generator writes (needs @kubernetes/client-node)", async () => {
    const { models, source } = await loadClientModels();
    expect(printTypeTable(kubernetesTypeTable(models, source))).toBe(readFileSync(COMMITTED, "utf8"));
  });
});
