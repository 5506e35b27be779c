import type {
  AuditEvent,
  Engine,
  EngineAlert,
  EngineRule,
  ParsedRules,
  RuleProblem,
  RuleSource,
} from "../engine.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import { compile } from "./compile.ts";
import { documentOf } from "./document.ts";
import type { Test } from "./field-tests.ts";
import { compileFilters } from "./filters.ts";
import { parseKuery } from "./parse.ts";
import { type KueryRule, problemOf, readRuleFile } from "./rule-files.ts";
import { compileThreshold, type Hit, type Threshold } from "./threshold.ts";

const PROFILES = ["kubernetes"];

/**
 * The interpreter of Kibana's detection rules in KQL (Elastic: "Kibana Query Language", "Create a detection
 * rule"), run on the documents that Elastic's Kubernetes integration makes of audit events.
 */
export const elasticEngine: Engine = {
  id: "elastic",
  profiles: PROFILES,
  parse: (sources, options = {}): ParsedRules => {
    const rules: EngineRule[] = [];
    const problems: RuleProblem[] = [];
    const profile = options.profile ?? "kubernetes";
    for (const source of sources) {
      if (!PROFILES.includes(profile)) {
        problems.push({ file: source.file, line: 1, column: 1, message: `unknown profile \`${profile}\`` });
        continue;
      }
      const file = readRuleFile(source);
      problems.push(...file.problems);
      for (const rule of file.rules) {
        const result = build(rule, source);
        if ("message" in result) problems.push(result);
        else rules.push(result);
      }
    }
    return { rules, problems };
  },
};

function build(rule: KueryRule, source: RuleSource): EngineRule | RuleProblem {
  try {
    const query = compile(parseKuery(rule.query));
    const start = rule.query.length;
    const filters = compileFilters(rule.filters, start);
    const threshold = "threshold" in rule ? compileThreshold(rule.threshold, start) : undefined;
    return ready(rule, (document) => query(document) && filters(document), threshold);
  } catch (error) {
    if (error instanceof RuleSyntaxError) return problemOf(source, error, rule.at(error.offset), rule.id);
    if (error instanceof RangeError) {
      return problemOf(source, new RuleSyntaxError("the rule is nested too deeply", 0), rule.at(0), rule.id);
    }
    throw error;
  }
}

function ready(rule: KueryRule, test: Test, threshold: Threshold | undefined): EngineRule {
  const { id, title, severity } = rule;
  const matches = (event: AuditEvent): boolean => {
    try {
      return test(documentOf(event));
    } catch {
      return false; // only an event nested beyond the stack can end here; Elasticsearch would refuse it too
    }
  };
  const hits = (events: readonly AuditEvent[]): Hit[] =>
    events.flatMap((event, index) => (matches(event) ? [{ document: documentOf(event), event: index }] : []));
  if (threshold) return { id, title, severity, run: (events) => threshold(hits(events)) };
  const run = (events: readonly AuditEvent[]): EngineAlert[] =>
    hits(events).map(({ event }) => ({ events: [event] }));
  return { id, title, severity, matches, run };
}
