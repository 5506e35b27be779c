import { RuleSyntaxError } from "../syntax-error.ts";
import type { EvalNode } from "./eval-syntax.ts";
import type { Compile, Compiled } from "./expression.ts";
import type { FunctionDefinition } from "./function-call.ts";
import { jsonFunctions } from "./functions-json.ts";
import { logicFunctions } from "./functions-logic.ts";
import { manyFunctions } from "./functions-many.ts";
import { numberFunctions } from "./functions-number.ts";
import { textFunctions } from "./functions-text.ts";
import { timeFunctions } from "./functions-time.ts";

const FUNCTIONS = new Map<string, FunctionDefinition>([
  ...logicFunctions,
  ...textFunctions,
  ...numberFunctions,
  ...manyFunctions,
  ...jsonFunctions,
  ...timeFunctions,
]);

/** Compiles a call of an evaluation function (Splunk: "Evaluation functions"); an unknown one is an error. */
export function compileCall(node: EvalNode & { readonly kind: "call" }, compile: Compile): Compiled {
  const { name, args, offset } = node;
  const definition = FUNCTIONS.get(name);
  if (!definition) throw new RuleSyntaxError(`the function \`${name}\` is not known here`, offset);
  const { least, most } = definition;
  if (args.length < least || args.length > most) {
    const count =
      least === most
        ? `${least}`
        : most === Number.POSITIVE_INFINITY
          ? `at least ${least}`
          : `${least} to ${most}`;
    throw new RuleSyntaxError(`\`${name}\` takes ${count} arguments, not ${args.length}`, offset);
  }
  return definition.build({ name, args, offset, compile });
}
