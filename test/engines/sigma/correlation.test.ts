import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../../src/engines/engine.ts";
import { sigmaEngine } from "../../../src/engines/sigma/index.ts";
import { alerts, indented, problem } from "./run.ts";

const base = (name: string, verb: string): string =>
  `title: ${name}\nname: ${name}\ndetection:\n  s:\n    verb: ${verb}\n  condition: s\n---\n`;

/** A correlation after the rules it names. */
function rules(correlation: string, verbs: Record<string, string> = { a: "get" }): string {
  const before = Object.entries(verbs).map(([name, verb]) => base(name, verb));
  return `${before.join("")}title: C\nid: c\nlevel: high\ncorrelation:\n${indented(correlation.trim(), 2)}\n`;
}

/** `get u 10`: verb, user, second of the event; `-` for no user. */
function log(...lines: string[]): AuditEvent[] {
  return lines.map((line) => {
    const [verb, user, second = "0", value] = line.split(" ");
    const time = new Date(Date.UTC(2026, 0, 1) + Number(second) * 1000).toISOString();
    return {
      verb,
      user: user === "-" ? {} : { username: user },
      stageTimestamp: time,
      ...(value === undefined ? {} : { objectRef: { name: value } }),
    };
  });
}

const count = (condition: string): string =>
  rules(`type: event_count\nrules: [a]\ngroup-by: [user.username]\ntimespan: 10s\ncondition: {${condition}}`);

describe("event_count", () => {
  it.each<[string, AuditEvent[], number[][]]>([
    ["gte: 3", log("get u 0", "get u 5", "get u 10"), [[0, 1, 2]]],
    ["gte: 3", log("get u 0", "get u 5", "get u 10.001"), []],
    ["gt: 2", log("get u 0", "get u 5", "get u 9"), [[0, 1, 2]]],
    ["gte: 3", log("get u 0", "get v 1", "get u 2", "get v 3"), []],
    ["gte: 2", log("get u 0", "list u 1", "get u 2"), [[0, 2]]],
    ["gte: 2", log("get u 9", "get u 11"), [[0, 1]]],
    ["gte: 2", log("get u 20", "get u 0", "get u 11"), [[0, 2]]],
    [
      "gte: 2",
      log("get u 0", "get u 1", "get u 2", "get u 50", "get u 51"),
      [
        [0, 1, 2],
        [3, 4],
      ],
    ],
    ["gte: 2", log("get - 0", "get - 1"), [[0, 1]]],
    ["gte: 2", [...log("get u 0"), { verb: "get", user: { username: "u" } }], []],
    ["eq: 2", log("get u 0", "get u 1", "get u 2"), [[0, 1]]],
    ["gt: 1, lte: 2", log("get u 0", "get u 1", "get u 2"), [[0, 1]]],
    ["lt: 2", log("get u 0", "get u 20"), [[0, 1]]],
    ["gte: 3", [], []],
  ])("%s (%#)", (condition, events, expected) => {
    expect(alerts(count(condition), events)).toEqual(expected);
  });
  it("has no boundaries", () => {
    const minute = rules("type: event_count\nrules: a\ntimespan: 1m\ncondition: {gte: 2}");
    expect(alerts(minute, log("get u 59", "get v 61"))).toEqual([[0, 1]]);
  });
  it("sums the hits of several rules and takes the request's time where the stage has none", () => {
    const two = rules("type: event_count\nrules: [a, b]\ntimespan: 1d\ncondition: {gte: 2}", {
      a: "get",
      b: "list",
    });
    const [first = {}, second = {}] = log("get u 0", "list u 5");
    const { stageTimestamp, ...rest } = second;
    expect(alerts(two, [first, { ...rest, requestReceivedTimestamp: stageTimestamp }])).toEqual([[0, 1]]);
  });
});

describe("value_count", () => {
  const text = rules(
    "type: value_count\nrules: [a]\ngroup-by: [user.username]\ntimespan: 10s\ncondition: {field: objectRef.name, gte: 2}",
  );
  it.each<[AuditEvent[], number[][]]>([
    [log("get u 0 x", "get u 1 x"), []],
    [log("get u 0 x", "get u 1 y"), [[0, 1]]],
    [log("get u 0 x", "get u 1", "get u 2"), []],
    [log("get u 0 x", "get u 8 x", "get u 11 y"), [[1, 2]]],
    [log("get u 0 x", "get u 1 y", "get u 10.5 x", "get u 11.5 x"), [[0, 1, 2]]],
    [log("get u 0 x", "get v 1 y"), []],
  ])("%#", (events, expected) => {
    expect(alerts(text, events)).toEqual(expected);
  });
});

describe("temporal", () => {
  const near = (type: string, more = ""): string =>
    rules(`type: ${type}\nrules: [a, b]\ngroup-by: [user.username]\ntimespan: 10s\n${more}`, {
      a: "get",
      b: "list",
    });
  it.each<[string, AuditEvent[], number[][]]>([
    [near("temporal"), log("list u 0", "get u 5"), [[0, 1]]],
    [near("temporal"), log("list u 0", "get v 5"), []],
    [near("temporal"), log("list u 0", "get u 11"), []],
    [near("temporal", "condition: {gte: 1}"), log("list u 0"), [[0]]],
    [near("temporal_ordered"), log("list u 0", "get u 5"), []],
    [near("temporal_ordered"), log("get u 0", "list u 5"), [[0, 1]]],
    [near("temporal_ordered"), log("list u 5", "get u 0"), [[0, 1]]],
    [near("temporal_ordered"), log("get u 0", "get u 8", "list u 15"), [[1, 2]]],
    [near("temporal_ordered"), log("get u 0", "list u 15"), []],
  ])("%#", (text, events, expected) => {
    expect(alerts(text, events)).toEqual(expected);
  });
  it("one event is not two steps of an order, but two rules of a neighbourhood", () => {
    const both = { a: "get", b: "get" };
    const ordered = "type: temporal_ordered\nrules: [a, b]\ntimespan: 10s";
    expect(alerts(rules(ordered, both), log("get u 0"))).toEqual([]);
    expect(alerts(rules(ordered, both), log("get u 0", "get u 0"))).toEqual([[0, 1]]);
    expect(alerts(rules("type: temporal\nrules: [a, b]\ntimespan: 10s", both), log("get u 0"))).toEqual([
      [0],
    ]);
  });
  it("aliases join different fields", () => {
    const text = rules(
      `type: temporal
rules: [a, b]
group-by: [who]
timespan: 10s
aliases:
  who:
    a: user.username
    b: objectRef.name`,
      { a: "get", b: "list" },
    );
    expect(alerts(text, log("get u 0", "list x 1 u"))).toEqual([[0, 1]]);
    expect(alerts(text, log("get u 0", "list u 1 x"))).toEqual([]);
  });
});

describe("chains", () => {
  const many = `title: M\nname: m\ncorrelation:\n  type: event_count\n  rules: [a]\n  group-by: [user.username]\n  timespan: 10s\n  condition: {gte: 2}\n---\n`;
  const text = `${base("a", "get")}${base("b", "list")}${many}title: C\ncorrelation:\n  type: temporal_ordered\n  rules: [m, b]\n  group-by: [user.username]\n  timespan: 1h\n`;
  it("correlates correlations", () => {
    expect(alerts(text, log("get u 0", "get u 1", "list u 60"))).toEqual([[0, 1, 2]]);
    expect(alerts(text, log("get u 0", "get v 1", "list u 60"))).toEqual([]);
  });
  it("keeps referenced rules to itself unless `generate`", () => {
    const ids = (source: string): string[] =>
      sigmaEngine.parse([{ file: "f", text: source }]).rules.map(({ id }) => id);
    expect(ids(text)).toEqual(["C"]);
    expect(ids(text.replace("type: temporal_ordered", "generate: true\n  type: temporal_ordered"))).toEqual([
      "b",
      "m",
      "C",
    ]);
  });
  it("finds rules in other files", () => {
    const [first = "", last = ""] = count("gte: 2").split("---\n");
    const sources = [
      { file: "c.yml", text: last },
      { file: "a.yml", text: first },
    ];
    const { rules: found, problems } = sigmaEngine.parse(sources);
    expect(problems).toEqual([]);
    expect(found).toMatchObject([{ id: "c", title: "C", severity: "high" }]);
    expect(found[0]?.matches).toBeUndefined();
  });
});

describe("refusals", () => {
  const good = "type: event_count\nrules: [a]\ntimespan: 10s\ncondition: {gte: 2}";
  it.each([
    ["rules: [a]", "rules: [x]", "the correlation names `x`, which is no readable rule", 13],
    ["event_count", "event_cuont", "unknown correlation type `event_cuont`", 12],
    ["event_count", "value_sum", "correlations of type `value_sum` are not run here", 12],
    ["event_count", "value_count", "`value_count` needs `field` in its condition", 12],
    ["timespan: 10s", "timespan: 10M", "`timespan` is a number and s, m, h or d", 14],
    ["timespan: 10s\n", "", "`timespan` is missing", 12],
    ["{gte: 2}", "{above: 2}", "unknown comparison `above`", 15],
    ["{gte: 2}", "{gte: many}", "a count is compared with a number", 15],
    ["{gte: 2}", "a and b", "`condition` must be a mapping such as `gte: 10`", 15],
    ["condition: {gte: 2}", "", "`condition` is missing", 12],
    ["{gte: 2}", "{field: x}", "`condition` compares nothing", 15],
    ["rules: [a]\n", "", "`rules` is missing or empty", 12],
    ["rules: [a]", "rules: [a]\naliases: {x: {b: y}}", "`b` is not among the `rules`", 14],
    ["rules: [a]", "rules: [a, c]", "`c` cannot be run: the correlation refers to itself", 13],
  ])("%s → %s", (part, change, message, line) => {
    const { problems } = sigmaEngine.parse([{ file: "f", text: rules(good.replace(part, change)) }]);
    expect(problems).toMatchObject([{ message, line }]);
  });
  it("a correlation of a broken rule", () => {
    const { rules: found, problems } = sigmaEngine.parse([
      { file: "f", text: rules(good).replace("verb: get", "verb|x: get") },
    ]);
    expect(found).toEqual([]);
    expect(problems.map(({ message }) => message)).toEqual([
      "unknown modifier `x`",
      "the correlation names `a`, which is no readable rule",
    ]);
  });
  it("circles", () => {
    const circle = ["x", "y"]
      .map(
        (name, i) =>
          `title: ${name}\nname: ${name}\ncorrelation: {type: temporal, rules: [${"yx"[i]}], timespan: 1s}\n`,
      )
      .join("---\n");
    expect(problem(circle).message).toContain("the correlation refers to itself");
  });
});
