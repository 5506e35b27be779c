import { didYouMean } from "../../diagnostics/suggest.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import type { YamlScalar } from "../yaml/tree.ts";
import type { Test } from "./leaf.ts";

const MAX_DEPTH = 300;
const TOKEN = /\s*(?:([()])|([^\s()|]+)|(\S))/y;

interface Token {
  readonly text: string;
  readonly offset: number;
}

/**
 * Compiles a condition over named selections (Sigma rules specification 2.1.0, "Condition"): `or` binds
 * weakest, then `and`, `not`, `x of pattern`. Patterns and `them` leave out names that begin with `_`, unless
 * the pattern itself does.
 */
export function compileCondition(source: YamlScalar, selections: ReadonlyMap<string, Test>): Test {
  const parser = new ConditionParser(source, selections);
  const test = parser.or();
  parser.end();
  return test;
}

class ConditionParser {
  readonly #tokens: readonly Token[];
  readonly #selections: ReadonlyMap<string, Test>;
  readonly #end: number;
  #next = 0;
  #depth = 0;

  constructor(source: YamlScalar, selections: ReadonlyMap<string, Test>) {
    const origins = source.origins();
    this.#end = origins[source.text.length] ?? source.start;
    this.#tokens = tokenize(source.text, (index) => origins[index] ?? source.start);
    this.#selections = selections;
  }

  or(): Test {
    if (++this.#depth > MAX_DEPTH) this.#fail(`nested deeper than ${MAX_DEPTH} levels`);
    const tests = [this.#and()];
    while (this.#take("or")) tests.push(this.#and());
    this.#depth--;
    const [only] = tests;
    if (only && tests.length === 1) return only;
    return (root, event) => tests.some((test) => test(root, event));
  }

  end(): void {
    if (this.#next < this.#tokens.length) this.#fail("expected `and`, `or` or the end");
  }

  #and(): Test {
    const tests = [this.#not()];
    while (this.#take("and")) tests.push(this.#not());
    const [only] = tests;
    if (only && tests.length === 1) return only;
    return (root, event) => tests.every((test) => test(root, event));
  }

  #not(): Test {
    let negated = false;
    while (this.#take("not")) negated = !negated;
    const test = this.#atom();
    return negated ? (root, event) => !test(root, event) : test;
  }

  #atom(): Test {
    if (this.#take("(")) {
      const test = this.or();
      if (!this.#take(")")) this.#fail("expected `)`");
      return test;
    }
    const token = this.#tokens[this.#next];
    if (!token || "()".includes(token.text)) return this.#fail("expected a selection");
    this.#next++;
    if (this.#tokens[this.#next]?.text === "of") return this.#quantified(token);
    if (["and", "or", "not", "of"].includes(token.text)) this.#fail("expected a selection", this.#next - 1);
    return this.#selections.get(token.text) ?? this.#unknown(token);
  }

  #quantified(amount: Token): Test {
    if (!["1", "any", "all"].includes(amount.text)) {
      throw new RuleSyntaxError(
        `\`${amount.text} of\` is not defined`,
        amount.offset,
        "use `1 of` or `all of`",
      );
    }
    const pattern = this.#tokens[++this.#next];
    if (!pattern || "()".includes(pattern.text)) return this.#fail("expected a pattern or `them` after `of`");
    this.#next++;
    const glob = pattern.text === "them" ? "*" : pattern.text;
    const tests = [...this.#selections]
      .filter(([name]) => globMatches(glob, name) && (glob.startsWith("_") || !name.startsWith("_")))
      .map(([, test]) => test);
    if (tests.length === 0) this.#unknown(pattern);
    if (amount.text === "all") return (root, event) => tests.every((test) => test(root, event));
    return (root, event) => tests.some((test) => test(root, event));
  }

  #unknown(token: Token): never {
    const word = token.text.slice(0, 60);
    const keyword = word.toLowerCase();
    const hint = ["and", "or", "not", "of"].includes(keyword)
      ? `keywords are written in lower case: \`${keyword}\``
      : didYouMean(word, this.#selections.keys());
    throw new RuleSyntaxError(`the condition names \`${word}\`, which is no selection`, token.offset, hint);
  }

  #take(text: string): boolean {
    if (this.#tokens[this.#next]?.text !== text) return false;
    this.#next++;
    return true;
  }

  #fail(message: string, index = this.#next): never {
    const token = this.#tokens[index];
    const found = token ? `found \`${token.text.slice(0, 40)}\`` : "found the end of the condition";
    throw new RuleSyntaxError(`${message}, ${found}`, token?.offset ?? this.#end);
  }
}

function tokenize(text: string, at: (index: number) => number): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
    const value = found[1] ?? found[2] ?? found[3] ?? "";
    const offset = at(TOKEN.lastIndex - value.length);
    if (value === "|") {
      const hint = "write a correlation document instead of an aggregation";
      throw new RuleSyntaxError("`|` in a condition is not part of Sigma 2", offset, hint);
    }
    tokens.push({ text: value, offset });
  }
  return tokens;
}

/** Whether a name fits a pattern whose only special character is `*`. */
function globMatches(pattern: string, name: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return pattern === name;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0 || found + piece.length > name.length - last.length) return false;
    at = found + piece.length;
  }
  return true;
}
