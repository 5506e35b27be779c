import { RuleSyntaxError } from "../syntax-error.ts";
import type { EvalNode } from "./eval-syntax.ts";
import {
  asLiteral,
  asTest,
  asValue,
  type Compile,
  type Compiled,
  type Read,
  type Test,
} from "./expression.ts";
import type { Scope } from "./row.ts";
import type { Value } from "./values.ts";

/** A call being compiled. */
export interface FunctionCall {
  readonly name: string;
  readonly args: readonly EvalNode[];
  readonly offset: number;
  readonly compile: Compile;
}

/** A function of `eval`: how many arguments it takes, and its compilation. */
export interface FunctionDefinition {
  readonly least: number;
  readonly most: number;
  readonly build: (call: FunctionCall) => Compiled;
}

/** Functions by name. */
export type Functions = readonly (readonly [string, FunctionDefinition])[];

/** The argument at a place, which is known to be there. */
export function argument(call: FunctionCall, index: number): EvalNode {
  const node = call.args[index];
  if (node) return node;
  throw new RuleSyntaxError(`\`${call.name}\` needs more arguments`, call.offset);
}

/** An argument as a value. */
export function valueArgument(call: FunctionCall, index: number): Read {
  return asValue(call.compile(argument(call, index)));
}

/** An argument as a condition. */
export function testArgument(call: FunctionCall, index: number): Test {
  return asTest(call.compile(argument(call, index)));
}

/** An argument as a text that is known before any event is read. */
export function literalArgument(call: FunctionCall, index: number): string {
  return asLiteral(call.compile(argument(call, index)), `argument ${index + 1} of \`${call.name}\``);
}

/** A function that gives a value. */
export function gives(call: FunctionCall, read: Read): Compiled {
  return { kind: "value", read, offset: call.offset };
}

/** A function that gives a truth value. */
export function decides(call: FunctionCall, test: Test): Compiled {
  return { kind: "test", test, offset: call.offset };
}

/** Defines a function of a fixed or bounded number of values that gives a value. */
export function valueFunction(
  least: number,
  most: number,
  compute: (args: readonly Value[], scope: Scope) => Value,
): FunctionDefinition {
  const build = (call: FunctionCall): Compiled => {
    const reads = call.args.map((_, i) => valueArgument(call, i));
    return gives(call, (scope) =>
      compute(
        reads.map((read) => read(scope)),
        scope,
      ),
    );
  };
  return { least, most, build };
}
