import { describe, expect, it } from "vitest";
import { cpuTime } from "../cpu-time.ts";
import { problem } from "./run.ts";

const A = "kubernetes.audit";
const PROBLEMS: [string, number, number, string][] = [
  ["source.ip:10.*", 1, 11, "wildcard"],
  [`${A}.responseStatus.code:4*`, 1, 38, "wildcard"],
  [`${A}.responseStatus.code:many`, 1, 38, "integer"],
  ["source.ip:x", 1, 11, "type ip"],
  [`${A}.requestObject.spec.hostPID:yes`, 1, 45, "boolean"],
  [`${A}.requestObject.rules.verbs:get`, 1, 1, "nested"],
  [`${A}.verb:{ x:y }`, 1, 1, "braces"],
  [`${A}.requestObject.spec.containers:{ image:y }`, 1, 1, "braces"],
  [`${A}.verb:null`, 1, 23, "`null`"],
  [`${A}.verb:a\\/b`, 1, 24, "unknown escape"],
  [`${A}.verb:a:b`, 1, 24, "expected `and`"],
  [`${A}.verb:(a`, 1, 25, "`)`"],
  [`${A}.verb:"a`, 1, 23, "not closed"],
  [`${A}.verb:`, 1, 23, "a value"],
  [`${A}.verb:cannot be`, 1, 26, "expected `and`"],
  [`${A}.verb:a and`, 1, 28, ""],
  ["not not a:b", 1, 5, "expected a field"],
  [`${A}.verb:x and\n  ${A}.responseStatus.code:y`, 2, 40, "integer"],
  [`${A}.user.groups:a b*`, 1, 30, "white space"],
  ["@timestamp > now-5m", 1, 14, "no date"],
  [`${A}.user.groups > a`, 1, 32, "not supported"],
].filter((row) => row[3] !== "") as [string, number, number, string][];

describe("problems have a place", () => {
  it.each(PROBLEMS)("%s", (query, line, column, text) => {
    const found = problem(query);
    expect(found.message).toContain(text);
    expect([found.line, found.column]).toEqual([line, column]);
  });
  it("hostile text ends in a problem within a second", () => {
    const start = cpuTime();
    for (const text of [
      "(".repeat(10_000),
      "a:(".repeat(10_000),
      "a:{".repeat(10_000),
      "not ".repeat(250_000),
    ]) {
      expect(problem(text).message).not.toBe("");
    }
    expect(problem("a".repeat(1_048_577)).message).toContain("1 MiB");
    expect(cpuTime() - start).toBeLessThan(1500);
  });
});
