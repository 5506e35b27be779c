import type { AuditEvent, RuleProblem } from "../../../src/engines/engine.ts";
import { falcoEngine } from "../../../src/engines/falco/index.ts";

/** An event that Falco takes in, with what a test adds to it. */
export function event(parts: Record<string, unknown> = {}): AuditEvent {
  return {
    kind: "Event",
    auditID: "a",
    stage: "ResponseComplete",
    stageTimestamp: "2026-01-02T03:04:05.600000Z",
    ...parts,
  };
}

/** A rules file with one rule, after other items. */
export function file(condition: string, before = ""): string {
  const text = condition
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
  return `${before}- rule: R\n  desc: d\n  condition: |-\n${text}\n  output: o\n  priority: WARNING\n  source: k8s_audit\n`;
}

/** Whether the only rule of a file that must be good matches. */
export function matches(condition: string, of: AuditEvent = event(), before = ""): boolean {
  const { rules, problems } = falcoEngine.parse([{ file: "r.yaml", text: file(condition, before) }]);
  const [rule] = rules;
  if (!rule?.matches || problems.length > 0) throw new Error(`${condition}: ${JSON.stringify(problems)}`);
  return rule.matches(of);
}

/** The first problem of a condition that must be bad. */
export function problem(condition: string, before = ""): RuleProblem {
  return problemOf(file(condition, before));
}

/** The first problem of a file whose rule must be bad. */
export function problemOf(text: string): RuleProblem {
  const { problems, rules } = falcoEngine.parse([{ file: "r.yaml", text }]);
  const [first] = problems;
  if (!first) throw new Error(`no problem: ${text}: ${rules.length} rules`);
  return first;
}
