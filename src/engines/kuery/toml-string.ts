import { RuleSyntaxError } from "../syntax-error.ts";

/** A TOML string: its text, where the text starts, and where the string ends. */
export interface TomlString {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const ESCAPES = new Map([
  ["b", "\b"],
  ["t", "\t"],
  ["n", "\n"],
  ["f", "\f"],
  ["r", "\r"],
  ['"', '"'],
  ["\\", "\\"],
]);

/** Reads a basic, literal or multi-line string at an offset (TOML 1.0, "String"). */
export function readTomlString(text: string, offset: number): TomlString | undefined {
  const quote = text[offset];
  if (quote !== '"' && quote !== "'") return undefined;
  const triple = text.startsWith(quote.repeat(3), offset);
  const mark = triple ? quote.repeat(3) : quote;
  let start = offset + mark.length;
  if (triple && text.startsWith("\r\n", start)) start += 2;
  else if (triple && text[start] === "\n") start += 1;
  const end = closing(text, start, mark, quote === '"', offset);
  const raw = text.slice(start, end);
  if (!triple && raw.includes("\n")) throw new RuleSyntaxError("TOML: the string is not closed", offset);
  return { value: quote === '"' ? decode(raw, start) : raw, start, end: end + mark.length };
}

function closing(text: string, start: number, mark: string, escapes: boolean, offset: number): number {
  for (let at = start; at < text.length; at++) {
    if (escapes && text[at] === "\\") at++;
    else if (text.startsWith(mark, at)) {
      let end = at;
      while (mark.length === 3 && text[end + 3] === mark[0] && end - at < 2) end++;
      return end;
    }
  }
  throw new RuleSyntaxError("TOML: the string is not closed", offset);
}

function decode(raw: string, start: number): string {
  if (!raw.includes("\\")) return raw;
  let value = "";
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at] ?? "";
    if (char !== "\\") {
      value += char;
      continue;
    }
    const letter = raw[at + 1] ?? "";
    const digits = letter === "u" ? 4 : letter === "U" ? 8 : 0;
    const hex = raw.slice(at + 2, at + 2 + digits);
    const blank = /^\\[ \t]*\r?\n\s*/.exec(raw.slice(at, at + 2000))?.[0];
    if (ESCAPES.has(letter)) value += ESCAPES.get(letter);
    else if (digits > 0 && /^[0-9a-fA-F]+$/.test(hex) && Number.parseInt(hex, 16) <= 0x10ffff) {
      value += String.fromCodePoint(Number.parseInt(hex, 16));
    } else if (blank === undefined)
      throw new RuleSyntaxError(`TOML: unknown escape \`\\${letter}\``, start + at);
    at += blank !== undefined && !ESCAPES.has(letter) ? blank.length - 1 : 1 + digits;
  }
  return value;
}
