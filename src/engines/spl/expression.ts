import { RuleSyntaxError } from "../syntax-error.ts";
import type { EvalNode } from "./eval-syntax.ts";
import type { Scope } from "./row.ts";
import type { Value } from "./values.ts";

/** A test with Splunk's third truth value: null where a comparison had nothing to compare. */
export type Test = (scope: Scope) => boolean | null;

/** Reads a value. */
export type Read = (scope: Scope) => Value;

/**
 * A compiled expression. Splunk keeps truth values apart from values: `eval` cannot store one and `where`
 * needs one (Splunk: "eval command usage", Boolean values).
 */
export type Compiled =
  | { readonly kind: "test"; readonly test: Test; readonly offset: number }
  | { readonly kind: "value"; readonly read: Read; readonly literal?: string; readonly offset: number };

/** Compiles the parts of an expression; functions call it for their arguments. */
export type Compile = (node: EvalNode) => Compiled;

/** The part as a test, or an error. */
export function asTest(compiled: Compiled): Test {
  if (compiled.kind === "test") return compiled.test;
  throw new RuleSyntaxError(
    "expected a condition, found a value",
    compiled.offset,
    "compare it with something",
  );
}

/** The part as a value, or an error. */
export function asValue(compiled: Compiled): Read {
  if (compiled.kind === "value") return compiled.read;
  const hint = 'a truth value cannot be stored or compared: wrap it as if(…,"true","false")';
  throw new RuleSyntaxError("expected a value, found a condition", compiled.offset, hint);
}

/** The part as a text that is known before any event is read. */
export function asLiteral(compiled: Compiled, what: string): string {
  if (compiled.kind === "value" && compiled.literal !== undefined) return compiled.literal;
  throw new RuleSyntaxError(`${what} must be a text in double quotes`, compiled.offset);
}
