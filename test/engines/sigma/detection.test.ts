import { describe, expect, it } from "vitest";
import { sigmaEngine } from "../../../src/engines/sigma/index.ts";
import { file, matches, problem, selection } from "./run.ts";

type Row = [body: string, event: Record<string, unknown>, expected: boolean];

const CASE: Row[] = [
  ["verb: GET", { verb: "get" }, true],
  ["verb: get", { verb: "GETS" }, false],
  ["verb|cased: GET", { verb: "get" }, false],
  ["verb|cased: get", { verb: "get" }, true],
  ["user: ÄRGER", { user: "ärger" }, true],
  ["verb|re: GET", { verb: "get" }, false],
  ["verb|re|i: GET", { verb: "get" }, true],
];

const WILDCARDS: Row[] = [
  ["a: x*z", { a: "xyyz" }, true],
  ["a: x*z", { a: "x\nz" }, true],
  ["a: x*z", { a: "xyya" }, false],
  ["a: x?z", { a: "xyz" }, true],
  ["a: x?z", { a: "xz" }, false],
  ["a: x?z", { a: "x😀z" }, true],
  ["a: '*'", { a: "" }, true],
  ["a: '*'", {}, false],
  ["a: '?*'", { a: "" }, false],
  [String.raw`a: x\*z`, { a: "x*z" }, true],
  [String.raw`a: x\*z`, { a: "xyz" }, false],
  [String.raw`a: x\?`, { a: "x?" }, true],
  [String.raw`a: x\y`, { a: "x\\y" }, true],
  [String.raw`a: x\\y`, { a: "x\\y" }, true],
  [String.raw`a: x\\*`, { a: "x\\yz" }, true],
  [String.raw`a: x\\*`, { a: "x*" }, false],
  [String.raw`a: x\\\*`, { a: "x\\*" }, true],
  [String.raw`a: x\\\\y`, { a: "x\\\\y" }, true],
  [String.raw`a: x\\\y`, { a: "x\\\\y" }, true],
  [String.raw`a: x\ `, { a: "x\\" }, true],
];

const MODIFIERS: Row[] = [
  ["a|contains: b", { a: "xBx" }, true],
  ["a|contains: b*d", { a: "xbcdx" }, true],
  ["a|startswith: b", { a: "bx" }, true],
  ["a|startswith: b", { a: "xb" }, false],
  ["a|endswith: b", { a: "xb" }, true],
  ["a|endswith: b?", { a: "xbc" }, true],
  ["a|contains|all: [b, c]", { a: "xcbx" }, true],
  ["a|contains|all: [b, c]", { a: "xbx" }, false],
  ["a|contains: [b, c]", { a: "xc" }, true],
  ["a|contains: ''", { a: "x" }, true],
  ["a|re: ^b.d$", { a: "bcd" }, true],
  ["a|re: b.d", { a: "xbcdx" }, true],
  ["a|re: b.d", { a: "b\nd" }, false],
  ["a|re|s: b.d", { a: "b\nd" }, true],
  ["a|re: ^d", { a: "b\nd" }, false],
  ["a|re|m: ^d", { a: "b\nd" }, true],
  ["a|re: '[0-9]+'", { a: 42 }, true],
  ["a|cidr: 10.0.0.0/8", { a: "10.1.2.3" }, true],
  ["a|cidr: 10.0.0.0/8", { a: "11.1.2.3" }, false],
  ["a|cidr: 10.0.0.0/8", { a: "10.1" }, false],
  ["a|cidr: fd00::/8", { a: "fd12::1" }, true],
  ["a|cidr: fd00::/8", { a: "10.0.0.1" }, false],
  ["a|cidr: [10.0.0.0/8, 192.168.0.0/16]", { a: ["1.1.1.1", "192.168.3.4"] }, true],
  ["a|gt: 5", { a: 6 }, true],
  ["a|gt: 5", { a: 5 }, false],
  ["a|gte: 5", { a: 5 }, true],
  ["a|lt: 5", { a: 4.5 }, true],
  ["a|lte: 5", { a: "5" }, true],
  ["a|gt: 5", { a: "x" }, false],
  ["a|gt: 5", {}, false],
  ["a|neq: 5", { a: 6 }, true],
  ["a|neq: 5", { a: 5 }, false],
  ["a|neq: 5", {}, false],
  ["a|neq: [x, y]", { a: "z" }, true],
  ["a|neq: [x, y]", { a: "y" }, false],
  ["a|neq: x", { a: ["y", "x"] }, false],
  ["a|fieldref: b", { a: "X", b: "x" }, true],
  ["a|fieldref|cased: b", { a: "X", b: "x" }, false],
  ["a|fieldref: b", { a: "x" }, false],
  ["a|fieldref: b", {}, false],
  ["a|fieldref|neq: b", { a: "x", b: "y" }, true],
  ["a|fieldref|neq: b", { a: "x", b: "x" }, false],
  ["a|fieldref: b.c", { a: "x", b: [{ c: 1 }, { c: "x" }] }, true],
  ["a|base64: foo", { a: "Zm9v" }, true],
  ["a|base64|contains: foo", { a: "..Zm9v.." }, true],
  ["a|base64offset|contains: foobar", { a: Buffer.from("xfoobar!").toString("base64") }, true],
  ["a|base64offset|contains: foobar", { a: Buffer.from("xyfoobar").toString("base64") }, true],
  ["a|base64offset: foobar", { a: Buffer.from("xyzfoobar1").toString("base64") }, true],
  ["a|base64offset|contains: foobar", { a: Buffer.from("nothing").toString("base64") }, false],
  ["a|wide|base64: foo", { a: "ZgBvAG8A" }, true],
  ["a|utf16le|base64: foo", { a: "ZgBvAG8A" }, true],
  ["a|utf16be|base64: foo", { a: "AGYAbwBv" }, true],
  ["a|utf16|base64: foo", { a: "//5mAG8AbwA=" }, true],
  ["a|windash|contains: ' -x'", { a: "cmd /x" }, true],
  ["a|windash|contains: ' -x'", { a: "cmd ―x" }, true],
  ["a|windash|contains: ' /x'", { a: "cmd -x" }, true],
  ["a|windash: a-b*", { a: "a/bc" }, true],
  ["a|hour: 13", { a: "2026-01-02T13:04:05Z" }, true],
  ["a|year: 2026", { a: "2026-01-02T13:04:05Z" }, true],
  ["a|month: [1, 2]", { a: "2026-02-02T13:04:05Z" }, true],
  ["a|week: 53", { a: "2027-01-01T00:00:00Z" }, true],
  ["a|day: 2", { a: "2026-01-02T23:30:00-01:00" }, false],
  ["a|minute: 4", { a: "nonsense" }, false],
];

const PRESENCE: Row[] = [
  ["a: null", {}, true],
  ["a: null", { a: null }, true],
  ["a: null", { a: "" }, false],
  ["a: ''", { a: "" }, true],
  ["a: ''", {}, false],
  ["a: ''", { a: null }, false],
  ["a: [x, null]", {}, true],
  ["a|exists: true", { a: null }, true],
  ["a|exists: true", { a: "" }, true],
  ["a|exists: true", { a: [] }, true],
  ["a|exists: true", {}, false],
  ["a|exists: false", {}, true],
  ["a|exists: false", { a: null }, false],
  ["a|exists: 'yes'", { a: 1 }, true],
  ["a.b|exists: true", { a: {} }, false],
  ["a: 5", { a: 5 }, true],
  ["a: 5", { a: "5" }, true],
  ["a: '5'", { a: 5 }, true],
  ["a: 5.0", { a: 5 }, true],
  ["a: 05", { a: 5 }, true],
  ["a: true", { a: true }, true],
  ["a: true", { a: "TRUE" }, true],
  ["a: 'true'", { a: true }, true],
  ["a: false", { a: true }, false],
  ["a: false", {}, false],
  ["toString: '*'", {}, false],
  ["__proto__: '*'", {}, false],
];

const annotations = { annotations: { "authorization.k8s.io/decision": "allow" } };
const FIELDS: Row[] = [
  ["objectRef.resource: pods", { objectRef: { resource: "pods" } }, true],
  ["annotations.authorization.k8s.io/decision: allow", annotations, true],
  ["a.b: x", { "a.b": "x", a: { b: "y" } }, true],
  ["a.b: y", { "a.b": "x", a: { b: "y" } }, false],
  ["a.b.c.d: x", { a: { "b.c": { d: "x" } } }, true],
  ["user.groups: b", { user: { groups: ["a", "b"] } }, true],
  ["l.n: 2", { l: [{ n: 1 }, { n: 2 }] }, true],
  ["l.n: 3", { l: [{ n: 1 }, [{ n: [3] }]] }, true],
  ["l.n: 1\nl.m: 2", { l: [{ n: 1 }, { m: 2 }] }, true],
  ["a.b: x", { a: "text" }, false],
  ["a.b: x", { a: null }, false],
];

const SHAPES: Row[] = [
  ["a: x\nb: y", { a: "x", b: "y" }, true],
  ["a: x\nb: y", { a: "x" }, false],
  ["- a: x\n- b: y", { b: "y" }, true],
  ["- a: x\n  c: z\n- b: y", { a: "x" }, false],
  ["- needle", { deep: { list: ["a NEEDLE here"] } }, true],
  ["- needle", { needle: "key only" }, false],
  ["- nee*dle\n- 42", { n: 42 }, true],
  ["needle", { a: "needle" }, true],
  ["'|all': [one, two]", { a: "one", b: "two" }, true],
  ["'|all': [one, two]", { a: "one" }, false],
  ["'|re': on[e]", { b: { c: "xone" } }, true],
  ["- a: x\n- needle", { z: "needle" }, true],
];

describe.each([
  ["case", CASE],
  ["wildcards and escapes", WILDCARDS],
  ["modifiers", MODIFIERS],
  ["null, empty and types", PRESENCE],
  ["field names", FIELDS],
  ["shapes", SHAPES],
])("%s", (_name, rows) => {
  it.each(rows)("%s on %j is %s", (body, event, expected) => {
    expect(matches(selection(body), event)).toBe(expected);
  });
});

describe("array blocks (sigma-version: 3)", () => {
  const containers = (...list: unknown[]): Record<string, unknown> => ({ spec: { containers: list } });
  const good = { image: "a", securityContext: { privileged: true } };
  const block = "spec.containers[any]:\n  image: a\n  securityContext.privileged: true";
  it.each<Row>([
    [block, containers({ image: "b" }, good), true],
    [block, containers({ image: "a" }, { securityContext: { privileged: true } }), false],
    [block, containers(), false],
    [block, {}, false],
    [block, { spec: { containers: good } }, true],
    ["l[all]:\n  n: 1", { l: [{ n: 1 }, { n: 1 }] }, true],
    ["l[all]:\n  n: 1", { l: [{ n: 1 }, {}] }, false],
    ["l[all]:\n  n: 1", { l: [] }, false],
    ["l[none]:\n  n: 1", { l: [{ n: 2 }] }, true],
    ["l[none]:\n  n: 1", { l: [{ n: 2 }, { n: 1 }] }, false],
    ["l[none]:\n  n: 1", {}, true],
    ["l[none]:\n  n: 1", { l: null }, true],
    [
      "l[any]:\n  n|startswith: x\n  m[any]:\n    k: 1\n    j: 2",
      { l: [{ n: "xy", m: [{ k: 1, j: 2 }] }] },
      true,
    ],
    [
      "l[any]:\n  n|startswith: x\n  m[any]:\n    k: 1\n    j: 2",
      { l: [{ n: "xy", m: [{ k: 1 }, { j: 2 }] }] },
      false,
    ],
    ["l[any]:\n  - n: 1\n  - n: 2", { l: [{ n: 2 }] }, true],
    [
      "l[any]:\n  a:\n    n: 1\n  b:\n    m: 1\n  condition: a and not b",
      { l: [{ n: 1, m: 1 }, { n: 1 }] },
      true,
    ],
    ["l[any]:\n  a:\n    n: 1\n  b:\n    m: 1\n  condition: a and not b", { l: [{ n: 1, m: 1 }] }, false],
    ["l[all]|startswith: x", { l: ["xa", "xb"] }, true],
    ["l[all]|startswith: x", { l: ["xa", "b"] }, false],
    ["l[any]: [a, b]", { l: ["c", "b"] }, true],
    ["l[any]:\n  n|fieldref: top", { top: "x", l: [{ n: "x" }] }, true],
    ["l[any]:\n  n: null", { l: [{ n: 1 }, {}] }, true],
    ["l[0]: a", { l: ["a", "b"] }, true],
    ["l[-1].n: a", { l: [{ n: "b" }, { n: "a" }] }, true],
    ["l[5]: a", { l: ["a"] }, false],
    ["l\\[0\\]: a", { "l[0]": "a" }, true],
  ])("%s on %j is %s", (body, event, expected) => {
    expect(matches(selection(body, "sigma-version: 3\n"), event)).toBe(expected);
  });
  it("must be declared", () => {
    expect(problem(selection(block))).toMatchObject({
      line: 4,
      column: 5,
      message: "`[any]` selects elements of an array, which is not part of Sigma 2.1",
    });
    expect(problem(selection("a: 1", "sigma-version: 4\n")).message).toBe("`sigma-version: 4` is not known");
    expect(problem(selection("a[any].b: 1\na[any].b[any]: 1", "sigma-version: 3\n")).message).toContain(
      "only the end",
    );
  });
});

describe("conditions", () => {
  const names = ["a1", "a2", "b_x", "_hidden", "filter"];
  const body = names.map((name) => `${name}:\n  ${name}: 1`).join("\n");
  const on = (...set: string[]): Record<string, unknown> => Object.fromEntries(set.map((name) => [name, 1]));
  it.each<[string, Record<string, unknown>, boolean]>([
    ["a1 or a2 and filter", on("a1"), true],
    ["(a1 or a2) and filter", on("a1"), false],
    ["not a1 and filter", on("filter"), true],
    ["not (a1 and filter)", on("filter"), true],
    ["not not a1", on("a1"), true],
    ["a1 or not a2 and filter", on("filter"), true],
    ["1 of a*", on("a2"), true],
    ["all of a*", on("a2"), false],
    ["all of a*", on("a1", "a2"), true],
    ["any of a*", on("a2"), true],
    ["1 of them", on("_hidden"), false],
    ["1 of them", on("b_x"), true],
    ["all of them", on("a1", "a2", "b_x", "filter"), true],
    ["1 of *", on("_hidden"), false],
    ["1 of _*", on("_hidden"), true],
    ["_hidden", on("_hidden"), true],
    ["1 of *_x", on("b_x"), true],
    ["1 of a1", on("a1"), true],
    ["not 1 of a* and filter", on("filter"), true],
    ["a1 and not 1 of filter*", on("a1"), true],
    ["(1 of a* or filter)and not b_x", on("filter"), true],
  ])("%s on %j is %s", (condition, event, expected) => {
    expect(matches(file(`${body}\ncondition: ${condition}`), event)).toBe(expected);
  });
  it("a list of conditions is any of them", () => {
    expect(matches(file(`${body}\ncondition: [a1, filter]`), on("filter"))).toBe(true);
    expect(matches(file(`${body}\ncondition: [a1, filter]`), on("a2"))).toBe(false);
  });
  it.each([
    ["a3", 14, "the condition names `a3`, which is no selection", "did you mean `a1`?"],
    ["a1 AND a2", 17, "expected `and`, `or` or the end, found `AND`", undefined],
    ["a1 and", 20, "expected a selection, found the end of the condition", undefined],
    ["(a1", 17, "expected `)`, found the end of the condition", undefined],
    ["a1 a2", 17, "expected `and`, `or` or the end, found `a2`", undefined],
    ["2 of a*", 14, "`2 of` is not defined", "use `1 of` or `all of`"],
    ["1 of c*", 19, "the condition names `c*`, which is no selection", undefined],
    ["1 of", 18, "expected a pattern or `them` after `of`, found the end of the condition", undefined],
    ["a1 | count() > 5", 17, "`|` in a condition is not part of Sigma 2", undefined],
    [
      "AND",
      14,
      "the condition names `AND`, which is no selection",
      "keywords are written in lower case: `and`",
    ],
  ])("refuses %s", (condition, column, message, hint) => {
    const found = problem(file(`${body}\ncondition: ${condition}`));
    expect(found).toMatchObject({ line: 13, column, message, rule: "T" });
    if (hint !== undefined) expect(found.hint).toBe(hint);
  });
});

describe("refusals", () => {
  it.each([
    ["a|contain: x", "unknown modifier `contain`", 4, 7],
    ["a|not: x", "unknown modifier `not`", 4, 7],
    ["a|expand: '%x%'", "placeholders (`expand`) cannot be filled in here", 4, 7],
    ["a|contains|re: x", "`contains` and `re` exclude each other", 4, 7],
    ["a|re|base64: x", "`re` cannot be combined with an encoding", 4, 7],
    ["a|i: x", "`i` is a flag of `re`", 4, 7],
    ["a|all: [x]", "`all` needs more than one value", 4, 12],
    ["a|re: '(?=x)'", "the regex is not valid", 4, 12],
    ["a|cidr: 10.0.0.0/33", "`10.0.0.0/33` is not a network", 4, 13],
    ["a|cidr: host", "`host` is not a network", 4, 13],
    ["a|gt: x", "this modifier needs a number", 4, 11],
    ["a|exists: maybe", "`exists` takes true or false", 4, 15],
    ["a|base64: x*", "a value with wildcards cannot be encoded", 4, 15],
    ["a: {b: c}", "the value of a field cannot be a map", 4, 8],
    ["a: [[x]]", "a value must be a text, a number, a boolean or null", 4, 9],
    ["a: []", "a list of values must not be empty", 4, 8],
    ["{}", "a selection must not be empty", 4, 5],
    ["[]", "a selection must not be empty", 4, 5],
  ])("%s", (body, message, line, column) => {
    const found = problem(selection(body));
    expect(found.message).toContain(message);
    expect(found).toMatchObject({ file: "r.yml", line, column });
  });
  it.each([
    ["title: T\n", "`detection` is missing", 1],
    ["title: T\ndetection:\n  s: {a: b}\n", "`detection` has no `condition`", 3],
    ["title: T\ndetection:\n  condition: s\n", "`detection` has no selection", 3],
    ["title: T\ndetection: x\n", "`detection` must be a mapping", 2],
    ["detection: {s: {a: b}, condition: s}\n", "`title` is missing", 1],
    ["- x\n", "a Sigma rule is a mapping", 1],
    ["title: T\naction: global\n", "`action` is not part of Sigma 2", 2],
    ["title: T\nfilter: {}\n", "Sigma filters are not run here", 2],
    ["title: [\n", "the file is not YAML", 2],
    [selection("a: 1", "level: hihg\n"), "unknown `level`", 2],
    [selection("a: 1", "logsource: {product: windows}\n"), "the rule reads product `windows`", 2],
    [selection("a: 1", "logsource: {product: kubernetes, service: x}\n"), "the rule reads service `x`", 2],
  ])("%j", (text, message, line) => {
    const found = problem(text);
    expect(found.message).toContain(message);
    expect(found.line).toBe(line);
  });
  it("keeps the good documents of a file", () => {
    const text = `${selection("a|x: 1")}---\n${selection("a: 1", "id: second\nlevel: critical\n")}---\n`;
    const { rules, problems } = sigmaEngine.parse([{ file: "r.yml", text }]);
    expect(rules).toMatchObject([{ id: "second", title: "T", severity: "critical" }]);
    expect(problems).toMatchObject([{ line: 4, rule: "T" }]);
    expect(rules[0]?.run([{ a: 1 }, { a: 2 }, { a: "1" }])).toEqual([{ events: [0] }, { events: [2] }]);
  });
  it("knows one profile", () => {
    expect(sigmaEngine.parse([{ file: "f", text: "" }], { profile: "x" }).problems).toHaveLength(1);
    expect(sigmaEngine.parse([{ file: "f", text: "" }], { profile: "raw" }).problems).toEqual([]);
  });
});
