import { RuleSyntaxError } from "../syntax-error.ts";
import type { EvalNode, ValueOperator } from "./eval-syntax.ts";
import { type EvalToken, evalTokens } from "./eval-tokens.ts";
import type { Comparison } from "./values.ts";

const MAX_DEPTH = 200;
const COMPARISONS = new Map<string, Comparison>([
  ["=", "="],
  ["==", "="],
  ["!=", "!="],
  ["<", "<"],
  ["<=", "<="],
  [">", ">"],
  [">=", ">="],
]);
const WORDS = new Set(["and", "or", "xor", "not", "like", "in"]);

/** Walks the tokens of an expression. */
export interface EvalParser {
  readonly tokens: readonly EvalToken[];
  next: number;
  depth: number;
}

/** Starts on a part of a text; offsets stay those of the whole text. */
export function evalParser(text: string, start: number, end: number): EvalParser {
  return { tokens: evalTokens(text, start, end), next: 0, depth: 0 };
}

/** Parses an expression that fills its part of the text. */
export function parseEval(text: string, start: number, end: number): EvalNode {
  const parser = evalParser(text, start, end);
  const node = parseExpression(parser);
  const rest = peek(parser);
  if (rest.kind !== "end") throw new RuleSyntaxError(`unexpected \`${rest.text}\``, rest.offset);
  return node;
}

/** The token at hand. */
export function peek(parser: EvalParser): EvalToken {
  const token = parser.tokens[parser.next] ?? parser.tokens.at(-1);
  return token ?? { kind: "end", text: "", offset: 0 };
}

function isOperator(parser: EvalParser, text: string): boolean {
  const token = peek(parser);
  return token.kind === "operator" && token.text === text;
}

function isWord(parser: EvalParser, word: string): boolean {
  const token = peek(parser);
  return token.kind === "name" && token.text.toLowerCase() === word;
}

/** Consumes an operator if it is at hand. */
export function accept(parser: EvalParser, text: string): boolean {
  if (!isOperator(parser, text)) return false;
  parser.next++;
  return true;
}

/** Consumes an operator that must be at hand. */
export function expectOperator(parser: EvalParser, text: string): void {
  if (accept(parser, text)) return;
  const token = peek(parser);
  const found = token.kind === "end" ? "the end" : `\`${token.text}\``;
  throw new RuleSyntaxError(`expected \`${text}\`, found ${found}`, token.offset);
}

/** `eval` and `where` bind NOT, then AND, then OR (Splunk: "where command usage"); XOR beside OR. */
export function parseExpression(parser: EvalParser): EvalNode {
  if (++parser.depth > MAX_DEPTH) {
    throw new RuleSyntaxError("the expression is nested too deeply", peek(parser).offset);
  }
  const node = parseLogic(parser, ["or", "xor"], () => parseLogic(parser, ["and"], () => parseNot(parser)));
  parser.depth--;
  return node;
}

function parseLogic(
  parser: EvalParser,
  words: readonly ("and" | "or" | "xor")[],
  inner: () => EvalNode,
): EvalNode {
  const { offset } = peek(parser);
  const parts = [inner()];
  let used: "and" | "or" | "xor" | undefined;
  for (;;) {
    const operator = words.find((word) => isWord(parser, word));
    if (operator === undefined) break;
    if (used !== undefined && used !== operator) {
      throw new RuleSyntaxError("OR and XOR need parentheses beside each other", peek(parser).offset);
    }
    used = operator;
    parser.next++;
    parts.push(inner());
  }
  const [only] = parts;
  return used === undefined && only ? only : { kind: "logic", operator: used ?? "and", parts, offset };
}

function parseNot(parser: EvalParser): EvalNode {
  const { offset } = peek(parser);
  if (!isWord(parser, "not")) return parseComparison(parser);
  parser.next++;
  if (++parser.depth > MAX_DEPTH) throw new RuleSyntaxError("the expression is nested too deeply", offset);
  const part = parseNot(parser);
  parser.depth--;
  return { kind: "not", part, offset };
}

function parseComparison(parser: EvalParser): EvalNode {
  const left = parseSum(parser);
  const token = peek(parser);
  const { offset } = token;
  const operator = token.kind === "operator" ? COMPARISONS.get(token.text) : undefined;
  if (operator !== undefined) {
    parser.next++;
    const node: EvalNode = { kind: "compare", operator, left, right: parseSum(parser), offset };
    const after = peek(parser);
    if (after.kind === "operator" && COMPARISONS.has(after.text)) {
      throw new RuleSyntaxError("comparisons cannot be chained", after.offset);
    }
    return node;
  }
  if (isWord(parser, "like")) {
    parser.next++;
    return { kind: "call", name: "like", args: [left, parseSum(parser)], offset };
  }
  if (!isWord(parser, "in")) return left;
  parser.next++;
  return { kind: "call", name: "in", args: [left, ...parseArguments(parser)], offset };
}

function parseSum(parser: EvalParser): EvalNode {
  const node = parseChain(parser, ["+", "-", "."], () =>
    parseChain(parser, ["*", "/", "%"], () => parseUnary(parser)),
  );
  if (node.kind !== "chain") return node;
  const joins = node.rest.filter(({ operator }) => operator === ".");
  // The documents give no order between them, and a guess would change what is compared.
  if (joins.length > 0 && joins.length < node.rest.length) {
    throw new RuleSyntaxError("`.` beside `+` or `-` needs parentheses", node.offset);
  }
  return node;
}

function parseChain(
  parser: EvalParser,
  operators: readonly ValueOperator[],
  inner: () => EvalNode,
): EvalNode {
  const { offset } = peek(parser);
  const first = inner();
  const rest: { operator: ValueOperator; part: EvalNode }[] = [];
  for (;;) {
    const operator = operators.find((text) => isOperator(parser, text));
    if (operator === undefined) return rest.length === 0 ? first : { kind: "chain", first, rest, offset };
    parser.next++;
    rest.push({ operator, part: inner() });
  }
}

function parseUnary(parser: EvalParser): EvalNode {
  const { offset } = peek(parser);
  if (!isOperator(parser, "-")) return parsePrimary(parser);
  parser.next++;
  if (++parser.depth > MAX_DEPTH) throw new RuleSyntaxError("the expression is nested too deeply", offset);
  const part = parseUnary(parser);
  parser.depth--;
  return { kind: "negate", part, offset };
}

function parsePrimary(parser: EvalParser): EvalNode {
  const token = peek(parser);
  const { kind, text, offset } = token;
  if (kind === "operator" && text === "(") {
    parser.next++;
    const node = parseExpression(parser);
    expectOperator(parser, ")");
    return node;
  }
  if (kind === "end") throw new RuleSyntaxError("the expression ends too early", offset);
  if (kind === "operator") throw new RuleSyntaxError(`expected a value, found \`${text}\``, offset);
  parser.next++;
  if (kind === "number") return { kind: "number", value: Number(text), offset };
  if (kind === "string") return { kind: "string", value: text, offset };
  if (kind === "field") return { kind: "field", name: text, offset };
  if (isOperator(parser, "(")) {
    return { kind: "call", name: text.toLowerCase(), args: parseArguments(parser), offset };
  }
  return bareName(text, offset);
}

function bareName(text: string, offset: number): EvalNode {
  const lower = text.toLowerCase();
  if (WORDS.has(lower)) throw new RuleSyntaxError(`expected a value, found \`${text}\``, offset);
  if (lower === "true" || lower === "false" || lower === "null") {
    const hint = `write \`"${lower}"\` for the text, \`${lower}()\` for the function, '${lower}' for the field`;
    throw new RuleSyntaxError(`\`${text}\` without quotes is a field of that name`, offset, hint);
  }
  return { kind: "field", name: text, offset };
}

function parseArguments(parser: EvalParser): readonly EvalNode[] {
  expectOperator(parser, "(");
  const args: EvalNode[] = [];
  if (accept(parser, ")")) return args;
  do args.push(parseExpression(parser));
  while (accept(parser, ","));
  expectOperator(parser, ")");
  return args;
}
