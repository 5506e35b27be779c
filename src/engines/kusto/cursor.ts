import { RuleSyntaxError } from "../syntax-error.ts";
import { type Token, tokenize } from "./tokens.ts";

const MAX_DEPTH = 300;

/** Walks the tokens of one query; holds the position and the nesting depth. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)];
    if (!token) throw new RuleSyntaxError("the query is empty", 0);
    return token;
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.#next++;
    return token;
  }

  isOp(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "op" && token.text === text;
  }

  isName(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "name" && token.text === text;
  }

  skipOp(text: string): boolean {
    if (!this.isOp(text)) return false;
    this.#next++;
    return true;
  }

  skipName(text: string): boolean {
    if (!this.isName(text)) return false;
    this.#next++;
    return true;
  }

  expectOp(text: string): Token {
    if (!this.isOp(text)) this.fail(`\`${text}\``);
    return this.take();
  }

  expectName(what: string): Token {
    if (this.peek().kind !== "name") this.fail(what);
    return this.take();
  }

  /** A column or variable name: plain, or `['any text']`. */
  declaredName(what: string): { name: string; offset: number } {
    const start = this.peek();
    if (start.kind === "op" && start.text === "[" && this.peek(1).kind === "string") {
      this.take();
      const name = String(this.take().value);
      this.expectOp("]");
      return { name, offset: start.offset };
    }
    return { name: this.expectName(what).text, offset: start.offset };
  }

  /** Joins `project` `-` `away` when nothing stands between them. */
  dashedName(): Token {
    let token = this.expectName("an operator");
    while (this.isOp("-") && this.peek().offset === token.end && this.peek(1).offset === token.end + 1) {
      if (this.peek(1).kind !== "name") break;
      this.take();
      const tail = this.take();
      token = { ...token, text: `${token.text}-${tail.text}`, end: tail.end };
    }
    return token;
  }

  /** Whether the parenthesis that opens here is followed by `{`: a function, not an expression. */
  opensFunction(): boolean {
    if (!this.isOp("(")) return false;
    let depth = 0;
    for (let at = this.#next; at < this.#tokens.length; at++) {
      const token = this.#tokens[at];
      if (token?.kind !== "op") continue;
      if (token.text === "(") depth++;
      if (token.text === ")" && --depth === 0) {
        const after = this.#tokens[at + 1];
        return after?.kind === "op" && after.text === "{";
      }
    }
    return false;
  }

  /** Runs one nested level; too many are refused before the stack ends. */
  nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) {
      throw new RuleSyntaxError(`nested deeper than ${MAX_DEPTH} levels`, this.peek().offset);
    }
    const result = read();
    this.#depth--;
    return result;
  }

  fail(expected: string, hint?: string): never {
    const token = this.peek();
    const found = token.kind === "end" ? "the end of the query" : `\`${token.text.slice(0, 40)}\``;
    throw new RuleSyntaxError(`expected ${expected}, found ${found}`, token.offset, hint);
  }
}
