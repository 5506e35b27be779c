import { RuleSyntaxError } from "../syntax-error.ts";
import type { SearchNode } from "./search-syntax.ts";
import { type SearchToken, searchTokens } from "./search-tokens.ts";
import type { Comparison } from "./values.ts";

const MAX_DEPTH = 200;
const END: SearchToken = { kind: "end", text: "", offset: 0 };

interface Parser {
  readonly tokens: readonly SearchToken[];
  next: number;
  depth: number;
}

/**
 * Parses the terms of a `search` (Splunk: "search command", order of evaluation): parentheses, NOT, OR, AND,
 * and AND where nothing stands between two terms. The words count in capital letters only.
 */
export function parseSearch(text: string, start: number, end: number): SearchNode {
  const parser: Parser = { tokens: searchTokens(text, start, end), next: 0, depth: 0 };
  if (peek(parser).kind === "end") throw new RuleSyntaxError("an empty search", start);
  const node = parseAll(parser);
  const rest = peek(parser);
  if (rest.kind !== "end") throw new RuleSyntaxError(`unexpected \`${rest.text}\` in a search`, rest.offset);
  return node;
}

function peek(parser: Parser, ahead = 0): SearchToken {
  return parser.tokens[parser.next + ahead] ?? parser.tokens.at(-1) ?? END;
}

function isWord(token: SearchToken, text: string): boolean {
  return token.kind === "word" && token.text === text;
}

function isPunctuation(token: SearchToken, text: string): boolean {
  return token.kind === "punctuation" && token.text === text;
}

function parseAll(parser: Parser): SearchNode {
  const { offset } = peek(parser);
  const parts = [parseAny(parser)];
  for (;;) {
    const token = peek(parser);
    if (token.kind === "end" || isPunctuation(token, ")")) break;
    if (isWord(token, "AND")) parser.next++;
    parts.push(parseAny(parser));
  }
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind: "all", parts, offset };
}

function parseAny(parser: Parser): SearchNode {
  const { offset } = peek(parser);
  const parts = [parseNot(parser)];
  while (isWord(peek(parser), "OR")) {
    parser.next++;
    parts.push(parseNot(parser));
  }
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind: "any", parts, offset };
}

function nested<T>(parser: Parser, inner: () => T): T {
  if (++parser.depth > MAX_DEPTH) {
    throw new RuleSyntaxError("the search is nested too deeply", peek(parser).offset);
  }
  const result = inner();
  parser.depth--;
  return result;
}

function parseNot(parser: Parser): SearchNode {
  const { offset } = peek(parser);
  if (!isWord(peek(parser), "NOT")) return parseTerm(parser);
  parser.next++;
  return { kind: "not", part: nested(parser, () => parseNot(parser)), offset };
}

function parseTerm(parser: Parser): SearchNode {
  const token = peek(parser);
  if (isPunctuation(token, "(")) {
    parser.next++;
    const node = nested(parser, () => parseAll(parser));
    if (!isPunctuation(peek(parser), ")")) {
      throw new RuleSyntaxError("this parenthesis is never closed", token.offset);
    }
    parser.next++;
    return node;
  }
  const { kind, text, offset } = token;
  if (kind === "end") throw new RuleSyntaxError("the search ends too early", offset);
  if ((kind !== "word" && kind !== "quoted") || (kind === "word" && /^(?:AND|OR)$/.test(text))) {
    throw new RuleSyntaxError(`expected a search term, found \`${text}\``, offset);
  }
  parser.next++;
  const after = peek(parser);
  if (after.kind === "operator") return parseComparison(parser, token);
  if (isWord(after, "IN") && isPunctuation(peek(parser, 1), "(")) return parseIn(parser, token);
  if (kind === "word" && /^(?:TERM|CASE|PREFIX)$/.test(text) && isPunctuation(after, "(")) {
    throw new RuleSyntaxError(`\`${text}(…)\` is not known here`, offset);
  }
  return { kind: "term", text, offset };
}

function fieldName(token: SearchToken): string {
  if (token.kind === "word" && token.text.startsWith("'")) {
    const hint = "`search` quotes a field name with double quotes, `where` with single ones";
    throw new RuleSyntaxError("single quotes do not quote a field name in `search`", token.offset, hint);
  }
  return token.text;
}

function readValue(parser: Parser): string {
  const { kind, text, offset } = peek(parser);
  if (kind !== "word" && kind !== "quoted") {
    throw new RuleSyntaxError(
      kind === "end" ? "a value is missing" : `expected a value, found \`${text}\``,
      offset,
    );
  }
  parser.next++;
  return text;
}

function parseComparison(parser: Parser, field: SearchToken): SearchNode {
  const { text, offset } = peek(parser);
  if (text === "==") throw new RuleSyntaxError("`search` compares with a single `=`", offset);
  parser.next++;
  const name = fieldName(field);
  const value = readValue(parser);
  const after = peek(parser);
  if (after.kind === "operator") {
    throw new RuleSyntaxError("a value with `=`, `<` or `>` needs quotes", after.offset);
  }
  return { kind: "compare", field: name, operator: text as Comparison, value, offset: field.offset };
}

function parseIn(parser: Parser, field: SearchToken): SearchNode {
  parser.next += 2;
  const values = [readValue(parser)];
  for (;;) {
    if (isPunctuation(peek(parser), ",")) parser.next++;
    else if (isPunctuation(peek(parser), ")")) break;
    values.push(readValue(parser));
  }
  parser.next++;
  return { kind: "in", field: fieldName(field), values, offset: field.offset };
}
