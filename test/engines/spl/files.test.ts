import { describe, expect, it } from "vitest";
import type { RuleSource } from "../../../src/engines/engine.ts";
import { splunkEngine } from "../../../src/engines/spl/index.ts";
import { matches, problem } from "./run.ts";

const get = { verb: "get", user: { username: "eve" } };

describe("macros (Splunk: macros.conf)", () => {
  const macros: readonly RuleSource[] = [
    {
      file: "macros.conf",
      text: [
        "# a comment",
        "[kube_audit]",
        'definition = sourcetype="kube:apiserver-audit" verb=*',
        "[by(2)]",
        "args = field, name",
        "definition = $field$=$name$",
        "[mine_filter]",
        "definition = search NOT user.username=eve",
        "[outer]",
        "definition = (`by(verb, get)`)",
        "[computed]",
        "iseval = 1",
        'definition = "verb=get"',
        "[loop]",
        "definition = `loop`",
        "[bomb]",
        "definition = `b1` `b1` `b1` `b1` `b1` `b1` `b1` `b1`",
        ...Array.from({ length: 15 }, (_, i) => `[b${i + 1}]\ndefinition = ${`\`b${i + 2}\` `.repeat(8)}`),
        "[b16]",
        "definition = verb=get",
      ].join("\n"),
    },
  ];

  it.each([
    ["`kube_audit`", true],
    ["`kube_audit` `by(verb, GET)`", true],
    ["`kube_audit` `by(user.username,bob)`", false],
    ["`kube_audit` `outer`", true],
    ["`kube_audit` | `other_filter`", true],
    ["`kube_audit` | `mine_filter`", false],
    ["`kube_audit` ```a comment | with a pipe``` verb=get", true],
    ["`kube_audit` | `security_content_ctime(firstTime)`", true],
    ['`kube_audit` | where verb="get" ```tail```', true],
    ['`kube_audit` "a `backtick` in quotes"', false],
  ])("%s", (search, expected) => {
    const { rules, problems } = splunkEngine.parse([{ file: "a.spl", text: search }], { macros });
    expect(problems).toEqual([]);
    expect(rules[0]?.matches?.(get)).toBe(expected);
  });

  it.each([
    ["`unknown`", 1, /`unknown` is not defined/],
    ["verb=get\n| `by(verb)`", 3, /`by\(1\)` is not defined/],
    ["`computed`", 1, /eval expression/],
    ["`loop`", 1, /nested too deeply/],
    ["`bomb`", 1, /1 MiB/],
    ['`by(verb,"get")`', 1, /quotes/],
    ["verb=get `open", 10, /never closed/],
    ["| tstats `security_content_summariesonly` count", 10, /data model/],
  ])("%s is a problem", (search, column, message) => {
    const found = problem(search, { macros });
    expect(found.message).toMatch(message);
    expect(found.column).toBe(column);
  });

  it("shows a mistake inside a macro at its call", () => {
    const broken = [{ file: "macros.conf", text: "[m]\ndefinition = where (verb" }];
    expect(problem("index=*\n| `m`", { macros: broken })).toMatchObject({ line: 2, column: 3 });
  });
});

describe("savedsearches.conf", () => {
  const text = [
    "[default]",
    "cron_schedule = 3-59/5 * * * *",
    "[Shell in a pod]",
    "disabled = 1",
    "alert.severity = 5",
    "action.correlationsearch.label = A shell in a pod",
    "search = `kube_audit` \\",
    "objectRef.subresource=exec \\",
    '| where verb="get" \\',
    "| `shell_filter`",
    "[No search]",
    "disabled = 1",
    "[Broken]",
    "action.notable.param.severity = critical",
    "search = `kube_audit` \\",
    "  | where mvfnid(",
    "[Many]",
    "counttype = number of events",
    "relation = greater than",
    "quantity = 1",
    "search = `kube_audit` verb=get",
    "[Custom]",
    "counttype = custom",
    "search = `kube_audit`",
  ].join("\n");
  const parsed = splunkEngine.parse([{ file: "default/savedsearches.conf", text }]);

  it("reads stanzas with a search, over several lines", () => {
    expect(parsed.rules.map(({ id, title, severity }) => ({ id, title, severity }))).toEqual([
      { id: "Shell in a pod", title: "A shell in a pod", severity: "high" },
      { id: "Many", title: "Many", severity: "medium" },
    ]);
    expect(parsed.rules[0]?.matches?.({ ...get, objectRef: { subresource: "exec" } })).toBe(true);
    expect(parsed.rules[0]?.matches?.(get)).toBe(false);
  });

  it("counts the rows where the alert condition says so", () => {
    expect(parsed.rules[1]?.matches).toBeUndefined();
    expect(parsed.rules[1]?.run([get])).toEqual([]);
    expect(parsed.rules[1]?.run([get, get])).toHaveLength(2);
  });

  it("shows problems in the file", () => {
    expect(parsed.problems).toMatchObject([
      { rule: "Custom", line: 23, column: 13 },
      { rule: "Broken", line: 16, column: 18 },
    ]);
  });
});

describe("detections of Splunk's security content", () => {
  const yaml = (search: string, rest = "") =>
    `name: Some detection\nid: 11111111-2222-3333-4444-555555555555\n${rest}search: |-\n  ${search}\n`;

  it("reads the search, the name and the risk", () => {
    const text = yaml("`kube_audit` verb=get\n  | `some_detection_filter`", "tags:\n  risk_score: 64\n");
    const { rules, problems } = splunkEngine.parse([{ file: "d.yml", text }]);
    expect(problems).toEqual([]);
    expect(rules[0]).toMatchObject({ title: "Some detection", severity: "high" });
    expect(rules[0]?.matches?.(get)).toBe(true);
  });

  it.each([
    ["rba:\n  risk_objects:\n  - {score: 20}\n  - {score: 30}\n", "low"],
    ["tags:\n  severity: critical\n", "critical"],
    ["tags: {}\n", "medium"],
  ])("severity of %j is %s", (rest, severity) => {
    const { rules } = splunkEngine.parse([{ file: "d.yml", text: yaml("`kube_audit`", rest) }]);
    expect(rules[0]?.severity).toBe(severity);
  });

  it("shows a problem at its place in the file", () => {
    const { problems } = splunkEngine.parse([
      { file: "d.yml", text: yaml("`kube_audit`\n  | tstats count") },
    ]);
    expect(problems).toMatchObject([{ line: 5, column: 5 }]);
  });

  it.each([["a: ["], ["- 1"], ["search: 5"], [""]])("%j is no detection", (text) => {
    const { rules, problems } = splunkEngine.parse([{ file: "d.yml", text }]);
    expect(rules).toEqual([]);
    expect(problems).toHaveLength(1);
  });
});

describe("searches in the style of public rules", () => {
  const anonymous = {
    stage: "ResponseComplete",
    verb: "list",
    user: { username: "system:anonymous", groups: ["system:unauthenticated"] },
    sourceIPs: ["203.0.113.9"],
    objectRef: { resource: "secrets" },
    responseStatus: { code: 403 },
  };

  it("counts refusals by address", () => {
    const search =
      '"user.groups{}"="system:unauthenticated" "responseStatus.code"=403 | fillnull | stats count ' +
      "values(verb) as verb by sourceIPs{} user.username | where count > 2 | rename sourceIPs{} as src_ip, " +
      "user.username as user | `scan_filter`";
    const { rules } = splunkEngine.parse([{ file: "a.spl", text: `\`kube_audit\` ${search}` }]);
    const run = (count: number) => rules[0]?.run(Array.from({ length: count }, () => anonymous)) ?? [];
    expect(run(2)).toEqual([]);
    expect({ ...run(3)[0]?.row }).toEqual({
      count: 3,
      verb: "list",
      src_ip: "203.0.113.9",
      user: "system:anonymous",
    });
    expect(run(3)[0]?.events).toEqual([0, 1, 2]);
  });

  it("reads OR before AND, as `verb=create OR verb=update` beside other terms means it", () => {
    const search = "objectRef.resource=pods verb=create OR verb=update requestObject.spec.hostNetwork=true";
    const event = {
      verb: "update",
      objectRef: { resource: "pods" },
      requestObject: { spec: { hostNetwork: true } },
    };
    expect(matches(search, event)).toBe(true);
    expect(matches(search, { ...event, objectRef: { resource: "services" } })).toBe(false);
  });

  it("fires for a pod that is created and for an exec alike when no subresource is asked for", () => {
    const event = { verb: "create", objectRef: { resource: "pods", subresource: "exec" } };
    expect(matches("objectRef.resource=pods verb=create", event)).toBe(true);
  });
});
