import type { AuditEvent } from "../engine.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import { bindCheck } from "./bind-check.ts";
import type { Condition } from "./syntax.ts";

/** A condition ready to run. */
export interface BoundCondition {
  readonly test: (event: AuditEvent) => boolean;
  /** How many checks one run may take at most, and how deep its calls go. */
  readonly cost: number;
  readonly depth: number;
}

const MAX_COST = 1_000_000;
const MAX_DEPTH = 1_500;

/** Compiles a condition into closures; `macro` gives the meaning of an identifier. */
export function bindCondition(
  condition: Condition,
  macro: (name: string, offset: number) => BoundCondition,
): BoundCondition {
  switch (condition.kind) {
    case "check":
      return { test: bindCheck(condition), cost: 1, depth: 1 };
    case "macro":
      return macro(condition.name, condition.offset);
    case "not": {
      const { test, ...size } = bindCondition(condition.item, macro);
      return { ...bounded(size.cost, size.depth + 1, condition.offset), test: (event) => !test(event) };
    }
    default:
      return bindChain(
        condition.kind,
        condition.items.map((item) => bindCondition(item, macro)),
        condition.offset,
      );
  }
}

function bindChain(kind: "and" | "or", items: readonly BoundCondition[], offset: number): BoundCondition {
  const tests = items.map(({ test }) => test);
  const cost = items.reduce((sum, item) => sum + item.cost, 0);
  const depth = items.reduce((most, item) => Math.max(most, item.depth), 0) + 1;
  const stop = kind === "or";
  return {
    ...bounded(cost, depth, offset),
    test: (event) => {
      for (const test of tests) if (test(event) === stop) return stop;
      return !stop;
    },
  };
}

/** Macros make it easy to write a condition that grows without end. */
function bounded(cost: number, depth: number, offset: number): { cost: number; depth: number } {
  if (cost > MAX_COST) throw new RuleSyntaxError("with its macros the condition has too many checks", offset);
  if (depth > MAX_DEPTH)
    throw new RuleSyntaxError("with its macros the condition is nested too deeply", offset);
  return { cost, depth };
}
