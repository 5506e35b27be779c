import { RuleSyntaxError } from "../syntax-error.ts";
import { readString } from "./string-literal.ts";
import { parseTimespanUnit } from "./time-values.ts";

/** A token of Kusto text, with the offset that problems point at. */
export interface Token {
  readonly kind: "name" | "number" | "string" | "timespan" | "typed" | "op" | "end";
  readonly text: string;
  readonly offset: number;
  readonly end: number;
  /** number: the value; string: the text; timespan: microseconds; typed: the raw text in parentheses. */
  readonly value: string | number | null;
  /** number: written with a fraction or exponent. */
  readonly real?: boolean;
}

const MAX_TOKENS = 400_000;
const SPACE = /\s+|\/\/[^\n]*/y;
const NAME = /[A-Za-z_$][A-Za-z0-9_]*/y;
const HEX = /0[xX][0-9a-fA-F]+/y;
const TIMESPAN =
  /(\d+(?:\.\d+)?)(ticks?|microseconds?|milliseconds?|millis?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![A-Za-z0-9_])/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![A-Za-z0-9_])/y;
const TYPED = /(datetime|date|timespan|time|guid)\s*\(([^()"'|;]*)\)/y;
const NEGATED =
  /!(?:in~?|has_cs|has|hasprefix_cs|hasprefix|hassuffix_cs|hassuffix|contains_cs|contains|startswith_cs|startswith|endswith_cs|endswith|between)(?![A-Za-z0-9_~])/y;
const OPERATOR = /==|!=|=~|!~|<=|>=|<>|=>|\.\.|[<>=|,;()[\]{}.:+\-*/%]/y;

function at(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

/** Splits Kusto query text into tokens (Microsoft: "Entity names", "Scalar data types", literals of each type). */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    const space = at(SPACE, text, offset);
    if (space) {
      offset += space[0].length;
      continue;
    }
    const token = readToken(text, offset);
    tokens.push(token);
    if (tokens.length > MAX_TOKENS) throw new RuleSyntaxError("the query is too long", offset);
    offset = token.end;
  }
  tokens.push({ kind: "end", text: "", offset: text.length, end: text.length, value: null });
  return tokens;
}

function readToken(text: string, offset: number): Token {
  const string = readString(text, offset);
  if (string) return { kind: "string", text: text.slice(offset, string.end), offset, ...string };
  const word = readWord(text, offset) ?? readNumber(text, offset);
  if (word) return word;
  const op = at(NEGATED, text, offset) ?? at(OPERATOR, text, offset);
  if (op) return { kind: "op", text: op[0], offset, end: offset + op[0].length, value: null };
  throw new RuleSyntaxError(`unexpected character \`${text.slice(offset, offset + 1)}\``, offset);
}

function readWord(text: string, offset: number): Token | undefined {
  const typed = at(TYPED, text, offset);
  const raw = (typed?.[2] ?? "").trim();
  if (typed && (raw === "null" || !/^[A-Za-z_]/.test(raw))) {
    const end = offset + typed[0].length;
    return { kind: "typed", text: typed[1] ?? "", offset, end, value: raw };
  }
  const name = at(NAME, text, offset);
  if (!name) return undefined;
  const word = name[0] === "in" && text[offset + 2] === "~" ? "in~" : name[0];
  return { kind: "name", text: word, offset, end: offset + word.length, value: word };
}

function readNumber(text: string, offset: number): Token | undefined {
  const span = at(TIMESPAN, text, offset);
  if (span) {
    const value = parseTimespanUnit(Number(span[1]), span[2] ?? "");
    return { kind: "timespan", text: span[0], offset, end: offset + span[0].length, value };
  }
  const number = at(HEX, text, offset) ?? at(NUMBER, text, offset);
  if (!number) return undefined;
  const real = !/^0[xX]/.test(number[0]) && /[.eE]/.test(number[0]);
  const value = Number(number[0]);
  if (!real && !Number.isSafeInteger(value)) throw new RuleSyntaxError("the number is too large", offset);
  return { kind: "number", text: number[0], offset, end: offset + number[0].length, value, real };
}
