import { describe, expect, it } from "vitest";
import { kubernetesDocument } from "../../../src/engines/kuery/document.ts";
import { elasticEngine } from "../../../src/engines/kuery/index.ts";
import { fixture, problem, rule } from "./run.ts";

const A = "kubernetes.audit";

function ndjson(extra: Record<string, unknown>): string {
  const base = {
    rule_id: "r1",
    name: "Rule",
    severity: "critical",
    type: "query",
    language: "kuery",
    query: "",
  };
  return JSON.stringify({ ...base, ...extra });
}

const EVENTS = [
  { verb: "create", user: { username: "Ann" }, objectRef: { namespace: "a" }, responseStatus: { code: 201 } },
  { verb: "delete", user: { username: "Ann" }, objectRef: { namespace: "b" }, responseStatus: { code: 403 } },
  { verb: "delete", user: { username: "bob" }, objectRef: { namespace: "a" } },
  { verb: "delete", objectRef: { namespace: "c" } },
];

function hits(extra: Record<string, unknown>): (readonly number[])[] {
  return rule(ndjson(extra), "r.ndjson")
    .run(EVENTS)
    .map((alert) => alert.events);
}

describe("documents", () => {
  it("equal those of the integration", () => {
    const expected = fixture("elastic-documents.jsonl");
    expect(expected.length).toBeGreaterThan(5);
    expect(fixture("native.jsonl").map(kubernetesDocument)).toEqual(expected);
  });
});

describe("filters", () => {
  const username = `${A}.user.username`;
  const verb = `${A}.verb`;
  const FILTERS: [string, unknown, number[]][] = [
    ["term", { query: { term: { [verb]: "delete" } } }, [1, 2, 3]],
    [
      "term with options",
      { query: { term: { [username]: { value: "ANN", case_insensitive: true } } } },
      [0, 1],
    ],
    ["terms", { query: { terms: { [verb]: ["create", "get"] } } }, [0]],
    ["regexp is anchored", { query: { regexp: { [username]: { value: "[a-z]n" } } } }, []],
    ["regexp", { query: { regexp: { [username]: { value: "[a-z]n.", case_insensitive: true } } } }, [0, 1]],
    ["wildcard", { query: { wildcard: { [username]: { value: "a*", case_insensitive: true } } } }, [0, 1]],
    ["prefix", { query: { prefix: { [verb]: "del" } } }, [1, 2, 3]],
    ["exists", { query: { exists: { field: username } } }, [0, 1, 2]],
    ["negate", { meta: { negate: true }, query: { exists: { field: username } } }, [3]],
    ["disabled", { meta: { disabled: true }, query: { exists: { field: "nope" } } }, [0, 1, 2, 3]],
    ["range", { range: { [`${A}.responseStatus.code`]: { gte: 400, lt: 500 } } }, [1]],
    ["match_phrase", { query: { match_phrase: { [verb]: "create" } } }, [0]],
    [
      "bool",
      {
        query: {
          bool: {
            must: [{ exists: { field: username } }],
            must_not: [{ term: { [verb]: "create" } }],
            should: [{ term: { [username]: "Ann" } }, { term: { [username]: "eve" } }],
            minimum_should_match: 1,
          },
        },
      },
      [1],
    ],
  ];
  it.each(FILTERS)("%s", (_name, filter, expected) => {
    expect(hits({ filters: [filter] }).flat()).toEqual(expected);
  });
  it("must hold beside the query", () => {
    const filters = [{ query: { term: { [username]: "Ann" } } }];
    expect(hits({ query: `${verb}:delete`, filters })).toEqual([[1]]);
  });
  it("refuses other clauses", () => {
    const bad = [
      { query: { script: {} } },
      { query: { regexp: { [username]: "a~b" } } },
      5,
      { query: { bool: 5 } },
    ];
    for (const filter of bad) expect(problem(ndjson({ filters: [filter] }), "r.ndjson").rule).toBe("r1");
  });
});

describe("thresholds", () => {
  it("count by fields, dropping documents without them", () => {
    const threshold = { field: [`${A}.user.username`], value: 1 };
    expect(hits({ type: "threshold", query: `${A}.verb:delete`, threshold })).toEqual([[1], [2]]);
    expect(hits({ type: "threshold", threshold: { ...threshold, value: 2 } })).toEqual([[0, 1]]);
  });
  it("[] is one bucket; cardinality counts distinct values", () => {
    const cardinality = (value: number) => [{ field: `${A}.objectRef.namespace`, value }];
    const threshold = { field: [], value: 2, cardinality: cardinality(3) };
    expect(hits({ type: "threshold", threshold })).toEqual([[0, 1, 2, 3]]);
    expect(hits({ type: "threshold", threshold: { ...threshold, cardinality: cardinality(4) } })).toEqual([]);
    expect(rule(ndjson({ type: "threshold", threshold }), "r.ndjson").matches).toBeUndefined();
  });
  it("cannot aggregate text", () => {
    const text = ndjson({ type: "threshold", threshold: { field: [`${A}.user.groups`], value: 1 } });
    expect(problem(text, "r.ndjson").message).toContain("text field");
  });
});

describe("NDJSON", () => {
  it("reads each line, and one bad line does not hide the others", () => {
    const lines = [
      ndjson({ query: `${A}.verb:create` }),
      "{",
      ndjson({ type: "esql" }),
      "",
      '{"exported_count":2}',
    ];
    const { rules, problems } = elasticEngine.parse([{ file: "r.ndjson", text: lines.join("\n") }]);
    expect(rules).toMatchObject([{ id: "r1", title: "Rule", severity: "critical" }]);
    expect(problems.map(({ line }) => line)).toEqual([2, 3]);
    expect(problems[1]?.message).toContain("`esql`");
  });
  it("refuses other languages and types", () => {
    for (const type of ["eql", "esql", "machine_learning", "new_terms"]) {
      expect(problem(ndjson({ type }), "r.ndjson").message).toContain(type);
    }
    expect(problem(ndjson({ language: "lucene" }), "r.ndjson").message).toContain("lucene");
  });
  it("shows a problem of the query at its place in the line", () => {
    const text = ndjson({ query: `${A}.verb:"a" and\nsource.ip:1*` });
    const found = problem(
      `${ndjson({}).replace("r1", "r0")}\n${text}`.split("\n").slice(1).join("\n"),
      "r.ndjson",
    );
    expect(text.slice(found.column - 1)).toMatch(/^1\*/);
  });
});

const TOML = `# a rule
[metadata]
creation_date = "2026/01/02"
maturity = "production"

[rule]
author = ["Me", 'You']
name = "Deleted"
rule_id = "t1"
severity = "low"
type = "query"
language = "kuery"
risk_score = 21
from = "now-6m"
query = '''
${A}.verb:"delete" and
  not ${A}.user.username:"bob"
'''

[[rule.threat]]
framework = "MITRE ATT&CK"
[[rule.threat.technique]]
id = "T1485"
[rule.threat.tactic]
id = "TA0040"
`;

describe("TOML", () => {
  it("reads detection-rule files", () => {
    const toml = rule(TOML, "r.toml");
    expect(toml).toMatchObject({ id: "t1", title: "Deleted", severity: "low" });
    expect(toml.run(EVENTS).map((alert) => alert.events)).toEqual([[1], [3]]);
  });
  it("shows a problem at its place", () => {
    const found = problem(TOML.replace('username:"bob"', "username:{x:y}"), "r.toml");
    expect([found.line, found.column]).toEqual([17, 7]);
  });
  it("reads thresholds and every kind of string", () => {
    const query = `query = """\\\n  ${A}.verb:\\"delete\\"\n"""`;
    const text = TOML.replace(/query = '''[\s\S]*?'''/, query)
      .replace('type = "query"', 'type = "threshold"')
      .concat(
        `[rule.threshold]\nfield = [\n  "${A}.verb", # why\n]\nvalue = 3\ncardinality = [{field = "${A}.objectRef.namespace", value = 3}]\n`,
      );
    expect(
      rule(text, "r.toml")
        .run(EVENTS)
        .map((alert) => alert.events),
    ).toEqual([[1, 2, 3]]);
  });
  it("refuses broken files", () => {
    for (const text of [
      "",
      "[rule",
      "[rule]\na = ",
      "[rule]\na = 'x",
      "[rule]\na=1\na=2",
      'x = "\\q"',
      "a = [1 2]",
    ]) {
      expect(problem(text, "r.toml").message).not.toBe("");
    }
  });
});
