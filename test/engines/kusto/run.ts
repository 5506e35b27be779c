import { readFileSync } from "node:fs";
import type { AuditEvent, RuleProblem } from "../../../src/engines/engine.ts";
import { sentinelEngine } from "../../../src/engines/kusto/index.ts";

/** Real events, with the rows and documents that vendors make of them beside them. */
export function fixture(name: string): Record<string, unknown>[] {
  const url = new URL(`../../fixtures/engines/${name}`, import.meta.url);
  return readFileSync(url, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Compiles a query that must be good. */
export function rule(query: string, profile = "aks") {
  const { rules, problems } = sentinelEngine.parse([{ file: "q.kql", text: query }], { profile });
  const [only] = rules;
  if (!only || problems.length > 0) throw new Error(`${query}: ${JSON.stringify(problems)}`);
  return only;
}

/** The result rows of a query. */
export function rows(
  query: string,
  events: readonly AuditEvent[] = [],
  profile = "aks",
): Record<string, unknown>[] {
  return rule(query, profile)
    .run(events)
    .map((alert) => ({ ...alert.row }));
}

/** The value of one expression. */
export function value(expression: string): unknown {
  return rows(`print x = ${expression}`)[0]?.["x"];
}

/** The first problem of a query that must be bad. */
export function problem(query: string, profile = "aks"): RuleProblem {
  const { rules, problems } = sentinelEngine.parse([{ file: "q.kql", text: query }], { profile });
  const [first] = problems;
  if (!first || rules.length > 0) throw new Error(`no problem: ${query}`);
  return first;
}
