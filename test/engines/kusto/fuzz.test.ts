import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sentinelEngine } from "../../../src/engines/kusto/index.ts";
import { cpuTime } from "../cpu-time.ts";

const WORDS =
  `AKSAudit where extend project summarize by join kind = inner on mv-apply mv-expand let f x ( ) { } [ ] | , ; . ==
!= =~ in in~ !in has !has_cs contains matches regex between .. and or not( tostring( tolong( count() make_set( arg_max( bin(
Verb User.username ObjectRef TimeGenerated RequestObject "a" 'b' @"c" 5 1.5 1h ago( now() dynamic( datetime(2026-01-01) true
false null * - + / % < > <= >= union datatable print take top sort asc desc serialize row_number() prev( distinct to typeof(`.split(
    /\s+/,
  );
const FILES = ["q.kql", "q.yaml", "q.json"];

function check(text: string, file: string): void {
  const start = cpuTime();
  const { rules, problems } = sentinelEngine.parse([{ file, text }]);
  expect(cpuTime() - start).toBeLessThan(1000);
  expect(rules.length + problems.length).toBeGreaterThan(0);
  for (const { line, column } of problems) expect(Math.min(line, column)).toBeGreaterThan(0);
  for (const rule of rules) rule.run([{ verb: "get", user: { username: "a" } }, {}]);
}

describe("any text gives rules or problems, never an exception", () => {
  it("random text", () => {
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.string({ maxLength: 300 }));
    fc.assert(fc.property(text, fc.constantFrom(...FILES), check), { numRuns: 600 });
  });
  it("token soup", () => {
    const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }).map((words) => words.join(" "));
    const query = fc
      .tuple(fc.constantFrom("", "AKSAudit | ", "AKSAudit | where ", "print x = "), soup)
      .map((p) => p.join(""));
    fc.assert(
      fc.property(query, (text) => check(text, "q.kql")),
      { numRuns: 3000 },
    );
  });
  it("a megabyte", () => {
    check(`print datetime(${" ".repeat(1_000_000)}`, "q.kql");
    check(`print datetime${" ".repeat(500_000)}(${" ".repeat(500_000)})`, "q.kql");
    check(`print ${"1".repeat(1_000_000)}x`, "q.kql");
    for (const unit of [
      "a",
      "(",
      "[",
      '"',
      "{",
      "a or ",
      "1+",
      "|",
      "let a=1;",
      "//",
      "\\",
      "x.",
      "not(",
      "f(x,",
    ]) {
      check(unit.repeat(Math.floor(1_000_000 / unit.length)), "q.kql");
    }
  });
});
