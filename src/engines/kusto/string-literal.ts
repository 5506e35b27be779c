import { RuleSyntaxError } from "../syntax-error.ts";

/** A string literal that was read: its text and where it ends. */
export interface StringLiteral {
  readonly value: string;
  readonly end: number;
}

const ESCAPES = new Map([
  ["\\", "\\"],
  ['"', '"'],
  ["'", "'"],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["0", "\0"],
]);

/**
 * Reads a string literal at an offset (Microsoft: "The string data type"): `"…"`, `'…'`, verbatim `@"…"`
 * with the quote doubled, multi-line ```` ``` ````, and the obfuscated `h` forms, which mean the same text.
 */
export function readString(text: string, offset: number): StringLiteral | undefined {
  let at = offset;
  if ((text[at] === "h" || text[at] === "H") && /["'@]/.test(text[at + 1] ?? "")) at++;
  if (text.startsWith("```", at) || text.startsWith("~~~", at)) return multiLine(text, at, offset);
  const verbatim = text[at] === "@";
  if (verbatim) at++;
  const quote = text[at];
  if (quote !== '"' && quote !== "'") return undefined;
  return verbatim ? verbatimText(text, at, quote, offset) : escapedText(text, at, quote, offset);
}

function multiLine(text: string, at: number, offset: number): StringLiteral {
  const end = text.indexOf(text.slice(at, at + 3), at + 3);
  if (end === -1) throw new RuleSyntaxError("the multi-line string is not closed", offset);
  return { value: text.slice(at + 3, end), end: end + 3 };
}

function verbatimText(text: string, start: number, quote: string, offset: number): StringLiteral {
  const parts: string[] = [];
  let at = start + 1;
  for (;;) {
    const close = text.indexOf(quote, at);
    if (close === -1) throw new RuleSyntaxError("the string is not closed", offset);
    parts.push(text.slice(at, close));
    if (text[close + 1] !== quote) return { value: parts.join(quote), end: close + 1 };
    at = close + 2;
  }
}

function escapedText(text: string, start: number, quote: string, offset: number): StringLiteral {
  let value = "";
  let at = start + 1;
  for (;;) {
    const char = text[at];
    if (char === undefined || char === "\n" || char === "\r") {
      throw new RuleSyntaxError("the string is not closed", offset);
    }
    if (char === quote) return { value, end: at + 1 };
    if (char === "\\") {
      const decoded = readEscape(text, at);
      value += decoded.value;
      at = decoded.end;
    } else {
      value += char;
      at++;
    }
  }
}

function readEscape(text: string, at: number): StringLiteral {
  const letter = text[at + 1] ?? "";
  const simple = ESCAPES.get(letter);
  if (simple !== undefined) return { value: simple, end: at + 2 };
  const digits = letter === "u" ? 4 : letter === "x" ? 2 : letter === "U" ? 8 : 0;
  const hex = text.slice(at + 2, at + 2 + digits);
  if (digits === 0 || hex.length !== digits || !/^[0-9a-fA-F]+$/.test(hex)) {
    throw new RuleSyntaxError(
      `unknown escape \`\\${letter}\` in a string`,
      at,
      "write `\\\\` for a backslash",
    );
  }
  const code = Number.parseInt(hex, 16);
  if (code > 0x10ffff) throw new RuleSyntaxError("the escape is no Unicode character", at);
  return { value: String.fromCodePoint(code), end: at + 2 + digits };
}
