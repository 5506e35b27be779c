import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { falcoEngine } from "../../src/engines/falco/index.ts";
import { sigmaEngine } from "../../src/engines/sigma/index.ts";
import { file as falcoFile } from "./falco/run.ts";
import { selection } from "./sigma/run.ts";

/** Only what the predicates below need; every part may be missing. */
interface Event {
  readonly verb?: string;
  readonly requestURI?: string;
  readonly user?: { readonly username?: string; readonly groups?: readonly string[] };
  readonly objectRef?: { readonly resource?: string; readonly namespace?: string };
  readonly responseStatus?: { readonly code?: number };
  readonly sourceIPs?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly requestObject?: { readonly spec?: { readonly containers?: readonly Container[] } };
}

interface Container {
  readonly image?: string;
  readonly securityContext?: { readonly privileged?: boolean };
}

const packed = readFileSync(new URL("../fixtures/gce/audit.jsonl.gz", import.meta.url));
const log = gunzipSync(packed)
  .toString("utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Event & Record<string, unknown>);

const DECISION = "authorization.k8s.io/decision";
const containers = (event: Event): readonly Container[] => event.requestObject?.spec?.containers ?? [];

/** A Falco condition, a Sigma selection, and the same in plain code. */
const ROWS: [name: string, falco: string, sigma: string, plain: (event: Event) => boolean][] = [
  [
    "a verb",
    "ka.verb in (create, delete)",
    "verb: [create, delete]",
    ({ verb }) => verb === "create" || verb === "delete",
  ],
  [
    "a code",
    "ka.response.code = 403",
    "responseStatus.code: 403",
    (event) => event.responseStatus?.code === 403,
  ],
  [
    "a decision",
    "ka.auth.decision = forbid",
    `annotations.${DECISION}: forbid`,
    (event) => event.annotations?.[DECISION] === "forbid",
  ],
  [
    "a group",
    "ka.user.groups intersects (system:masters)",
    "user.groups: system:masters",
    (event) => event.user?.groups?.includes("system:masters") ?? false,
  ],
  [
    "the beginning of a name",
    'ka.user.name startswith "system:serviceaccount:"',
    "user.username|startswith: 'system:serviceaccount:'",
    (event) => event.user?.username?.startsWith("system:serviceaccount:") ?? false,
  ],
  [
    "a regex",
    'ka.uri regex "(.|\\n)*[?&]command=(.|\\n)*"',
    "requestURI|re: '[?&]command='",
    ({ requestURI }) => /[?&]command=/.test(requestURI ?? ""),
  ],
  [
    "an address",
    "jevt.value[/sourceIPs/0] startswith 127. or jevt.value[/sourceIPs/1] startswith 127.",
    "sourceIPs|cidr: 127.0.0.0/8",
    (event) => event.sourceIPs?.some((ip) => ip.startsWith("127.")) ?? false,
  ],
  [
    "a privileged container",
    "ka.req.pod.containers.privileged intersects (true)",
    "requestObject.spec.containers.securityContext.privileged: true",
    (event) => containers(event).some((one) => one.securityContext?.privileged === true),
  ],
  [
    "a missing namespace",
    "not ka.target.namespace exists",
    "objectRef.namespace|exists: false",
    (event) => event.objectRef?.namespace === undefined,
  ],
];

function found(engine: Engine, text: string): readonly number[] {
  const { rules, problems } = engine.parse([{ file: "r.yaml", text }]);
  expect(problems).toEqual([]);
  return (rules[0]?.run(log) ?? []).flatMap(({ events }) => events);
}

describe("a real log gives what plain code gives", () => {
  it.each(ROWS)("%s", (_name, falco, sigma, plain) => {
    const expected = log.flatMap((event, i) => (plain(event) ? [i] : []));
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(log.length);
    expect(found(falcoEngine, falcoFile(falco))).toEqual(expected);
    expect(found(sigmaEngine, selection(sigma))).toEqual(expected);
  });
  it("both conditions on the same container", () => {
    const rule = (separate: boolean): string =>
      selection(
        separate
          ? "requestObject.spec.containers.securityContext.privileged: true\nrequestObject.spec.containers.image|contains: pause"
          : "requestObject.spec.containers[any]:\n  securityContext.privileged: true\n  image|contains: pause",
        "sigma-version: 3\n",
      );
    const same = log.flatMap((event, i) =>
      containers(event).some(
        (one) => one.securityContext?.privileged === true && one.image?.includes("pause"),
      )
        ? [i]
        : [],
    );
    expect(found(sigmaEngine, rule(false))).toEqual(same);
    expect(found(sigmaEngine, rule(true))).toEqual(expect.arrayContaining(same));
  });
});
