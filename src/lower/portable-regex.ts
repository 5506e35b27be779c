/**
 * The regular expressions that RE2, Rust, Java and PCRE read alike (docs/language.md): literals, `.`,
 * explicit ASCII classes, groups, alternation, greedy quantifiers, `^` and `$`. Parsed once, printed for
 * each target in a form that leaves nothing to its dialect.
 */
export type Regex =
  | { readonly kind: "literal"; readonly char: string }
  | {
      readonly kind: "class";
      readonly negated: boolean;
      readonly ranges: readonly (readonly [string, string])[];
    }
  | { readonly kind: "start" | "end" }
  | { readonly kind: "sequence" | "choice"; readonly items: readonly Regex[] }
  | { readonly kind: "repeat"; readonly item: Regex; readonly min: number; readonly max: number | undefined };

/** Raised for a pattern outside the subset; `at` is the offset in the pattern. */
export class RegexError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.name = "RegexError";
    this.at = at;
  }
}

/** Largest repeat count: what RE2 takes. */
const MAX_REPEAT = 1000;
const MAX_DEPTH = 50;
const SPECIAL = new Set("\\.+*?()[]{}^$|/-".split(""));
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/**
 * Parses a pattern of the portable subset.
 *
 * @throws RegexError with what to write instead
 */
export function parseRegex(pattern: string): Regex {
  const parser = new Parser(pattern);
  const parsed = parser.choice(0);
  if (parser.at < pattern.length) throw new RegexError("`)` without `(`", parser.at);
  return parsed;
}

/** Recursive descent over the pattern. Holds the position. */
class Parser {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  choice(depth: number): Regex {
    if (depth > MAX_DEPTH) throw new RegexError("groups are nested too deeply", this.at);
    const items = [this.#sequence(depth)];
    while (this.#text[this.at] === "|") {
      this.at++;
      items.push(this.#sequence(depth));
    }
    return items.length === 1 && items[0] !== undefined ? items[0] : { kind: "choice", items };
  }

  #sequence(depth: number): Regex {
    const items: Regex[] = [];
    for (;;) {
      const char = this.#text[this.at];
      if (char === undefined || char === "|" || char === ")") return { kind: "sequence", items };
      items.push(this.#quantified(this.#atom(char, depth)));
    }
  }

  #atom(char: string, depth: number): Regex {
    const start = this.at++;
    switch (char) {
      case "^":
        return { kind: "start" };
      case "$":
        return { kind: "end" };
      case ".":
        return { kind: "class", negated: true, ranges: [["\n", "\n"]] };
      case "(":
        return this.#group(start, depth);
      case "[":
        return this.#class(start);
      case "\\":
        return { kind: "literal", char: this.#escape() };
      case "*":
      case "+":
      case "?":
      case "{":
        throw new RegexError(`\`${char}\` has nothing to repeat`, start);
      default: {
        const point = String.fromCodePoint(this.#text.codePointAt(start) ?? 0);
        this.at = start + point.length;
        return { kind: "literal", char: point };
      }
    }
  }

  #group(start: number, depth: number): Regex {
    if (this.#text[this.at] === "?") {
      if (this.#text[this.at + 1] !== ":") {
        throw new RegexError("only plain groups `(…)` and `(?:…)`: no look-around, names or flags", start);
      }
      this.at += 2;
    }
    const inner = this.choice(depth + 1);
    if (this.#text[this.at] !== ")") throw new RegexError("`(` without `)`", start);
    this.at++;
    return inner;
  }

  #escape(): string {
    const char = this.#text[this.at++];
    if (char !== undefined && SPECIAL.has(char)) return char;
    const control = char === undefined ? undefined : CONTROLS[char];
    if (control !== undefined) return control;
    const classes: Record<string, string> = {
      d: "[0-9]",
      w: "[A-Za-z0-9_]",
      s: "[ \\t\\n\\r]",
      b: "nothing",
    };
    const instead = classes[char ?? ""];
    const hint = instead === undefined ? "is not portable" : `means different things: write \`${instead}\``;
    throw new RegexError(`\`\\${char ?? ""}\` ${hint}`, this.at - 2);
  }

  #class(start: number): Regex {
    const negated = this.#text[this.at] === "^";
    if (negated) this.at++;
    const ranges: [string, string][] = [];
    while (this.#text[this.at] !== "]" || ranges.length === 0) {
      const from = this.#classChar(start);
      let to = from;
      if (this.#text[this.at] === "-" && this.#text[this.at + 1] !== "]") {
        this.at++;
        to = this.#classChar(start);
      }
      if (from > to) throw new RegexError(`the range \`${from}-${to}\` is backwards`, this.at);
      ranges.push([from, to]);
    }
    this.at++;
    return { kind: "class", negated, ranges };
  }

  #classChar(start: number): string {
    const char = this.#text[this.at];
    if (char === undefined) throw new RegexError("`[` without `]`", start);
    this.at++;
    if (char === "\\") return this.#escape();
    if (char === "[") throw new RegexError("escape `[` inside a class: `\\[`", this.at - 1);
    if (char > "~") throw new RegexError("only ASCII inside a class", this.at - 1);
    return char;
  }

  #quantified(item: Regex): Regex {
    const rest = this.#text.slice(this.at, this.at + 16);
    const found = /^(?:[*+?]|\{(\d+)(,(\d*))?\})/.exec(rest);
    if (found === null) return item;
    const start = this.at;
    this.at += found[0].length;
    if (item.kind === "start" || item.kind === "end") throw new RegexError("an anchor cannot repeat", start);
    if (/^[*+?{]/.test(this.#text.slice(this.at))) {
      throw new RegexError("only greedy quantifiers, one for each item", this.at);
    }
    const [min, max] = bounds(found);
    if (min > MAX_REPEAT || (max ?? 0) > MAX_REPEAT || (max ?? min) < min) {
      throw new RegexError(`a repeat count is at most ${MAX_REPEAT}, the smaller first`, start);
    }
    return { kind: "repeat", item, min, max };
  }
}

function bounds(found: RegExpExecArray): [number, number | undefined] {
  if (found[0] === "*") return [0, undefined];
  if (found[0] === "+") return [1, undefined];
  if (found[0] === "?") return [0, 1];
  const min = Number(found[1]);
  if (found[2] === undefined) return [min, min];
  return [min, found[3] === "" ? undefined : Number(found[3])];
}
