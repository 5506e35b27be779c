import { readFileSync } from "node:fs";
import type { AuditEvent, RuleProblem } from "../../../src/engines/engine.ts";
import { elasticEngine } from "../../../src/engines/kuery/index.ts";

/** Real events and the documents that Elastic's integration makes of them. */
export function fixture(name: string): Record<string, unknown>[] {
  const url = new URL(`../../fixtures/engines/${name}`, import.meta.url);
  const lines = readFileSync(url, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Compiles a rule that must be good. */
export function rule(text: string, file = "q.kuery") {
  const { rules, problems } = elasticEngine.parse([{ file, text }]);
  const [only] = rules;
  if (!only || problems.length > 0) throw new Error(`${text}: ${JSON.stringify(problems)}`);
  return only;
}

/** Whether a query matches an event. */
export function matches(query: string, event: AuditEvent): boolean | undefined {
  return rule(query).matches?.(event);
}

/** The first problem of a rule that must be bad. */
export function problem(text: string, file = "q.kuery"): RuleProblem {
  const { rules, problems } = elasticEngine.parse([{ file, text }]);
  const [first] = problems;
  if (!first || rules.length > 0) throw new Error(`no problem: ${text}`);
  return first;
}
