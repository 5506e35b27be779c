import { RuleSyntaxError } from "../syntax-error.ts";
import type { Located } from "./located.ts";

const MAX_DEPTH = 500;
const BLANKS = /[ \t\b\r\n]*/y;
const WORD = /[a-zA-Z_][\w]*/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  [" ", "\\"],
  ["\\", "\\"],
  ["/", "/"],
]);

/** Reads a condition character by character, as Falco's own parser does: it has no separate tokens. */
export class Scanner {
  readonly #source: Located;
  #at = 0;
  #depth = 0;

  constructor(source: Located) {
    this.#source = source;
  }

  /** The place of the next character in the rule files. */
  get offset(): number {
    return this.#source.origins[this.#at] ?? 0;
  }

  get atEnd(): boolean {
    return this.#at >= this.#source.text.length;
  }

  blank(): boolean {
    BLANKS.lastIndex = this.#at;
    BLANKS.test(this.#source.text);
    const found = BLANKS.lastIndex > this.#at;
    this.#at = BLANKS.lastIndex;
    return found;
  }

  /** Takes the text if it stands here. */
  take(text: string): boolean {
    if (!this.#source.text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** Takes what a sticky pattern matches here. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  /** A quoted text; a quote ends it unless a backslash stands directly before it. */
  quoted(): string | undefined {
    const { text } = this.#source;
    const quote = text[this.#at];
    if (quote !== "'" && quote !== '"') return undefined;
    for (let end = this.#at + 1; end < text.length; end++) {
      if (text[end] !== quote || text[end - 1] === "\\") continue;
      const value = this.#unescape(this.#at, end, quote);
      this.#at = end + 1;
      return value;
    }
    this.fail("this quote is never closed", "a text that ends in a backslash cannot be quoted");
  }

  #unescape(start: number, end: number, quote: string): string {
    const { text, origins } = this.#source;
    let value = "";
    for (let i = start + 1; i < end; i++) {
      const char = text[i] ?? "";
      if (char !== "\\") {
        value += char;
        continue;
      }
      const next = text[++i] ?? "";
      const plain = next === quote ? quote : ESCAPES.get(next);
      if (plain === undefined || i >= end) {
        const hint = 'Falco knows \\\\ \\" \\n \\r \\t \\b \\f \\/ and takes other characters as they are';
        throw new RuleSyntaxError(`unsupported escape \`\\${next}\``, origins[i - 1] ?? 0, hint);
      }
      value += plain;
    }
    return value;
  }

  /** Runs one nested level; too many are refused before the stack ends. */
  nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) {
      throw new RuleSyntaxError(`nested deeper than ${MAX_DEPTH} levels`, this.offset);
    }
    const result = read();
    this.#depth--;
    return result;
  }

  /** The word that stands here, for messages. */
  word(): string {
    WORD.lastIndex = this.#at;
    return WORD.exec(this.#source.text)?.[0] ?? this.#source.text.slice(this.#at, this.#at + 20);
  }

  fail(message: string, hint?: string): never {
    throw new RuleSyntaxError(message, this.offset, hint);
  }

  expected(what: string, hint?: string): never {
    const found = this.atEnd ? "the end of the condition" : `\`${this.word()}\``;
    return this.fail(`expected ${what}, found ${found}`, hint);
  }
}
