import { describe, expect, it } from "vitest";
import { event, matches, problem } from "./run.ts";

type Row = [condition: string, parts: Record<string, unknown>, expected: boolean];

const pod = (...containers: unknown[]): Record<string, unknown> => ({
  requestObject: { spec: { containers } },
});
const groups = (...names: unknown[]): Record<string, unknown> => ({ user: { groups: names } });
const named = (username: unknown): Record<string, unknown> => ({ user: { username } });
const code = (value: unknown): Record<string, unknown> => ({ responseStatus: { code: value } });
const privileged = (value: unknown): unknown => ({
  name: "c",
  image: "x",
  securityContext: { privileged: value },
});

const MISSING: Row[] = [
  ["ka.verb = get", {}, false],
  ["ka.verb != get", {}, false],
  ["not ka.verb = get", {}, true],
  ["not ka.verb in (get, list)", {}, true],
  ["ka.verb startswith g", {}, false],
  ["ka.verb contains ''", {}, false],
  ["ka.verb exists", {}, false],
  ["not ka.user.groups intersects (a)", {}, true],
  ["ka.user.groups in (a)", {}, false],
  ["ka.user.groups in (a)", groups(), false],
  ["ka.user.groups exists", groups(), false],
  ["ka.verb exists", { verb: null }, true],
  ["ka.verb = null", { verb: null }, true],
  ["ka.verb exists", { verb: "" }, true],
  ['ka.verb = ""', { verb: "" }, true],
];

const LISTS: Row[] = [
  ["ka.user.groups in (a, b)", groups("a", "b"), true],
  ["ka.user.groups in (a, b)", groups("a", "c"), false],
  ["ka.user.groups intersects (b, x)", groups("a", "b"), true],
  ["ka.user.groups intersects (x)", groups("a", "b"), false],
  ["ka.user.groups exists", groups("a"), true],
  ["ka.user.groups in (a)", { user: { groups: "a" } }, false],
  ["tolower(ka.user.groups) in (a)", groups("A"), false],
  ["tolower(ka.user.groups) intersects (a)", groups("a"), false],
  ["len(ka.user.groups) > 1", groups("a", "b"), true],
  ["len(ka.user.groups) > 1", groups("a"), false],
  ["len(ka.user.groups) > 1", {}, false],
  ["len(ka.user.groups) > 9", groups(..."abcdefghij"), true],
  ["ka.verb intersects (get)", { verb: "get" }, true],
  [
    "ka.req.role.rules.verbs[1] intersects (get)",
    { requestObject: { rules: [{ verbs: ["x"] }, { verbs: ["get"] }] } },
    true,
  ],
  [
    "ka.req.role.rules.verbs[0] intersects (get)",
    { requestObject: { rules: [{ verbs: ["x"] }, { verbs: ["get"] }] } },
    false,
  ],
  [
    "ka.req.role.rules.verbs in (x, get)",
    { requestObject: { rules: [{ verbs: ["x"] }, { verbs: ["get"] }] } },
    true,
  ],
];

const IDIOMS: Row[] = [
  ['join("\\n",ka.user.groups) contains ste', groups("a", "system:x"), true],
  ['join("\\n",ka.user.groups) contains ste', {}, false],
  ['concat("\\n",join("\\n",ka.user.groups)) contains "\\nsys"', groups("a", "system:x"), true],
  ['concat("\\n",join("\\n",ka.user.groups)) contains "\\nys"', groups("a", "system:x"), false],
  ['concat(join("\\n",ka.user.groups),"\\n") contains "m:x\\n"', groups("system:x", "b"), true],
  ['concat("\\n",join("\\n",ka.user.groups),"\\n") icontains "\\nsystem:X\\n"', groups("SYSTEM:x"), true],
  ['join("\\n",ka.user.groups) regex "((.|\\n)*\\n)?s[a-z]+(\\n(.|\\n)*)?"', groups("1", "sys", "2"), true],
  ['join("\\n",ka.user.groups) regex "((.|\\n)*\\n)?s[a-z]+(\\n(.|\\n)*)?"', groups("1", "xsys", "2"), false],
  ["ka.sourceips exists", { sourceIPs: ["1.2.3.4"] }, false],
  ["jevt.value[/sourceIPs/0] = 1.2.3.4", { sourceIPs: ["1.2.3.4"] }, true],
  ['jevt.value[/sourceIPs] contains "\\"1.2.3.4\\""', { sourceIPs: ["1.2.3.4"] }, true],
];

const caps = pod({ securityContext: { capabilities: { add: ["SYS_ADMIN", "X"] } } });
const PODS: Row[] = [
  ["ka.req.pod.containers.add_capabilities intersects (SYS_ADMIN)", caps, false],
  ['join("|",ka.req.pod.containers.add_capabilities) contains "\\"SYS_ADMIN\\""', caps, true],
  ["ka.req.pod.containers.privileged intersects (true)", pod(privileged(false), privileged(true)), true],
  ["ka.req.pod.containers.privileged in (true)", pod({ name: "a" }, privileged(true)), true],
  ["ka.req.pod.containers.privileged[0] in (true)", pod(privileged(false), privileged(true)), false],
  ["ka.req.pod.containers.privileged[1] in (true)", pod(privileged(false), privileged(true)), true],
  ["ka.req.pod.containers.privileged[7] exists", pod(privileged(false)), false],
  ["ka.req.pod.initContainers.privileged exists", pod(privileged(true)), false],
  [
    "ka.req.pod.initContainers.privileged in (true)",
    { requestObject: { spec: { initContainers: [privileged(true)] } } },
    true,
  ],
  [
    "ka.req.pod.ephemeralContainers.image intersects (x)",
    { requestObject: { spec: { ephemeralContainers: [privileged(true)] } } },
    true,
  ],
  [
    "ka.req.pod.containers.privileged exists",
    { requestObject: { spec: { template: { spec: pod(privileged(true)) } } } },
    false,
  ],
  ["ka.req.pod.containers.image intersects (x)", pod(privileged(true), { name: "none" }), false],
  ["ka.req.pod.containers.name exists", pod({ name: "a" }, {}), false],
  ["ka.req.pod.containers.image.repository in (host)", pod({ image: "host:5000/app:1" }), true],
  ["ka.req.pod.containers.image.repository in (a/b)", pod({ image: "a/b@sha256" }), true],
  ["ka.req.pod.containers.eff_run_as_user in (0)", pod({ securityContext: { runAsUser: 5 } }, {}), true],
  ["ka.req.pod.containers.run_as_user in (5)", pod({ securityContext: { runAsUser: 5 } }, {}), true],
  [
    "ka.req.pod.containers.host_port intersects (80)",
    pod({ ports: [{ hostPort: 80 }, { containerPort: 81 }] }),
    true,
  ],
  [
    "ka.req.pod.containers.host_port intersects (81)",
    pod({ ports: [{ hostPort: 80 }, { containerPort: 81 }] }),
    true,
  ],
  [
    "ka.req.pod.volumes.hostpath intersects (/etc)",
    { requestObject: { spec: { volumes: [{}, { hostPath: { path: "/etc" } }] } } },
    true,
  ],
  [
    "ka.req.pod.volumes.volume_type intersects (hostPath)",
    { requestObject: { spec: { volumes: [{ name: "a", hostPath: {} }] } } },
    true,
  ],
  ["ka.req.pod.host_network intersects (true)", { requestObject: { spec: { hostNetwork: true } } }, true],
];

const TEMPLATE = (container: unknown): Record<string, unknown> => ({
  requestObject: { spec: { template: { spec: { containers: [container] } } } },
});
const LEAF = 'jevt.value[/requestObject/spec/template/spec] contains "\\"privileged\\":true"';
const JSON_ROWS: Row[] = [
  [LEAF, TEMPLATE(privileged(true)), true],
  [LEAF, TEMPLATE(privileged(false)), false],
  [LEAF, TEMPLATE({ env: [{ name: "x", value: '"privileged":true' }] }), false],
  ["jevt.value[/requestObject/a~1b] = 1", { requestObject: { "a/b": 1 } }, true],
  ["jevt.value[/requestObject/a~0b] = 1", { requestObject: { "a~b": 1 } }, true],
  ["jevt.value[/requestObject/a.b,c:d] = 1", { requestObject: { "a.b,c:d": 1 } }, true],
  ["jevt.value[/requestObject/l/1] = b", { requestObject: { l: ["a", "b"] } }, true],
  ["jevt.value[/requestObject/l/2] exists", { requestObject: { l: ["a", "b"] } }, false],
  ["jevt.value[/requestObject/l/x] exists", { requestObject: { l: ["a", "b"] } }, false],
  [
    'jevt.value[/requestObject] = "{\\"z\\":[1,true,null],\\"a\\":\\"\\"}"',
    { requestObject: { z: [1, true, null], a: "" } },
    true,
  ],
  ['jevt.value[/requestObject] contains "a\\\\u0026b"', { requestObject: { x: "a&b" } }, true],
  ["jevt.value[/requestObject/x] = a&b", { requestObject: { x: "a&b" } }, true],
  ["jevt.value[/n] = null", { n: null }, true],
  ["jevt.value[/n] exists", { n: null }, true],
  ["jevt.value[/toString] exists", {}, false],
  ["jevt.value[/__proto__] exists", {}, false],
  ["jevt.rawtime exists", {}, true],
  ["jevt.rawtime = 0", {}, false],
  ["jevt.rawtime = 1767323045600000000", {}, true],
];

const TEXT_ORDER: Row[] = [
  ["ka.response.code > 400", code(9), true],
  ["ka.response.code >= 400", code(403), true],
  ["ka.response.code < 400", code(1000), true],
  ["ka.response.code <= 400", code(400), true],
  ["ka.response.code startswith 4", code(403), true],
  ["ka.response.code in (403, 401)", code(403), true],
  ["ka.response.code regex [45][0-9][0-9]", code(500), true],
  ["ka.response.code = 200", code("200"), true],
];

const OPERATORS: Row[] = [
  ["ka.user.name = Bob", named("bob"), false],
  ["ka.user.name == bob", named("bob"), true],
  ["ka.user.name != bob", named("eve"), true],
  ["ka.user.name contains ''", named(""), true],
  ["ka.user.name icontains ÄB", named("xÄb"), true],
  ["ka.user.name icontains äb", named("xÄb"), false],
  ["ka.user.name endswith ve", named("eve"), true],
  ["ka.user.name glob a*d", named("a/b\nc/d"), true],
  ["ka.user.name glob a?d", named("axd"), true],
  ["ka.user.name glob a?d", named("aéd"), false],
  ["ka.user.name glob a??d", named("aéd"), true],
  ["ka.user.name glob [!a-c]x", named("dx"), true],
  ["ka.user.name glob [!a-c]x", named("ax"), false],
  ["ka.user.name glob a\\*b", named("a*b"), true],
  ["ka.user.name glob a\\*b", named("axb"), false],
  ["ka.user.name glob A*", named("ab"), false],
  ["ka.user.name iglob A*", named("ab"), true],
  ["ka.user.name glob [a", named("[a"), true],
  ["ka.uri pmatch (/a/b)", { requestURI: "/a/b" }, true],
  ["ka.uri pmatch (/a/b)", { requestURI: "/a/b/c" }, true],
  ["ka.uri pmatch (/a/b)", { requestURI: "/a/bc" }, false],
  ["ka.uri pmatch (/x, /a)", { requestURI: "/a/bc" }, true],
  ["ka.user.name = anyof (a, b)", named("b"), true],
  ["ka.user.name startswith anyof (x, ev)", named("eve"), true],
  ["ka.user.name regex anyof (x, e.e)", named("eve"), true],
  ["ka.user.name regex anyof (x, e)", named("eve"), false],
  ["toupper(ka.user.name) = EVE", named("eve"), true],
  ["tolower(ka.user.name) = eve", named("EVE"), true],
  ["basename(ka.uri) = c", { requestURI: "/a/b/c" }, true],
  ["b64(ka.user.name) = hello", named("aGVsbG8="), true],
  ["b64(ka.user.name) exists", named("%%"), false],
  [
    "ka.user.name = val(ka.impuser.name)",
    { user: { username: "a" }, impersonatedUser: { username: "a" } },
    true,
  ],
  ["ka.user.name = val(ka.impuser.name)", named("a"), false],
  ["ka.user.name = ka.verb", { user: { username: "get" }, verb: "get" }, false],
  ["ka.user.name = ka.verb", named("ka.verb"), true],
  ["ka.user.name in val(ka.user.groups)", { user: { username: "a", groups: ["b", "a"] } }, true],
];

const REGEX: Row[] = [
  ["ka.user.name regex ev", named("eve"), false],
  ["ka.user.name regex .*v.*", named("eve"), true],
  ["ka.user.name regex a.b", named("a\nb"), false],
  ['ka.user.name regex "a(.|\\n)b"', named("a\nb"), true],
  ["ka.user.name regex E.*", named("eve"), false],
  ["tolower(ka.user.name) regex e.*", named("EVE"), true],
  ["ka.user.name regex a+?", named(""), true],
  ['ka.user.name regex "x(ab)*?y"', named("xababy"), true],
  ["ka.user.name regex a{2}{2}", named("aaaa"), true],
  ['ka.user.name regex "[[:digit:]]+"', named("42"), true],
  ['ka.user.name regex "a\\\\.b"', named("a.b"), true],
  ['ka.user.name regex "a\\\\.b"', named("axb"), false],
];

const QUOTING: Row[] = [
  ['ka.user.name = "a b"', named("a b"), true],
  ["ka.user.name = 'a \"b\"'", named('a "b"'), true],
  ['ka.user.name = "a\\\\b"', named("a\\b"), true],
  ['ka.user.name = "a\\"b"', named('a"b'), true],
  ['ka.user.name = "a\\n\\r\\t\\b\\f\\/b"', named("a\n\r\t\b\f/b"), true],
  ["ka.user.name = a\\", named("a\\"), true],
  ["ka.user.name = äöü", named("äöü"), true],
  ["ka.user.name=x", named("x"), true],
  ["ka.user.name in(x,y)", named("y"), true],
  ["ka.user.name in ()", named("y"), false],
  ["ka.user.name in x", named("x"), true],
];

const LOGIC: Row[] = [
  ["ka.verb=a or ka.verb=get and ka.stage=x", { verb: "a" }, true],
  ["(ka.verb=a or ka.verb=get) and ka.stage=x", { verb: "a" }, false],
  ["not ka.verb=a and ka.stage=x", { stage: "x" }, true],
  ["not (ka.verb=a and ka.stage=x)", { verb: "a", stage: "y" }, true],
  ["not(ka.verb=a)", { verb: "b" }, true],
  ["not not ka.verb=a", { verb: "a" }, true],
  ["ka.verb=a or(ka.verb=b)", { verb: "b" }, true],
  ["ka.uri.param[command] = sh", { requestURI: "/e?x=1&command=sh&command=b" }, true],
  ["ka.uri.param[command] = 'a b/c'", { requestURI: "/e?command=a+b%2Fc" }, true],
  ["ka.uri.param[command] exists", { requestURI: "/e?command=%zz" }, false],
  ["ka.uri.param[command] exists", { requestURI: "/e?command=a;b" }, false],
  ["ka.uri.param[none] exists", { requestURI: "/e?x" }, false],
  ["ka.uri.param[x] = ''", { requestURI: "/e?x" }, true],
  [
    "ka.target.pod.name = p",
    { objectRef: { resource: "pods" }, responseObject: { metadata: { name: "p" } } },
    true,
  ],
  [
    "ka.target.pod.name = p",
    { objectRef: { resource: "jobs" }, responseObject: { metadata: { name: "p" } } },
    false,
  ],
  ["ka.resp.name = p", { responseObject: { metadata: { name: "p" } } }, true],
  ["ka.auth.decision = allow", { annotations: { "authorization.k8s.io/decision": "allow" } }, true],
  ["ka.req.configmap.obj contains password", { requestObject: { data: { password: "x" } } }, true],
  [
    "ka.req.binding.subjects.user_names in (u)",
    {
      requestObject: {
        subjects: [
          { kind: "User", name: "u" },
          { kind: "Group", name: "g" },
        ],
      },
    },
    true,
  ],
  [
    "ka.req.binding.subjects.serviceaccount_ns_names in (n:s)",
    { requestObject: { subjects: [{ kind: "ServiceAccount", name: "s", namespace: "n" }] } },
    true,
  ],
];

const INTAKE: Row[] = [
  ["jevt.value[/kind] = Event", {}, true],
  ["not ka.verb = a", { kind: "Pod" }, false],
  ["not ka.verb = a", { kind: null }, false],
  ["not ka.verb = a", { stageTimestamp: undefined }, false],
  ["not ka.verb = a", { stageTimestamp: "yesterday" }, false],
  ["not ka.verb = a", { stageTimestamp: "2026-02-30T00:00:00Z" }, false],
  ["not ka.verb = a", { stageTimestamp: "2024-02-29T23:59:59+01:00" }, true],
  ["not ka.verb = a", { stageTimestamp: 5 }, false],
  ["not ka.verb = a", { kind: undefined }, true],
  ["ka.verb exists", { auditID: undefined, verb: "get" }, false],
  ["jevt.value[/verb] exists", { auditID: undefined, verb: "get" }, true],
];

describe.each([
  ["a missing field", MISSING],
  ["list fields", LISTS],
  ["idioms for any element", IDIOMS],
  ["pods", PODS],
  ["jevt.value", JSON_ROWS],
  ["order of texts", TEXT_ORDER],
  ["operators", OPERATORS],
  ["regex", REGEX],
  ["quoting", QUOTING],
  ["logic and fields", LOGIC],
  ["intake", INTAKE],
])("%s", (_name, rows) => {
  it.each(rows)("%s on %j is %s", (condition, parts, expected) => {
    expect(matches(condition, event(parts))).toBe(expected);
  });
});

describe("load errors", () => {
  it.each([
    ["ka.user.groups = a", "`=` does not work on a list field"],
    ["ka.user.groups contains a", "`contains` does not work on a list field"],
    ["ka.user.groups glob a", "`glob` does not work on a list field"],
    ["ka.user.groups regex a", "`regex` does not work on a list field"],
    ["ka.user.groups pmatch (a)", "`pmatch` does not work on a list field"],
    ["ka.user.groups != a", "`!=` does not work on a list field"],
    ["ka.verb regex (?i)a", "expected a text, found `(?i)a`"],
    ['ka.verb regex "(?i)a"', "`(?` is not part of Falco's regex syntax"],
    ['ka.verb regex "(?:a)"', "`(?` is not part of Falco's regex syntax"],
    ["ka.verb regex \\d", "`\\d` is not part of Falco's regex syntax"],
    ["ka.verb regex [\\w]", "`\\w` is not part of Falco's regex syntax"],
    ["ka.verb regex a\\b", "`\\b` is not part of Falco's regex syntax"],
    ['ka.verb = "\\x41"', "unsupported escape `\\x`"],
    ['ka.verb = "\\u0041"', "unsupported escape `\\u`"],
    ['ka.verb = "a\\"', "this quote is never closed"],
    [`ka.verb = ${"a".repeat(256)}`, "a constant has at most 255 bytes"],
    [`ka.verb = ${"ä".repeat(128)}`, "a constant has at most 255 bytes"],
    [`ka.verb in (${"a".repeat(256)})`, "a constant has at most 255 bytes"],
    [`ka.verb regex ${"a".repeat(256)}`, "a constant has at most 255 bytes"],
    ["ka.verb < abc", "expected a number, found `abc`"],
    ["ka.verb[0] = a", "`ka.verb` takes nothing in brackets"],
    ["ka.uri.param = a", "`ka.uri.param` needs a key in brackets: `ka.uri.param[…]`"],
    ["ka.req.pod.containers.image[x] exists", "the index of `ka.req.pod.containers.image` must be a number"],
    ["jevt.value[/a b] exists", "expected `]`, found ` b] exists`"],
    ["ka.verb bcontains aa", "`bcontains` does not work on texts"],
    ["ka.verb = ", "expected a text, found the end of the condition"],
    ["ka.verb in (a,)", "expected a text after the comma, found `)`"],
    ["KA.VERB = x", "unknown field `KA.VERB`"],
    ["ka.verb = a AND ka.stage = b", "expected `and`, `or` or the end, found `AND`"],
    ["ka.req.pod.containers.command exists", "`ka.req.pod.containers.command` cannot be run here"],
    ["ka.verb = a # no comment", "expected `and`, `or` or the end"],
    ["len(ka.user.groups) > x", "expected a number"],
    ["ka.user.groups in (a) or unknown_macro", "unknown macro `unknown_macro`"],
  ])("%s", (condition, message) => {
    expect(problem(condition).message).toContain(message);
  });
  it("takes constants of 255 bytes, 20,000 items and 3,000 terms", () => {
    expect(matches(`ka.verb = ${"a".repeat(255)}`, event({ verb: "a".repeat(255) }))).toBe(true);
    const items = Array.from({ length: 20_000 }, (_, i) => `x${i}`).join(",");
    expect(matches(`ka.verb in (${items})`, event({ verb: "x19999" }))).toBe(true);
    const terms = Array.from({ length: 3_000 }, (_, i) => `ka.verb=x${i}`).join(" or ");
    expect(matches(terms, event({ verb: "x2999" }))).toBe(true);
  });
  it.each([
    ["proc.name = a", 1, "rules of source k8s_audit know the fields ka.* and jevt.* only"],
    ["ka.verb = a and evt.type = b", 17, "rules of source k8s_audit know the fields ka.* and jevt.* only"],
    ["ka.vreb = a", 1, "did you mean `ka.verb`?"],
    ["ka.verb startwith a", 9, "did you mean `startswith`?"],
    ["ka.requestURI = a", 1, "other parts of the event: `jevt.value[/json/pointer]`"],
  ])("shows place and hint of %s", (condition, column, hint) => {
    expect(problem(condition)).toMatchObject({
      file: "r.yaml",
      rule: "R",
      line: 4,
      column: column + 4,
      hint,
    });
  });
});
