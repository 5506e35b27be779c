import type { Regex } from "./portable-regex.ts";

/** How a target writes the parts that dialects disagree on. */
export interface RegexDialect {
  /** Start and end of the text (never of a line). */
  readonly start: string;
  readonly end: string;
  /** Opens a group. */
  readonly open: string;
  /** One character that is literal outside a class. */
  readonly literal: (char: string) => string;
  /** One character inside a class. */
  readonly inClass: (char: string) => string;
  /** Any character but a line break, and any character at all, where the class form cannot be written. */
  readonly dot?: string;
  readonly any?: string;
}

const CONTROL: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** RE2, Rust and PCRE: `\z` is the very end; meta characters stand in a class instead of behind a backslash. */
export const commonDialect: RegexDialect = {
  start: "^",
  end: "\\z",
  open: "(?:",
  literal: (char) => {
    if (char === "\\" || char === "^") return `\\${char}`;
    return (
      CONTROL[char] ??
      (/[.+*?()[\]{}$|]/.test(char) ? `[${char === "[" || char === "]" ? `\\${char}` : char}]` : char)
    );
  },
  inClass: (char) => CONTROL[char] ?? (/[\\\]^[-]/.test(char) ? `\\${char}` : char),
};

/** Prints a pattern for a dialect. */
export function printRegex(regex: Regex, dialect: RegexDialect): string {
  if (dialect.dot !== undefined && isDot(regex)) return dialect.dot;
  if (dialect.any !== undefined && isAnything(regex)) return dialect.any;
  switch (regex.kind) {
    case "literal":
      return dialect.literal(regex.char);
    case "start":
      return dialect.start;
    case "end":
      return dialect.end;
    case "class":
      return printClass(regex, dialect);
    case "sequence":
      return regex.items.map((item) => grouped(item, item.kind === "choice", dialect)).join("");
    case "choice":
      return regex.items.map((item) => printRegex(item, dialect)).join("|");
    case "repeat": {
      const wrap =
        regex.item.kind === "sequence" || regex.item.kind === "choice" || regex.item.kind === "repeat";
      return grouped(regex.item, wrap, dialect) + quantifier(regex.min, regex.max);
    }
  }
}

function grouped(item: Regex, wrap: boolean, dialect: RegexDialect): string {
  const text = printRegex(item, dialect);
  return wrap ? `${dialect.open}${text})` : text;
}

function printClass(regex: Extract<Regex, { kind: "class" }>, dialect: RegexDialect): string {
  const parts = regex.ranges.map(([from, to]) =>
    from === to ? dialect.inClass(from) : `${dialect.inClass(from)}-${dialect.inClass(to)}`,
  );
  return `[${regex.negated ? "^" : ""}${parts.join("")}]`;
}

function quantifier(min: number, max: number | undefined): string {
  if (min === 0 && max === undefined) return "*";
  if (min === 1 && max === undefined) return "+";
  if (min === 0 && max === 1) return "?";
  return max === undefined ? `{${min},}` : min === max ? `{${min}}` : `{${min},${max}}`;
}

/** Whether a part is `.`: any character but a line break. */
export function isDot(regex: Regex): boolean {
  if (regex.kind !== "class" || !regex.negated || regex.ranges.length !== 1) return false;
  return regex.ranges[0]?.[0] === "\n" && regex.ranges[0][1] === "\n";
}

/** Whether a part is any character at all, as globs make it. */
export function isAnything(regex: Regex): boolean {
  if (regex.kind !== "choice" || regex.items.length !== 2) return false;
  const [first, second] = regex.items;
  return first !== undefined && isDot(first) && second?.kind === "literal" && second.char === "\n";
}

/** The pattern with ASCII letters in both cases, for dialects without a flag for it. */
export function foldCase(regex: Regex): Regex {
  switch (regex.kind) {
    case "literal":
      return /^[A-Za-z]$/.test(regex.char)
        ? { kind: "class", negated: false, ranges: both(regex.char, regex.char) }
        : regex;
    case "class":
      return { ...regex, ranges: regex.ranges.flatMap(([from, to]) => foldRange(from, to)) };
    case "sequence":
    case "choice":
      return { ...regex, items: regex.items.map(foldCase) };
    case "repeat":
      return { ...regex, item: foldCase(regex.item) };
    default:
      return regex;
  }
}

function both(from: string, to: string): [string, string][] {
  return [
    [from.toUpperCase(), to.toUpperCase()],
    [from.toLowerCase(), to.toLowerCase()],
  ];
}

/** A range, plus the other case of the letters in it. */
function foldRange(from: string, to: string): (readonly [string, string])[] {
  const folded: (readonly [string, string])[] = [[from, to]];
  for (const [low, high] of [
    ["A", "Z"],
    ["a", "z"],
  ] as const) {
    const start = from > low ? from : low;
    const end = to < high ? to : high;
    if (start <= end) folded.push(...both(start, end));
  }
  return folded.filter(([a, b], i) => folded.findIndex(([c, d]) => a === c && b === d) === i);
}

/** A regex that matches exactly a literal text. */
export function literalRegex(text: string): Regex {
  return { kind: "sequence", items: [...text].map((char) => ({ kind: "literal", char })) };
}

/** A glob (`*` any run, `?` one character) as a regex over the whole value. */
export function globRegex(glob: string): Regex {
  const anything: Regex = {
    kind: "choice",
    items: [
      { kind: "class", negated: true, ranges: [["\n", "\n"]] },
      { kind: "literal", char: "\n" },
    ],
  };
  const items = [...glob].map((char): Regex => {
    if (char === "*") return { kind: "repeat", item: anything, min: 0, max: undefined };
    return char === "?" ? anything : { kind: "literal", char };
  });
  return { kind: "sequence", items: [{ kind: "start" }, ...items, { kind: "end" }] };
}
