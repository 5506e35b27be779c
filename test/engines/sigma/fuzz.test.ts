import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sigmaEngine } from "../../../src/engines/sigma/index.ts";
import { cpuTime } from "../cpu-time.ts";
import { file, selection } from "./run.ts";

const KEYS =
  `a|contains a|re a|re|i a|cidr a|gt a|exists a|fieldref a|base64offset a|wide|base64 a|windash a|all a|neq a|hour a
a.b.c l[any] l[all] l[0] l[none]|startswith |all condition timeframe`.split(/\s+/);
const VALUES =
  `x '*' 'a*?\\*' 5 null true [x,y] [] {} {a:b} '(a+)+$' 10.0.0.0/8 '[' [{a:b}] [1,[2]] ~ "\\x41" |`.split(
    " ",
  );
const CONDITION = `a1 a2 _h and or not ( ) 1 all any of them a* *_x | 2 AND`.split(" ");
const ITEMS =
  `title: id: name: level: detection: condition: correlation: type: rules: group-by: timespan: aliases: generate: a b 1h
event_count temporal [a] {gte: 2} --- - \n \n\u0020\u0020 sigma-version: 3 logsource: &a *a "x" >`.split(" ");
const EVENTS = [
  { a: "x", l: [{ n: 1 }] },
  { a: ["x", null, { b: { c: 1 } }] },
  {},
  { stageTimestamp: "2026-01-01T00:00:00Z" },
];

function check(text: string): void {
  const start = cpuTime();
  const { rules, problems } = sigmaEngine.parse([{ file: "r.yml", text }]);
  expect(cpuTime() - start).toBeLessThan(2000);
  for (const { line, column, message } of problems) {
    expect(Math.min(line, column)).toBeGreaterThan(0);
    expect(message).not.toBe("");
  }
  for (const rule of rules) expect(rule.run(EVENTS).length).toBeLessThanOrEqual(EVENTS.length);
}

describe("any text gives rules or problems, never an exception", () => {
  it("random text", () => {
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.string({ maxLength: 300 }));
    fc.assert(fc.property(text, check), { numRuns: 1000 });
    fc.assert(
      fc.property(text, (body) => check(selection(body))),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(text, (value) => check(selection(`a|re: ${JSON.stringify(value)}`))),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(text, (value) => check(file(`a1: {a: b}\ncondition: ${JSON.stringify(value)}`))),
      { numRuns: 500 },
    );
  });
  it("soup of tokens", () => {
    const entry = fc
      .tuple(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES))
      .map(([key, value]) => `'${key}': ${value}`);
    const body = fc.array(entry, { maxLength: 4 }).map((lines) => lines.join("\n"));
    const head = fc.constantFrom("", "sigma-version: 3\n");
    fc.assert(
      fc.property(body, head, (text, before) => check(selection(text, before))),
      { numRuns: 3000 },
    );
    const nested = body.map((text) => `l[any]:\n${text.replace(/^/gm, "  ")}`);
    fc.assert(
      fc.property(nested, (text) => check(selection(text, "sigma-version: 3\n"))),
      { numRuns: 1000 },
    );
    const condition = fc
      .array(fc.constantFrom(...CONDITION), { maxLength: 14 })
      .map((words) => words.join(" "));
    fc.assert(
      fc.property(condition, (text) =>
        check(file(`a1: {a: x}\na2: {b: x}\n_h: {a: null}\ncondition: ${text}`)),
      ),
      { numRuns: 3000 },
    );
    const items = fc.array(fc.constantFrom(...ITEMS), { maxLength: 30 }).map((words) => words.join(" "));
    fc.assert(fc.property(items, check), { numRuns: 2000 });
  });
  it("a megabyte and deep nesting", () => {
    for (const unit of [
      "a",
      "(",
      "not ",
      "a1 or ",
      "*",
      "\\",
      "'",
      "[",
      "{",
      "- ",
      "a: ",
      "1 of a* and ",
      "-/",
    ]) {
      const text = unit.repeat(Math.floor(1_000_000 / unit.length));
      check(text);
      check(file(`a1: {a: b}\ncondition: "${text.replaceAll("\\", "\\\\")}"`));
      check(selection(`a|contains: "${text.replaceAll("\\", "\\\\")}"`));
    }
    check(file(`a1: {a: b}\ncondition: ${"(".repeat(10_000)}`));
    check(selection(`a|re: ${"(a*)*".repeat(1000)}b`));
    check(selection(`a|windash|base64: ${"-".repeat(100)}`));
    const bomb = Array.from({ length: 30 }, (_, i) =>
      i === 0 ? "a0: &a0 [x, x]" : `a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`,
    );
    check(selection(bomb.join("\n")));
    const circles = Array.from({ length: 500 }, (_, i) => {
      const next = i === 499 ? "" : `c${i + 1}, c${i + 1}`;
      return `title: c${i}\nname: c${i}\ncorrelation: {type: temporal, rules: [${next}], timespan: 1s}\n`;
    });
    check(circles.join("---\n"));
  });
});

it("no event makes a rule throw", () => {
  const bodies = KEYS.filter((key) => !key.startsWith("condition")).map((key) => {
    const value = key.includes("cidr")
      ? "10.0.0.0/8"
      : key.includes("gt") || key.includes("hour")
        ? "5"
        : "'true'";
    return `'${key}': ${key.includes("all") && !key.includes("[") ? "[x, y]" : value}`;
  });
  const rules = bodies.flatMap(
    (body) => sigmaEngine.parse([{ file: "r", text: selection(body, "sigma-version: 3\n") }]).rules,
  );
  expect(rules.length).toBeGreaterThan(15);
  const event = fc.record(
    { a: fc.jsonValue({ maxDepth: 4 }), l: fc.jsonValue({ maxDepth: 4 }) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(event, (one) => {
      for (const rule of rules) expect(typeof rule.matches?.(one)).toBe("boolean");
    }),
    { numRuns: 1000 },
  );
  const deep = JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`) as unknown;
  for (const rule of rules) expect(typeof rule.matches?.({ a: deep, l: deep })).toBe("boolean");
});
