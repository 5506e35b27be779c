import type { Regex } from "../../lower/portable-regex.ts";
import { isAnything, isDot, printRegex, type RegexDialect } from "../../lower/print-regex.ts";

/** A string literal of eval expressions: double quotes, `\"` and `\\`. */
export function literal(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, "\\$&")}"`;
}

/** Characters that no literal or pattern of ours holds: their quoting is not the same everywhere. */
export function isAwkward(text: string): boolean {
  return /[\\"\u0000-\u001f\u007f]/.test(text);
}

/**
 * PCRE without any backslash, which `search`, `eval` and configuration files quote differently: meta
 * characters stand in a class; the end of the text is "no further character", since `$` also stands before
 * a final line break.
 */
const dialect: RegexDialect = {
  start: "^",
  end: "(?![^a]|a)",
  open: "(?:",
  literal: (char) => (/[.+*?()[\]{}$|^]/.test(char) ? classOf(char) : char),
  inClass: (char) => char,
  dot: ".",
  any: "(?:[^a]|a)",
};

function classOf(char: string): string {
  return char === "^" ? "(?![^^])[^a]" : `[${char}]`;
}

/** Whether a pattern can be printed without a backslash. */
export function isPrintable(regex: Regex): boolean {
  if (isDot(regex) || isAnything(regex)) return true;
  switch (regex.kind) {
    case "literal":
      return !isAwkward(regex.char);
    case "class":
      return regex.ranges.every((range) => range.every((char) => !isAwkward(char) && !/[[\]^-]/.test(char)));
    case "sequence":
    case "choice":
      return regex.items.every(isPrintable);
    case "repeat":
      return isPrintable(regex.item);
    default:
      return true;
  }
}

/** Prints a pattern for `match` and `mvfind`. */
export function pattern(regex: Regex): string {
  return printRegex(regex, dialect);
}
