import type { Regex } from "../../lower/portable-regex.ts";
import { printRegex, type RegexDialect } from "../../lower/print-regex.ts";

/** Longest constant, in bytes. */
export const MAX_CONSTANT = 255;

/** A quoted constant: `\\`, `\"` and the control characters that Falco can escape. */
export function literal(text: string): string {
  const escapes: Record<string, string> = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
  };
  return `"${text.replaceAll(/[\\"\n\r\t\b\f]/g, (char) => escapes[char] ?? char)}"`;
}

/** Why a text cannot be a constant, if so. */
export function literalProblem(text: string): string | undefined {
  if (Buffer.byteLength(text) > MAX_CONSTANT) return `a constant has at most ${MAX_CONSTANT} bytes`;
  if (text.endsWith("\\")) return "a constant that ends in a backslash cannot be quoted";
  return /[\u0000-\u0007\u000b\u000e-\u001f\u007f]/.test(text)
    ? "a control character cannot be written"
    : undefined;
}

/**
 * RE2 in POSIX syntax, anchored at both ends: no `(?:`, no `\z`; anchors are handled by `wholePattern`.
 * Line breaks are the characters themselves; meta characters stand in a class.
 */
const dialect: RegexDialect = {
  start: "",
  end: "",
  open: "(",
  literal: (char) => {
    if (char === "\\" || char === "^") return `\\${char}`;
    return /[.+*?()[\]{}$|]/.test(char) ? `[${char}]` : char;
  },
  inClass: (char) => (/[\\\]^[-]/.test(char) ? `\\${char}` : char),
};

const ANY = "(.|\n)*";

/**
 * A pattern for the anchored `regex` operator that searches like ours.
 *
 * @returns undefined when an anchor stands where it cannot be expressed.
 */
export function wholePattern(regex: Regex): string | undefined {
  const items = regex.kind === "sequence" ? [...regex.items] : [regex];
  const start = items[0]?.kind === "start";
  const end = items.at(-1)?.kind === "end";
  const inner = items.slice(start ? 1 : 0, end ? -1 : undefined);
  if (inner.some(hasAnchor)) return undefined;
  const text = printRegex({ kind: "sequence", items: inner }, dialect);
  return (start ? "" : ANY) + text + (end ? "" : ANY);
}

function hasAnchor(regex: Regex): boolean {
  if (regex.kind === "start" || regex.kind === "end") return true;
  if ("items" in regex) return regex.items.some(hasAnchor);
  return "item" in regex && hasAnchor(regex.item);
}
