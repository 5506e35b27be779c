/**
 * Falco rules on Kubernetes audit events: what Falco 0.44.1 (engine 0.62.0) does with the plugins k8saudit
 * 0.18.0 and json 0.7.4.
 *
 * In scope: rules files with lists, macros, append, override, exceptions and `enabled`; the whole condition
 * grammar; the fields ka.* and jevt.*; load errors that Falco gives, each with its place. Lists and macros are
 * shared by all files given to `parse`, in their order.
 *
 * Out of scope: other sources than k8s_audit, the text of `output` (only its fields are checked), and what
 * depends on the process rather than on the event: the 64 KiB line limit, `rule_matching: first` (every rule is
 * run), which other rules have read a serialised object before. A number keeps its value, not its spelling
 * (1.50 is read as 1.5), because an event here is already parsed. Falco loads nothing from a file with one bad
 * rule; here the other rules still run, and the problem is told.
 *
 * An event is dropped when its `kind` is not Event (items of an EventList have none) or its `stageTimestamp` is
 * not a time.
 */
import type { AuditEvent, Engine, EngineRule, ParsedRules, RuleProblem } from "../engine.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import type { BoundCondition } from "./bind-condition.ts";
import { Compiler } from "./compile.ts";
import { Definitions, type RuleInfo } from "./definitions.ts";
import { hasTime } from "./event-time.ts";
import { Files } from "./files.ts";
import { type Report, readFile } from "./read-file.ts";
import { PRIORITIES } from "./read-rule.ts";

/** The interpreter of Falco rules (falco.org "Rules"; k8saudit's README). */
export const falcoEngine: Engine = {
  id: "falco",
  profiles: ["k8saudit"],
  parse: (sources, options = {}): ParsedRules => {
    const files = new Files(sources);
    if (options.profile !== undefined && options.profile !== "k8saudit") {
      return { rules: [], problems: [files.problem(0, `unknown profile \`${options.profile}\``)] };
    }
    const problems: RuleProblem[] = [];
    const report: Report = (error, rule) => problems.push(files.problemOf(error, rule));
    const definitions = new Definitions();
    sources.forEach(({ text }, i) => {
      readFile(text, files.base(i), definitions, report);
    });
    const compiler = new Compiler(definitions, report);
    const rules: EngineRule[] = [];
    for (const rule of definitions.rules.values()) {
      const bound = compileRule(compiler, rule, report);
      if (bound && rule.enabled) rules.push(readyRule(rule, bound));
    }
    return { rules, problems };
  },
};

function compileRule(compiler: Compiler, rule: RuleInfo, report: Report): BoundCondition | undefined {
  try {
    return compiler.rule(rule);
  } catch (error) {
    if (error instanceof RuleSyntaxError) report(error, rule.name);
    else if (error instanceof RangeError)
      report(new RuleSyntaxError("nested too deeply", rule.offset), rule.name);
    else throw error;
    return undefined;
  }
}

function readyRule(rule: RuleInfo, { test }: BoundCondition): EngineRule {
  const matches = (event: AuditEvent): boolean => {
    const kind = Object.hasOwn(event, "kind") ? event["kind"] : undefined;
    if ((kind !== undefined && kind !== "Event") || !hasTime(event)) return false;
    try {
      return test(event);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  };
  return {
    id: rule.name,
    title: rule.name,
    severity: PRIORITIES.get(rule.priority) ?? "medium",
    matches,
    run: (events) => events.flatMap((event, i) => (matches(event) ? [{ events: [i] }] : [])),
  };
}
