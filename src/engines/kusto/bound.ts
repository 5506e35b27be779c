import { RuleSyntaxError } from "../syntax-error.ts";
import { type Bound, type Context, EvaluationLimit, type ScalarType, type Value } from "./types.ts";

type Eval = Bound["eval"];

/** A constant expression. */
export function literalBound(type: ScalarType, value: Value, offset: number, name?: string): Bound {
  return { type, offset, constant: true, alone: true, name, eval: () => value };
}

const NO_CONTEXT: Context = {
  now: 0,
  table: () => [],
  cache: new Map(),
  rows: [],
  index: 0,
};

/**
 * Builds a compiled expression from its parts: when all of them are constant it is computed here, once, so
 * that lists, networks and patterns are not made again for every row.
 */
export function derive(
  parts: readonly Bound[],
  type: ScalarType,
  offset: number,
  run: Eval,
  name?: string | undefined,
): Bound {
  const alone = parts.every((part) => part.alone);
  if (!parts.every((part) => part.constant)) return { type, offset, constant: false, alone, name, eval: run };
  try {
    const value = run([], NO_CONTEXT);
    return { type, offset, constant: true, alone, name, eval: () => value };
  } catch (error) {
    if (error instanceof EvaluationLimit) throw new RuleSyntaxError(error.message, offset);
    throw error;
  }
}

/** The value of an expression that must be constant (a pattern, a unit, a count). */
export function constantOf(bound: Bound, what: string): Value {
  if (!bound.constant) throw new RuleSyntaxError(`${what} must be a constant`, bound.offset);
  return bound.eval([], NO_CONTEXT);
}
