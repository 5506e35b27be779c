import { RuleSyntaxError } from "../syntax-error.ts";
import type { Literal } from "./syntax.ts";

const SPECIAL = new Set('\\():<>"*{}');
const WHITESPACE = new Map([
  ["t", "\t"],
  ["r", "\r"],
  ["n", "\n"],
]);
const KEYWORD = /\s+(?:or|and)\s+|not\s+/iy;
const ESCAPED_KEYWORD = /or|and|not/iy;
const HEX = /u([0-9a-fA-F]{4})/y;

function at(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

/** A literal and where it ends. */
export interface Read {
  readonly literal: Literal;
  readonly end: number;
}

/** Reads a quoted or unquoted literal, or gives undefined where none starts. */
export function readLiteral(text: string, offset: number): Read | undefined {
  return text[offset] === '"' ? readQuoted(text, offset) : readUnquoted(text, offset);
}

/** In quotes only `\"`, `\\`, `\t \r \n` and `\uXXXX` are escapes; any other backslash is itself. */
function readQuoted(text: string, offset: number): Read {
  let value = "";
  let end = offset + 1;
  for (;;) {
    const char = text[end];
    if (char === undefined) throw new RuleSyntaxError("the quotes are not closed", offset);
    if (char === '"') return { literal: { text: value, quoted: true, offset }, end: end + 1 };
    const next = text[end + 1] ?? "";
    const hex = char === "\\" ? at(HEX, text, end + 1) : null;
    if (char !== "\\") value += char;
    else if (WHITESPACE.has(next)) value += WHITESPACE.get(next);
    else if (next === '"' || next === "\\") value += next;
    else if (hex) value += String.fromCharCode(Number.parseInt(hex[1] ?? "", 16));
    else {
      value += char;
      end -= 1;
    }
    end += char !== "\\" ? 1 : hex ? 6 : 2;
  }
}

/**
 * Unquoted text runs over spaces up to a special character, ` or `, ` and ` or `not `; `*` is a wildcard; the
 * ends are trimmed after decoding, as Kibana does.
 */
function readUnquoted(text: string, offset: number): Read | undefined {
  const parts = [""];
  let end = offset;
  while (end < text.length) {
    const piece = readCharacter(text, offset, end);
    if (!piece) break;
    if (piece.wildcard) parts.push("");
    else parts[parts.length - 1] += piece.value;
    end = piece.end;
  }
  if (end === offset) return undefined;
  trimEnds(parts);
  const value = parts.join("*");
  return { literal: { text: value, quoted: false, offset, ...(parts.length > 1 ? { parts } : {}) }, end };
}

function trimEnds(parts: string[]): void {
  const last = parts.length - 1;
  parts[0] = (parts[0] ?? "").trimStart();
  parts[last] = (parts[last] ?? "").trimEnd();
}

/** A run of white space is looked at once, from its start: what follows it is the same for all of it. */
function readCharacter(
  text: string,
  offset: number,
  end: number,
): { value: string; end: number; wildcard?: true } | undefined {
  const char = text[end] ?? "";
  if (char === "*") return { value: "", end: end + 1, wildcard: true };
  if (char === "\\") return readEscape(text, end);
  const insideRun = /\s/.test(char) && end > offset && /\s/.test(text[end - 1] ?? "");
  if (SPECIAL.has(char) || (!insideRun && at(KEYWORD, text, end))) return undefined;
  return { value: char, end: end + 1 };
}

function readEscape(text: string, end: number): { value: string; end: number } {
  const next = text[end + 1] ?? "";
  const space = WHITESPACE.get(next);
  if (space !== undefined) return { value: space, end: end + 2 };
  if (next !== "" && SPECIAL.has(next)) return { value: next, end: end + 2 };
  const hex = at(HEX, text, end + 1);
  if (hex) return { value: String.fromCharCode(Number.parseInt(hex[1] ?? "", 16)), end: end + 6 };
  const word = at(ESCAPED_KEYWORD, text, end + 1);
  if (word) return { value: word[0], end: end + 1 + word[0].length };
  throw new RuleSyntaxError(`unknown escape \`\\${next}\``, end, "put the value in quotes");
}
