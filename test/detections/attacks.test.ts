import { describe, expect, test } from "vitest";
import { SEVERITIES } from "../../src/load/definition.ts";
import { shippedPack } from "../pack.ts";
import { type LabelledRequest, labelledRequests } from "./labelled-logs.ts";

/** Scenarios of which every attack request must alert where the log holds the evidence. */
const WATCHED =
  /^(?:exec\/|attach|portforward|ephemeral-container|secrets\/(?:get-one|list-|watch)|rbac\/(?:clusterrolebinding-cluster-admin|binding-anonymous)|pod\/(?:privileged|host)|workload\/patch-to-privileged|anonymous\/|auth\/invalid|serviceaccount\/token-request|impersonation)/;

/** Requests that do not alert, with the reason (docs/noise.md names them). */
const EXCEPTIONS: readonly (readonly [string, (request: LabelledRequest) => boolean])[] = [
  [
    "health checks and the version are public",
    (r) => /^\/(?:livez|readyz|healthz|version)/.test(r.event.requestURI),
  ],
  ["cluster-info is published by kubeadm", (r) => r.event.requestURI.includes("/configmaps/cluster-info")],
  [
    "the path does not exist: 404, 405 or 422, nothing happened",
    (r) => r.codes.every((code) => [404, 405, 422].includes(code)),
  ],
  ["the API server failed: 500", (r) => r.codes.every((code) => code === 500)],
  [
    "a claim shows no host path: the volume it names does, and alerts",
    (r) => r.event.objectRef?.resource === "persistentvolumeclaims",
  ],
  ["a list of Helm's own records alone", (r) => r.event.requestURI.includes("owner%3Dhelm")],
];

const gce = labelledRequests("gce");
const metadata = labelledRequests("metadata");
const rank = new Map(
  shippedPack().rules.map((rule) => [rule.definition.id, SEVERITIES.indexOf(rule.definition.severity)]),
);

function share(requests: readonly LabelledRequest[], alerts: (request: LabelledRequest) => boolean): number {
  return requests.filter(alerts).length / requests.length;
}

const any = (request: LabelledRequest): boolean => request.alerts.size > 0;
const medium = (request: LabelledRequest): boolean =>
  [...request.alerts.keys()].some((id) => (rank.get(id) ?? 0) >= 2);
const succeeded = (request: LabelledRequest): boolean =>
  request.kind === "attack" && request.codes.every((code) => code < 400);

describe("attacks in real logs", () => {
  test("each watched attack alerts, or is a named exception", () => {
    const silent = gce.filter((one) => one.kind === "attack" && WATCHED.test(one.scenario) && !any(one));
    const unexplained = silent.filter((one) => !EXCEPTIONS.some(([, excuses]) => excuses(one)));
    expect(
      unexplained.map((one) => `${one.scenario} ${one.auditID} ${one.event.verb} ${one.event.requestURI}`),
    ).toEqual([]);
  });

  test.each([
    ["gce", gce],
    ["metadata", metadata],
  ] as const)("%s: each request alerts once per rule", (_, requests) => {
    const doubles = requests.flatMap((one) =>
      [...one.alerts].filter(([, count]) => count > 1).map(([id]) => `${id} ${one.auditID}`),
    );
    expect(doubles).toEqual([]);
  });

  test.each([
    ["gce", gce, 0.99],
    // At level Metadata some attacks leave no evidence: no body is logged.
    ["metadata", metadata, 0.985],
  ] as const)("%s: bounds on what is found and on noise", (_, requests, found) => {
    const attacks = requests.filter(succeeded);
    const benign = requests.filter((one) => one.kind === "benign");
    expect(share(attacks, any)).toBeGreaterThanOrEqual(found);
    expect(share(attacks, medium)).toBeGreaterThanOrEqual(0.75);
    expect(share(benign, any) * 1000).toBeLessThanOrEqual(100);
    expect(share(benign, medium) * 1000).toBeLessThanOrEqual(10);
  });
});
