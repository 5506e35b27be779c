import { matchesSteps, type Step } from "../wildcard-steps.ts";
import { byteText, lowerAscii } from "./text.ts";

const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /[ \t-\r]/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[0-9A-Fa-f]/,
};

/**
 * Compiles a pattern of `glob` or `iglob`: fnmatch(3) without flags, so `*` also crosses `/` and line breaks,
 * `?` is one byte, `[a-z]` and `[!a]` are sets and a backslash takes the next byte as it is. The matcher
 * remembers only its last `*`, so its time is at most pattern times text.
 */
export function compileGlob(pattern: string, fold: boolean): (text: string) => boolean {
  const clean = (text: string): string => byteText(fold ? lowerAscii(text) : text);
  const steps = readSteps(clean(pattern));
  if (!steps) return () => false;
  return (text) => matchesSteps(steps, clean(text));
}

/** A pattern that ends in a lone backslash matches nothing in glibc. */
function readSteps(pattern: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? "";
    if (char === "*") {
      if (steps.at(-1) !== "any") steps.push("any");
    } else if (char === "?") {
      steps.push(() => true);
    } else if (char === "[") {
      const set = readSet(pattern, at + 1);
      steps.push(set ? set.accepts : (byte) => byte === "[");
      if (set) at = set.end;
    } else {
      if (char === "\\") at++;
      if (at >= pattern.length) return undefined;
      const literal = pattern[at];
      steps.push((byte) => byte === literal);
    }
  }
  return steps;
}

/** A set in brackets; without its closing bracket, `[` stands for itself. */
function readSet(pattern: string, start: number) {
  const negated = pattern[start] === "!" || pattern[start] === "^";
  const tests: ((byte: string) => boolean)[] = [];
  let at = negated ? start + 1 : start;
  for (let first = true; at < pattern.length; first = false) {
    if (pattern[at] === "]" && !first) {
      return { accepts: (byte: string) => tests.some((test) => test(byte)) !== negated, end: at };
    }
    const named = /^\[:(\w+):\]/.exec(pattern.slice(at, at + 12))?.[1];
    const known = named !== undefined && Object.hasOwn(CLASSES, named) ? CLASSES[named] : undefined;
    if (known && named !== undefined) {
      tests.push((byte) => known.test(byte));
      at += named.length + 4;
      continue;
    }
    if (pattern[at] === "\\") at++;
    const low = pattern[at++] ?? "";
    let high = low;
    if (pattern[at] === "-" && pattern[at + 1] !== "]" && at + 1 < pattern.length) {
      if (pattern[++at] === "\\") at++;
      high = pattern[at++] ?? "";
    }
    tests.push((byte) => low <= byte && byte <= high);
  }
  return undefined;
}
