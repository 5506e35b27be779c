/**
 * Sigma rules on raw Kubernetes audit events (specification 2.1.0, 2025-08-02).
 *
 * In scope: the whole detection part with all modifiers but `expand`, conditions, several documents in a file,
 * and correlations of type event_count, value_count, temporal and temporal_ordered over sliding windows of
 * event time; array blocks (`field[any]:`, `[all]`, `[none]`, SEP #212) where a rule declares
 * `sigma-version: 3`. Rules that a correlation names are not rules of their own unless it says `generate: true`.
 *
 * What the specification leaves open, and the choice made here:
 * - A field name is looked up in the event as it is: at every level first as one literal key, then by its dots.
 * - An array stands for all its elements: a leaf is true when any of them satisfies it (as in rsigma), so two
 *   leaves may be satisfied by different elements. `neq` holds when the field is there and no element is equal.
 * - `null` is true for a missing field too, `exists` for a present null; no other value matches either.
 * - Numbers and booleans of the event compare with texts as their JSON text; `*` also crosses line breaks.
 * - Keywords are searched in every text, number and boolean of the event, not in its keys.
 * - Regexes are RE2, searched anywhere in the value.
 *
 * Refused, with place and reason: `expand`, filters, `action` documents, aggregations in conditions, other
 * correlation types, rules for other products.
 */
import type { AuditEvent, Engine, EngineRule, ParsedRules, RuleProblem, RuleSource } from "../engine.ts";
import { lineAndColumn, RuleSyntaxError } from "../syntax-error.ts";
import { readYaml } from "../yaml/read.ts";
import { isNull, type YamlNode } from "../yaml/tree.ts";
import { readDocument } from "./document.ts";
import { type Placed, RuleSet } from "./rule-set.ts";

/** The interpreter of Sigma rules (sigmahq.io; SigmaHQ/sigma-specification 2.1.0). */
export const sigmaEngine: Engine = {
  id: "sigma",
  profiles: ["raw"],
  parse: (sources, options = {}): ParsedRules => {
    if (options.profile !== undefined && options.profile !== "raw") {
      const file = sources[0]?.file ?? "";
      return {
        rules: [],
        problems: [{ file, line: 1, column: 1, message: `unknown profile \`${options.profile}\`` }],
      };
    }
    const problems: RuleProblem[] = [];
    const placed = sources.flatMap((source) => readSource(source, problems));
    const set = new RuleSet(placed);
    const rules: EngineRule[] = [];
    for (const one of placed) {
      try {
        if (one.document.kind === "correlation") set.check(one.document);
        if (set.isShown(one)) rules.push(engineRule(one, set));
      } catch (error) {
        problems.push(problemOf(one.source, error, one.document.id));
      }
    }
    return { rules, problems };
  },
};

function readSource(source: RuleSource, problems: RuleProblem[]): readonly Placed[] {
  let roots: readonly YamlNode[];
  try {
    roots = readYaml(source.text);
  } catch (error) {
    problems.push(problemOf(source, error));
    return [];
  }
  return roots.flatMap((root): Placed[] => {
    if (isNull(root)) return [];
    try {
      return [{ source, document: readDocument(root) }];
    } catch (error) {
      problems.push(problemOf(source, error, titleOf(root)));
      return [];
    }
  });
}

function titleOf(root: YamlNode): string | undefined {
  const entries = root.kind === "map" ? root.entries : [];
  const find = (key: string): string | undefined => {
    const value = entries.find((entry) => entry.key.text === key)?.value;
    return value?.kind === "scalar" && value.text !== "" ? value.text : undefined;
  };
  return find("id") ?? find("name") ?? find("title");
}

function problemOf(source: RuleSource, error: unknown, rule?: string): RuleProblem {
  const known = error instanceof RangeError ? new RuleSyntaxError("the rule is nested too deeply", 0) : error;
  if (!(known instanceof RuleSyntaxError)) throw error;
  return {
    file: source.file,
    ...lineAndColumn(source.text, known.offset),
    ...(rule === undefined ? {} : { rule }),
    message: known.message,
    ...(known.hint === undefined ? {} : { hint: known.hint }),
  };
}

function engineRule({ document }: Placed, set: RuleSet): EngineRule {
  const { id, title, severity } = document;
  if (document.kind === "correlation") {
    return {
      id,
      title,
      severity,
      run: (events) => set.run(document, events).map(({ events: found }) => ({ events: found })),
    };
  }
  const { matches } = document;
  const run = (events: readonly AuditEvent[]) =>
    events.flatMap((event, i) => (matches(event) ? [{ events: [i] }] : []));
  return { id, title, severity, matches, run };
}
