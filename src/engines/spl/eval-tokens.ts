import { RuleSyntaxError } from "../syntax-error.ts";
import { checkTokens } from "./limits.ts";
import { endOfQuoted } from "./quoted.ts";
import { unescapeString } from "./unverified.ts";

/** A token of an `eval` or `where` expression. */
export interface EvalToken {
  readonly kind: "string" | "field" | "name" | "number" | "operator" | "end";
  readonly text: string;
  readonly offset: number;
}

const SPACE = /\s+/y;
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /==|!=|<=|>=|[=<>+\-*/%.(),]/y;

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/**
 * Splits an expression into tokens (Splunk: "eval command usage", field names): a field name in single quotes,
 * a text in double quotes, and a bare name of letters, digits and `_`. A dot joins two values.
 */
export function evalTokens(text: string, start: number, end: number): readonly EvalToken[] {
  const source = text.slice(0, end);
  const tokens: EvalToken[] = [];
  let at = start;
  while (at < end) {
    checkTokens(tokens.length, at);
    const token = readToken(source, at, end);
    if (typeof token === "number") at = token;
    else {
      tokens.push(token.token);
      at = token.next;
    }
  }
  tokens.push({ kind: "end", text: "", offset: end });
  return tokens;
}

function readToken(source: string, at: number, end: number): number | { token: EvalToken; next: number } {
  const space = match(SPACE, source, at);
  if (space !== undefined) return at + space.length;
  const char = source[at];
  if (char === '"' || char === "'") {
    const next = endOfQuoted(source, at, end);
    const inner = unescapeString(source.slice(at + 1, next - 1));
    return { token: { kind: char === '"' ? "string" : "field", text: inner, offset: at }, next };
  }
  for (const [kind, pattern] of [
    ["number", NUMBER],
    ["name", NAME],
    ["operator", OPERATOR],
  ] as const) {
    const found = match(pattern, source, at);
    if (found !== undefined) return { token: { kind, text: found, offset: at }, next: at + found.length };
  }
  const hint = char === "{" ? "a field name with braces stands in single quotes" : undefined;
  throw new RuleSyntaxError(`unexpected \`${char}\` in an expression`, at, hint);
}
