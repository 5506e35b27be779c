import type { AuditEvent, RuleProblem } from "../../../src/engines/engine.ts";
import { sigmaEngine } from "../../../src/engines/sigma/index.ts";

/** Indents a block under a key. */
export function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(by));
}

/** A rule file around the text of a detection. */
export function file(detection: string, head = ""): string {
  return `title: T\n${head}detection:\n${indented(detection.trim(), 2)}\n`;
}

/** A rule with one selection. */
export function selection(body: string, head = ""): string {
  return file(`s:\n${indented(body, 2)}\ncondition: s`, head);
}

/** Whether the only rule of a text that must be good matches. */
export function matches(text: string, event: AuditEvent): boolean {
  const { rules, problems } = sigmaEngine.parse([{ file: "r.yml", text }]);
  const [rule] = rules;
  if (!rule?.matches || problems.length > 0) throw new Error(`${text}: ${JSON.stringify(problems)}`);
  return rule.matches(event);
}

/** The only problem of a text whose rule must be refused. */
export function problem(text: string): RuleProblem {
  const { rules, problems } = sigmaEngine.parse([{ file: "r.yml", text }]);
  const [first] = problems;
  if (!first || rules.length > 0) throw new Error(`no problem: ${text}`);
  return first;
}

/** The alerts of the only rule, as lists of indexes. */
export function alerts(text: string, events: readonly AuditEvent[]): readonly (readonly number[])[] {
  const { rules, problems } = sigmaEngine.parse([{ file: "r.yml", text }]);
  const [rule] = rules;
  if (!rule || rules.length > 1 || problems.length > 0)
    throw new Error(`${rules.length}: ${JSON.stringify(problems)}`);
  return rule.run(events).map(({ events: found }) => found);
}
