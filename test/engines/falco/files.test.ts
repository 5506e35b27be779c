import { describe, expect, it } from "vitest";
import { falcoEngine } from "../../../src/engines/falco/index.ts";
import { event, file, matches, problem, problemOf } from "./run.ts";

function parse(...texts: string[]) {
  return falcoEngine.parse(texts.map((text, i) => ({ file: `${i}.yaml`, text })));
}

/** The names of the rules that match an event. */
function alerts(texts: string[], parts: Record<string, unknown>): string[] {
  const { rules, problems } = parse(...texts);
  expect(problems).toEqual([]);
  return rules.filter((rule) => rule.matches?.(event(parts))).map(({ id }) => id);
}

const rule = (name: string, rest: string): string =>
  `- rule: ${name}\n  desc: d\n  output: user=%ka.user.name\n  priority: NOTICE\n  source: k8s_audit\n${rest}`;

/** The shapes of public rule packs: macros over macros, lists of lists, folded conditions, plugin versions. */
const PACK = `
- required_engine_version: 15
- required_plugin_versions:
  - name: k8saudit
    version: 0.7.0
    alternatives: [{name: k8saudit-eks, version: 0.4.0}]
- macro: always
  condition: (jevt.rawtime exists)
- macro: never
  condition: (jevt.rawtime=0)
- list: stages
  items: ["ResponseComplete"]
- macro: complete
  condition: (jevt.value[/stage] in (stages))
- list: more_users
  items: [vpa-recommender, "system:kube-scheduler"]
- list: users
  items: [
    "minikube", more_users,
    cluster-autoscaler, # "a comment ]"
  ]
- macro: outsider
  condition: (not ka.user.name startswith "system:")
- macro: health
  condition: ka.uri=/healthz or ka.uri startswith /healthz?
- macro: allowed
  condition: (never)
- rule: Unknown User
  desc: >
    some words
  condition: complete and outsider and not ka.user.name in (users) and not health and not allowed
  output: by %ka.user.name with %jevt.value[/requestObject/spec/volumes] and %ka.uri.param[command])
  priority: WARNING
  source: k8s_audit
  tags: [k8s]
- rule: Role Changed
  desc: d
  condition: complete and ka.target.resource=roles and (ka.verb in (create,update) or ka.verb=delete) and
             not ka.target.name in (system:coredns, system:other)
  output: o
  priority: INFO
  source: k8s_audit
`;

describe("ordinary rule packs", () => {
  it.each([
    [{ user: { username: "eve" }, requestURI: "/x" }, ["Unknown User"]],
    [{ user: { username: "minikube" } }, []],
    [{ user: { username: "vpa-recommender" } }, []],
    [{ user: { username: "system:x" } }, []],
    [{ user: { username: "eve" }, requestURI: "/healthz?v" }, []],
    [{ user: { username: "eve" }, stage: "RequestReceived" }, []],
    [
      { user: { username: "system:x" }, verb: "delete", objectRef: { resource: "roles", name: "r" } },
      ["Role Changed"],
    ],
    [
      {
        user: { username: "system:x" },
        verb: "delete",
        objectRef: { resource: "roles", name: "system:coredns" },
      },
      [],
    ],
  ])("%j", (parts, expected) => {
    expect(alerts([PACK], parts)).toEqual(expected);
  });
  it("gives severities and alerts", () => {
    const { rules } = parse(PACK);
    expect(rules.map(({ severity }) => severity)).toEqual(["medium", "informational"]);
    const log = [event({ user: { username: "a" } }), event({}), event({ user: { username: "b" } })];
    expect(rules[0]?.run(log)).toEqual([{ events: [0] }, { events: [1] }, { events: [2] }]);
  });
  it.each([
    ["EMERGENCY", "critical"],
    ["ALERT", "critical"],
    ["CRITICAL", "critical"],
    ["ERROR", "high"],
    ["WARNING", "medium"],
    ["NOTICE", "low"],
    ["INFO", "informational"],
    ["INFORMATIONAL", "informational"],
    ["DEBUG", "informational"],
  ])("priority %s is %s", (priority, severity) => {
    expect(parse(rule("R", "  condition: ka.verb=a\n").replace("NOTICE", priority)).rules[0]).toMatchObject({
      severity,
    });
  });
});

describe("lists are text", () => {
  const list = '- list: secret\n  items: [a, "b c", d]\n- list: none\n  items: []\n';
  it("replaces names between delimiters, in quotes too", () => {
    expect(matches("ka.verb in (secret)", event({ verb: "b c" }), list)).toBe(true);
    expect(matches("ka.verb in (x, secret, y)", event({ verb: "y" }), list)).toBe(true);
    expect(matches("ka.verb in (none, x)", event({ verb: "x" }), list)).toBe(true);
    expect(matches("ka.verb in (x,none)", event({ verb: "x" }), list)).toBe(true);
    expect(matches("ka.verb in (none)", event({ verb: "" }), list)).toBe(false);
    expect(matches("ka.verb = my-secret", event({ verb: "my-secret" }), list)).toBe(true);
    const one = "- list: secret\n  items: [token]\n";
    expect(matches('ka.verb = "a secret b"', event({ verb: "a token b" }), one)).toBe(true);
    expect(matches('ka.verb = "a secret b"', event({ verb: "a secret b" }), one)).toBe(false);
  });
  it("splits items with a comma", () => {
    const comma = '- list: l\n  items: ["a,b"]\n';
    expect(matches("ka.verb in (l)", event({ verb: "a" }), comma)).toBe(true);
    expect(matches("ka.verb in (l)", event({ verb: "a,b" }), comma)).toBe(false);
    expect(matches("ka.verb in (l)", event({ verb: "a,b" }), "- list: l\n  items: ['\"a,b\"']\n")).toBe(true);
  });
  it("appends to lists and macros, across files", () => {
    const base = "- list: l\n  items: [a]\n- macro: m\n  condition: ka.verb in (l)\n";
    const more =
      "- list: l\n  items: [b]\n  override:\n    items: append\n- macro: m\n  append: true\n  condition: or ka.stage=x\n";
    const last = rule("R", "  condition: m\n");
    expect(alerts([base, more, last], { verb: "b" })).toEqual(["R"]);
    expect(alerts([base, more, last], { stage: "x" })).toEqual(["R"]);
    expect(alerts([base, last], { verb: "b" })).toEqual([]);
  });
});

describe("rules that change", () => {
  const first = rule("R", "  condition: ka.verb=a\n");
  it.each([
    ["the last definition wins", rule("R", "  condition: ka.verb=b\n"), "b", ["R"]],
    ["the last definition wins", rule("R", "  condition: ka.verb=b\n"), "a", []],
    ["append adds text", "- rule: R\n  append: true\n  condition: or ka.verb=b\n", "b", ["R"]],
    [
      "override append",
      "- rule: R\n  condition: or ka.verb=b\n  override: {condition: append}\n",
      "b",
      ["R"],
    ],
    ["override replace", "- rule: R\n  condition: ka.verb=b\n  override: {condition: replace}\n", "a", []],
    ["enabled: false alone", "- rule: R\n  enabled: false\n", "a", []],
    ["enabled by override", "- rule: R\n  enabled: false\n  override: {enabled: replace}\n", "a", []],
  ])("%s (%#)", (_name, change, verb, expected) => {
    expect(alerts([first, change], { verb })).toEqual(expected);
  });
  it("refuses a change of nothing", () => {
    expect(problemOf("- rule: R\n  append: true\n  condition: or ka.verb=b\n").message).toBe(
      "there is no earlier rule `R` to change",
    );
    expect(
      problemOf(`${first}- rule: R\n  condition: or ka.verb=b\n  desc: x\n  override: {condition: append}\n`)
        .message,
    ).toBe("`override` does not say what to do with `desc`");
  });
});

describe("exceptions", () => {
  const one = rule(
    "R",
    "  condition: ka.verb=a or ka.verb=b\n  exceptions:\n  - name: e\n    fields: ka.user.name\n    values: [x, 'y z']\n",
  );
  const many = rule(
    "R",
    `  condition: ka.verb=a
  exceptions:
  - name: e
    fields: [ka.user.name, ka.target.name]
    comps: [startswith, in]
    values:
    - [sys, [n, m]]
    - ["o p", q]
  - name: later
    fields: [ka.stage]
`,
  );
  it.each([
    [one, { verb: "b", user: { username: "x" } }, []],
    [one, { verb: "b", user: { username: "y z" } }, []],
    [one, { verb: "b", user: { username: "q" } }, ["R"]],
    [one, { verb: "b" }, ["R"]],
    [many, { verb: "a", user: { username: "system" }, objectRef: { name: "m" } }, []],
    [many, { verb: "a", user: { username: "system" }, objectRef: { name: "x" } }, ["R"]],
    [many, { verb: "a", user: { username: "o p" }, objectRef: { name: "q" } }, []],
  ])("%#", (text, parts, expected) => {
    expect(alerts([text], parts)).toEqual(expected);
  });
  it("appends values", () => {
    const more =
      "- rule: R\n  append: true\n  exceptions:\n  - name: later\n    values:\n    - [ResponseComplete]\n";
    expect(alerts([many, more], { verb: "a" })).toEqual([]);
    expect(alerts([many], { verb: "a" })).toEqual(["R"]);
  });
  it.each([
    [
      "fields: ka.user.name\n    comps: startswith",
      "exception `e` has one field, so `comps` must be in, intersects or pmatch",
    ],
    ["fields: [ka.user.name]\n    comps: [in, in]", "exception `e`: `fields` and `comps` differ in length"],
    ["fields: [ka.user.name]\n    values: [[a, b]]", "a value must have as many items as there are fields"],
    ["fields: [ka.nothing]\n    values: [[a]]", "unknown field `ka.nothing` for source k8s_audit"],
  ])("refuses %s", (exception, message) => {
    const text = rule("R", `  condition: ka.verb=a\n  exceptions:\n  - name: e\n    ${exception}\n`);
    expect(problemOf(text)).toMatchObject({ message, rule: "R" });
  });
});

describe("problems in files", () => {
  it("keeps the other rules", () => {
    const { rules, problems } = parse(
      rule("A", "  condition: nonsense\n") + rule("B", "  condition: ka.verb=a\n"),
    );
    expect(rules.map(({ id }) => id)).toEqual(["B"]);
    expect(problems).toMatchObject([
      { rule: "A", file: "0.yaml", line: 6, column: 14, message: "unknown macro `nonsense`" },
    ]);
  });
  it("shows places in macros, folded texts and other files", () => {
    expect(
      problem("m and ka.verb=a", "- macro: m\n  condition: >\n    ka.verb=a or\n    ka.vrb=b\n"),
    ).toMatchObject({
      line: 4,
      column: 5,
      rule: "R",
    });
    const quoted = rule("R", '  condition: "ka.verb=\\"a\\" \\\n    and ka.x=b"\n');
    expect(problemOf(quoted)).toMatchObject({
      line: 7,
      column: 9,
      message: "unknown field `ka.x` for source k8s_audit",
    });
    const { problems } = parse(
      "- list: l\n  items: [a b, 'c\"']\n",
      rule("R", "  condition: ka.verb in (l) and ka.y=1\n"),
    );
    expect(problems).toMatchObject([{ file: "1.yaml", line: 6 }]);
  });
  it.each([
    ["a: b", "a rules file is a sequence of items"],
    ["- x", "an item must be a mapping"],
    ["- foo: bar", "this item is neither a rule nor a macro nor a list"],
    ["- required_engine_version: 0.63.0", "the rules ask for engine 0.63.0, this interpreter follows 0.62.0"],
    ["- required_engine_version: new", "an engine version has the form x.y.z"],
    ["- macro: a-b\n  condition: ka.verb=a", "`a-b` cannot name a macro"],
    ["- macro: a\n  condition: ka.verb=", "expected a text, found the end of the condition"],
    ["- macro: a\n", "`condition` is missing"],
    ["- list: a\n  items: b", "`items` must be a sequence"],
    ["- [", "the file is not YAML"],
    ["- rule: R\n  rule: S", "the key `rule` occurs twice"],
    [file("ka.verb=a").replace("WARNING", "URGENT"), "unknown priority `URGENT`"],
    [file("ka.verb=a").replace("  output: o\n", ""), "`output` is missing"],
    [file("ka.verb=a").replace("output: o", "output: 100% sure"), "a `%` in `output` must begin a field"],
    [file("ka.verb=a").replace("output: o", "output: by %ka.user"), "unknown field `ka.user` in `output`"],
    [file("ka.verb=a").replace("source: k8s_audit", "source: syscall"), "the rule reads source `syscall`"],
    [file("ka.verb=a").replace("  source: k8s_audit\n", ""), "the rule reads source `syscall`"],
    [file("m", "- macro: m\n  condition: m\n"), "unknown macro `m`"],
    [file("m", "- macro: m\n  condition: n\n- macro: n\n  condition: ka.verb=a\n"), "unknown macro `n`"],
    [file("m", "- macro: m\n  condition: ka.verb=a\n- macro: m\n  condition: m\n"), "macro `m` uses itself"],
  ])("%j", (text, message) => {
    expect(problemOf(text).message.replace(/(not YAML): .*/, "$1")).toBe(message);
  });
  it("accepts engine versions up to its own, and only its own profile", () => {
    expect(parse("- required_engine_version: 0.62.0\n- required_engine_version: 26\n").problems).toEqual([]);
    expect(falcoEngine.parse([{ file: "f", text: "" }], { profile: "other" }).problems).toMatchObject([
      { message: "unknown profile `other`" },
    ]);
  });
});
