import { describe, expect, it } from "vitest";
import { matches } from "./run.ts";

const EVENT = {
  verb: "get",
  stage: "ResponseComplete",
  level: "RequestResponse",
  requestURI: "/api/v1/pods?a=b c",
  user: { username: "a:(b) *or* c", groups: ["system:masters-readonly", "Dev"], extra: { "x.io/id": ["7"] } },
  sourceIPs: ["10.1.2.3", "::1"],
  objectRef: { resource: "pods", name: 'p\\q"r', apiGroup: "", namespace: "kube system" },
  responseStatus: { code: 403, message: "User cannot list Pods" },
  annotations: { "authorization.k8s.io/decision": "forbid", "k8s.io/deprecated": "true" },
  stageTimestamp: "2026-01-02T10:00:00.500000Z",
  requestObject: {
    metadata: { name: "n" },
    spec: {
      hostPID: true,
      containers: [
        {
          image: "good",
          securityContext: { privileged: true, runAsUser: 0, capabilities: { add: ["SYS_ADMIN"] } },
        },
        { image: "evil/x", securityContext: { privileged: false } },
      ],
      volumes: [{ hostPath: { path: "/var/run" } }],
      initContainers: [{ image: "init" }],
    },
    rules: [
      { verbs: ["*"], resources: ["pods"] },
      { verbs: ["get"], resources: ["secrets"] },
    ],
  },
};
const A = "kubernetes.audit";
const S = `${A}.requestObject.spec`;

const ROWS: [string, boolean][] = [
  // equality, arrays and missing fields
  [`${A}.verb:get`, true],
  [`${A}.verb:"get"`, true],
  [`${A}.verb:GET`, false],
  [`${A}.verb:("list" or "get")`, true],
  [`${A}.verb:(list OR get)`, true],
  [`${A}.verb:(get and list)`, false],
  [`${A}.verb:(not list)`, true],
  [`${A}.verb: list or get`, true],
  [`${A}.verb: list or watch`, false],
  [`${A}.userAgent:x`, false],
  [`not ${A}.userAgent:x`, true],
  [`${A}.userAgent:*`, false],
  [`${A}.verb:*`, true],
  [`${A}.objectRef:*`, true],
  [`${A}.objectRef.apiGroup:""`, false],
  [`${A}.objectRef.apiGroup:*`, false],
  [`${S}.containers.securityContext.capabilities.add:SYS_ADMIN`, true],
  // precedence
  [`${A}.verb:list or ${A}.verb:get and not ${A}.stage:Panic`, true],
  [`(${A}.verb:list or ${A}.verb:get) and ${A}.stage:Panic`, false],
  [`not ${A}.verb:list and ${A}.verb:get`, true],
  [`NOT ${A}.verb:get Or ${A}.verb:get`, true],
  // wildcards and escapes
  [`${A}.requestURI:/api/v1/*`, true],
  [`${A}.requestURI:*a=b\\u0020c`, true],
  [`${A}.requestURI:*a=b c*`, true],
  [`${A}.requestURI:"/api/v1/*"`, false],
  [`${A}.requestURI:/api/v?/*`, false],
  [`${A}.user.username:"a:(b) *or* c"`, true],
  [`${A}.user.username:a\\:\\(b\\) \\*or\\* c`, true],
  [`${A}.user.username:*\\(b\\)\\u0020\\**`, true],
  [`${A}.user.username:*\\(B\\)*`, false],
  [`${A}.objectRef.name:"p\\\\q\\"r"`, true],
  [`${A}.objectRef.name:p\\\\q\\"r`, true],
  [`${A}.objectRef.namespace:kube system`, true],
  [`${A}.objectRef.namespace:\\u006bube\\u0020system`, true],
  ["kubernetes.audit.ver*:get", true],
  ["kubernetes.audit.ver*:list", false],
  ["*:*", true],
  ["", true],
  // types
  [`${A}.responseStatus.code:403`, true],
  [`${A}.responseStatus.code:"403"`, true],
  [`${A}.responseStatus.code >= 400 and ${A}.responseStatus.code < 500`, true],
  [`${A}.responseStatus.code > 403`, false],
  [`${S}.hostPID:true`, true],
  [`${S}.hostPID:"true"`, true],
  [`${S}.hostPID:false`, false],
  [`${S}.containers.securityContext.runAsUser:0`, true],
  [`${A}.verb > "a"`, true],
  [`${A}.verb > z`, false],
  ['source.ip:"10.0.0.0/8"', true],
  ["source.ip:10.1.2.3", true],
  ['source.ip:"11.0.0.0/8"', false],
  ['source.ip:"::1"', true],
  ["source.ip >= 10.1.0.0 and source.ip < 10.2.0.0", true],
  ['@timestamp > "2026-01-02"', false],
  ['@timestamp >= "2026-01-02"', true],
  ['@timestamp <= "2026-01-02"', true],
  ['@timestamp < "2026-01-02"', false],
  ['@timestamp:"2026-01-02"', true],
  ['@timestamp > "2026-01-02T09:59:59Z"', true],
  // text fields: too much matches, and a negation misses
  [`${A}.user.groups:"system:masters"`, true],
  [`not ${A}.user.groups:"system:masters"`, false],
  [`${A}.user.groups:dev`, true],
  [`${A}.user.groups:"masters readonly"`, false],
  [`${A}.user.groups:system\\:m*`, true],
  [`${A}.responseStatus.message:"cannot list"`, true],
  [`${A}.responseStatus.message:"list cannot"`, false],
  [`${A}.responseStatus.message:list delete`, true],
  // unmapped paths match nothing, their negation everything
  [`${S}.initContainers.image:init`, false],
  [`not ${S}.initContainers.image:init`, true],
  [`${A}.requestObject.metadata.name:n`, false],
  [`${A}.annotations.k8s_io/deprecated:"true"`, false],
  [`${A}.annotations.authorization_k8s_io/decision:"forbid"`, true],
  // flattened and dynamic
  [`${S}.volumes.hostPath.path:"/var/run"`, true],
  [`${S}.volumes.hostPath:"/var/run"`, true],
  [`${S}.volumes.hostPath.path:/var/*`, true],
  [`${S}.volumes.hostPath.type:*`, false],
  [`${A}.user.extra.x.io/id:7`, true],
  // another container is privileged: the same element is lost
  [`${S}.containers.securityContext.privileged:true and ${S}.containers.image:evil*`, true],
  // nested keeps it
  [`${A}.requestObject.rules:{ verbs:"*" and resources:"pods" }`, true],
  [`${A}.requestObject.rules:{ verbs:"*" and resources:"secrets" }`, false],
  [`${A}.requestObject.rules:{ verbs:* and not resources:pods }`, true],
  // values without a field
  ["forbid", true],
  ["nowhere", false],
  ["evil*", true],
  ["403", true],
  // ECS
  ["event.outcome:failure and event.action:get", true],
  ['data_stream.dataset:"kubernetes.audit_logs"', true],
];

describe("KQL on one event", () => {
  it.each(ROWS)("%s is %s", (query, expected) => expect(matches(query, EVENT)).toBe(expected));

  it("keywords over 1,024 characters are not indexed", () => {
    const query = `${A}.requestURI:*exec*`;
    const uri = (length: number): string => "/exec".padEnd(length, "x");
    expect([1024, 1025].map((n) => matches(query, { requestURI: uri(n) }))).toEqual([true, false]);
    expect(matches(`not ${query}`, { requestURI: uri(1025) })).toBe(true);
  });
  it("source.ip is absent when one address is none", () => {
    expect(matches("source.ip:*", { sourceIPs: ["10.0.0.1", "host"] })).toBe(false);
    expect(matches(`${A}.sourceIPs:10.0.0.1`, { sourceIPs: ["10.0.0.1", "host"] })).toBe(true);
  });
  it("never throws on odd events", () => {
    const odd = [
      {},
      { verb: {} },
      { user: "x", objectRef: [1], annotations: 5 },
      { requestObject: [{ path: "/a" }] },
    ];
    const query = `${A}.verb:get or ${A}.user.username:a* or ${A}.requestObject.rules:{verbs:get}`;
    expect(odd.map((event) => matches(query, event))).toEqual([false, false, false, false]);
  });
  it("quotes any text exactly", () => {
    for (const text of ["a\\", '"', "*", "not x", " or ", "\\u0041", "{}", "a\nb", "\t", "ü€"]) {
      const quoted = `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
      expect([matches(`${A}.verb:${quoted}`, { verb: text }), text]).toEqual([true, text]);
      expect(matches(`${A}.verb:${quoted}`, { verb: `${text}x` })).toBe(false);
    }
  });
});
