import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { elasticEngine } from "../../../src/engines/kuery/index.ts";
import { cpuTime } from "../cpu-time.ts";

const WORDS =
  `kubernetes.audit.verb kubernetes.audit.requestObject.rules source.ip @timestamp : ( ) { } and or not AND * "a b" "*"
get 403 true null < <= > >= \\: \\u0041 \\n \\not 10.0.0.0/8 "2026-01-02" kubernetes.audit.*`.split(/\s+/);
const FILES = ["q.kuery", "q.ndjson", "q.json", "q.toml"];

function check(text: string, file: string): void {
  const start = cpuTime();
  const { rules, problems } = elasticEngine.parse([{ file, text }]);
  expect(cpuTime() - start).toBeLessThan(1000);
  for (const { line, column } of problems) expect(Math.min(line, column)).toBeGreaterThan(0);
  for (const rule of rules) rule.run([{ verb: "get", sourceIPs: ["10.0.0.1"] }, {}]);
  if (file === "q.kuery") expect(rules.length + problems.length).toBe(1);
}

describe("any text gives rules or problems, never an exception", () => {
  it("random text", () => {
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.string({ maxLength: 300 }));
    fc.assert(fc.property(text, fc.constantFrom(...FILES), check), { numRuns: 1000 });
  });
  it("token soup", () => {
    const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((words) => words.join(" "));
    fc.assert(
      fc.property(soup, (text) => check(text, "q.kuery")),
      { numRuns: 4000 },
    );
  });
  it("random rules", () => {
    const fields = fc.record({
      type: fc.constantFrom("query", "threshold"),
      query: fc.constantFrom(...WORDS),
      filters: fc.oneof(fc.jsonValue(), fc.array(fc.record({ query: fc.jsonValue() }))),
      threshold: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fields, (rule) => check(JSON.stringify(rule), "q.ndjson")),
      { numRuns: 1000 },
    );
  });
  it("a megabyte", () => {
    check(`kubernetes.audit.verb: a${" ".repeat(1_000_000)}b`, "q.kuery");
    check(`a:(b${" ".repeat(500_000)}or c${" ".repeat(500_000)}`, "q.kuery");
    const units = [
      "a",
      "(",
      '"',
      "a:b or ",
      "a:b and ",
      "not ",
      "\\",
      "*",
      " ",
      "{",
      "a:(",
      "\n",
      "<",
      "[",
      "a=1\n",
      "[a]\n",
    ];
    for (const unit of units) {
      for (const file of FILES) check(unit.repeat(Math.floor(1_000_000 / unit.length)), file);
    }
  });
});
