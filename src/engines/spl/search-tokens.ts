import { RuleSyntaxError } from "../syntax-error.ts";
import { checkTokens } from "./limits.ts";
import { endOfQuoted } from "./quoted.ts";
import { unescapeString } from "./unverified.ts";

/** A token of the `search` command. */
export interface SearchToken {
  readonly kind: "word" | "quoted" | "operator" | "punctuation" | "end";
  readonly text: string;
  readonly offset: number;
}

const OPERATOR = /!=|<=|>=|==|[=<>]/y;
const WORD = /(?:\\.|!(?!=)|[^\s"()|,[\]=<>!\\])+/sy;

/** Splits a search into words, quoted texts, comparisons and parentheses (Splunk: "search command usage"). */
export function searchTokens(text: string, start: number, end: number): readonly SearchToken[] {
  const source = text.slice(0, end);
  const tokens: SearchToken[] = [];
  let at = start;
  while (at < end) {
    checkTokens(tokens.length, at);
    const char = source[at] ?? "";
    if (/\s/.test(char)) at++;
    else if (char === '"') {
      const next = endOfQuoted(source, at, end);
      tokens.push({ kind: "quoted", text: unescapeString(source.slice(at + 1, next - 1)), offset: at });
      at = next;
    } else if ("(),".includes(char)) {
      tokens.push({ kind: "punctuation", text: char, offset: at });
      at++;
    } else at = readWord(source, at, tokens);
  }
  tokens.push({ kind: "end", text: "", offset: end });
  return tokens;
}

function readWord(source: string, at: number, tokens: SearchToken[]): number {
  for (const [kind, pattern] of [
    ["operator", OPERATOR],
    ["word", WORD],
  ] as const) {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found === undefined) continue;
    tokens.push({ kind, text: kind === "word" ? unescapeString(found) : found, offset: at });
    return at + found.length;
  }
  const hint = source[at] === "[" ? "subsearches are not known here" : undefined;
  throw new RuleSyntaxError(`unexpected \`${source[at]}\` in a search`, at, hint);
}
