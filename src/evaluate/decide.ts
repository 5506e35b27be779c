import { type Clause, clausesOf } from "../load/definition.ts";
import { lowerDefinition, type Rule, type Shared } from "../lower/lower.ts";
import { compilePredicate } from "./predicate.ts";

/** Why an event matches a rule or not. */
export interface Decision {
  readonly matches: boolean;
  /** Clauses without which the answer would be the opposite. */
  readonly decidedBy: readonly Clause[];
  /** The stage of the event is one that the rule looks at. */
  readonly stage: boolean;
}

/** Explains the answer of a rule for one event. */
export function decide(rule: Rule, shared: Shared, event: unknown): Decision {
  const { definition } = rule;
  const matches = compilePredicate(rule.condition)(event);
  const roots = [definition.match, ...definition.except.map((exception) => exception.match)];
  const decidedBy = roots
    .flatMap((root) => [...clausesOf(root)])
    .filter((clause) => {
      const without = lowerDefinition(definition, shared, clause).rule.condition;
      return compilePredicate(without)(event) !== matches;
    });
  const stage = definition.stages.includes(String((event as { stage?: unknown } | null)?.stage));
  return { matches, decidedBy, stage };
}
