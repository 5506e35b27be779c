import { readFileSync } from "node:fs";
import type { AuditEvent, EngineOptions, EngineRule, RuleProblem } from "../../../src/engines/engine.ts";
import { splunkEngine } from "../../../src/engines/spl/index.ts";

/** Real audit events. */
export function fixture(): AuditEvent[] {
  const url = new URL("../../fixtures/engines/native.jsonl", import.meta.url);
  const lines = readFileSync(url, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as AuditEvent);
}

/** Compiles a search that must be good. */
export function rule(search: string, options: EngineOptions = {}): EngineRule {
  const { rules, problems } = splunkEngine.parse([{ file: "rule.spl", text: search }], options);
  const [only] = rules;
  if (!only || problems.length > 0) throw new Error(`${search}: ${JSON.stringify(problems)}`);
  return only;
}

/** Whether a search, begun with the usual macro, matches an event; `matches` and `run` must agree. */
export function matches(tail: string, event: AuditEvent, options: EngineOptions = {}): boolean {
  const compiled = rule(`\`kube_audit\` ${tail}`, options);
  const ran = compiled.run([event]).length > 0;
  if (compiled.matches && compiled.matches(event) !== ran)
    throw new Error(`${tail}: matches and run disagree`);
  return ran;
}

/** The result rows of a search. */
export function rows(tail: string, events: readonly AuditEvent[]): Record<string, unknown>[] {
  return rule(`\`kube_audit\` ${tail}`)
    .run(events)
    .map((alert) => ({ ...alert.row }));
}

/** The value that `eval` gives to an expression. */
export function value(expression: string, event: AuditEvent = {}): unknown {
  return rows(`| eval x=${expression} | table x`, [event])[0]?.["x"] ?? null;
}

/** The first problem of a search that must be bad. */
export function problem(search: string, options: EngineOptions = {}): RuleProblem {
  const { rules, problems } = splunkEngine.parse([{ file: "rule.spl", text: search }], options);
  const [first] = problems;
  if (!first || rules.length > 0) throw new Error(`no problem: ${search}`);
  return first;
}
