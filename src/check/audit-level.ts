import { LEVELS } from "../audit/field-path.ts";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Rule } from "../lower/lower.ts";

/** A declared audit level below what the fields need is an error: the rule could never fire. */
export function auditLevel(rule: Rule): Diagnostic[] {
  const { declaredLevel, stages } = rule.definition;
  const problems: Diagnostic[] = [];
  if (declaredLevel !== undefined && LEVELS.indexOf(declaredLevel.level) < LEVELS.indexOf(rule.level)) {
    const message = `the rule reads fields that are logged from level ${rule.level} on`;
    problems.push(diagnostic("RW1308", declaredLevel.span, message, `write \`level: ${rule.level}\``));
  }
  if (stages.length === 1 && stages[0] === "RequestReceived" && rule.level !== "Metadata") {
    const message = "at stage RequestReceived no body is logged yet";
    problems.push(diagnostic("RW1310", rule.definition.span, message, "use stage ResponseComplete"));
  }
  return problems;
}
