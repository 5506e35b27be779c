import { RuleSyntaxError } from "../syntax-error.ts";
import { constantOf, derive } from "./bound.ts";
import { compileRegex } from "./regex.ts";
import { hasTerm } from "./terms.ts";
import type { Bound, Value } from "./types.ts";
import { dynamicText, foldAscii } from "./values.ts";

type Test = (text: string, part: string) => boolean;

const TESTS = new Map<string, Test>([
  ["=~", (text, part) => text === part],
  ["has", (text, part) => hasTerm(text, part, true, true)],
  ["hasprefix", (text, part) => hasTerm(text, part, true, false)],
  ["hassuffix", (text, part) => hasTerm(text, part, false, true)],
  ["contains", (text, part) => text.includes(part)],
  ["startswith", (text, part) => text.startsWith(part)],
  ["endswith", (text, part) => text.endsWith(part)],
]);

/** Takes an operator apart: `!contains_cs` → negated, sensitive, `contains`. `!~` negates `=~`. */
function describe(op: string): { negated: boolean; sensitive: boolean; test: Test } | undefined {
  if (op === "!~") return describe("!=~");
  const negated = op.startsWith("!");
  const sensitive = op.endsWith("_cs");
  const test = TESTS.get(op.slice(negated ? 1 : 0, sensitive ? -3 : undefined));
  return test && { negated, sensitive, test };
}

/** Refuses a side that is neither string nor dynamic; a dynamic is read as its text, null stays null. */
export function textReader(bound: Bound, op: string): Bound["eval"] {
  const run = bound.eval;
  if (bound.type === "string") return run;
  if (bound.type === "dynamic") {
    return (row, context) => {
      const value = run(row, context);
      return value === null ? null : dynamicText(value);
    };
  }
  throw new RuleSyntaxError(
    `\`${op}\` needs a string, this is a ${bound.type}`,
    bound.offset,
    "use `tostring(…)`",
  );
}

/** The string operators (Microsoft: "String operators"): a null side is false, for negated ones true. */
export function bindStringOperator(op: string, left: Bound, right: Bound, offset: number): Bound {
  if (op === "matches regex") return bindRegex(left, right, offset);
  const how = describe(op);
  if (!how) throw new RuleSyntaxError(`unknown operator \`${op}\``, offset);
  if (left.type === "dynamic" && right.type === "dynamic") {
    throw new RuleSyntaxError("cannot compare dynamic with dynamic", offset, "cast one side: `tostring(…)`");
  }
  const { negated, sensitive, test } = how;
  const fold = sensitive ? (text: string): string => text : foldAscii;
  const [a, b] = [textReader(left, op), textReader(right, op)];
  const fixed = right.constant ? foldedConstant(right, fold) : undefined;
  return derive([left, right], "bool", offset, (row, context): Value => {
    const text = a(row, context);
    const part = fixed ?? b(row, context);
    if (typeof text !== "string" || typeof part !== "string")
      return text === null && part === null ? null : negated;
    return test(fold(text), fixed === undefined ? fold(part) : part) !== negated;
  });
}

function foldedConstant(bound: Bound, fold: (text: string) => string): string | undefined {
  const value = constantOf(bound, "the operand");
  return typeof value === "string" ? fold(value) : undefined;
}

function bindRegex(left: Bound, right: Bound, offset: number): Bound {
  const pattern = constantOf(right, "a pattern");
  if (typeof pattern !== "string") throw new RuleSyntaxError("a pattern must be a string", right.offset);
  const regex = compileRegex(pattern, right.offset);
  const text = textReader(left, "matches regex");
  return derive([left, right], "bool", offset, (row, context): Value => {
    const value = text(row, context);
    return typeof value === "string" && regex.matcher(value).find();
  });
}
