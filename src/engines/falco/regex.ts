import { RE2JS } from "re2js";
import { RuleSyntaxError } from "../syntax-error.ts";

/** Letters that may follow a backslash; all punctuation may. */
const ESCAPED = new Set("afnrtvx01234567");
const REPETITION = /^\{\d+(?:,\d*)?\}/;

/**
 * Compiles a pattern of `regex`: RE2 in POSIX syntax, matched against the whole value. There are no groups of
 * the form `(?…)`, no `\d`, `\w` or `\b`; a sign after a repetition repeats it once more instead of making it
 * lazy; `.` does not match a line break.
 */
export function compileRegex(pattern: string, offset: number): (text: string) => boolean {
  const translated = translate(pattern, offset);
  try {
    const compiled = RE2JS.compile(translated, RE2JS.MULTILINE);
    return (text) => compiled.matches(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "it cannot be compiled";
    throw new RuleSyntaxError(`the regex is not valid: ${reason}`, offset);
  }
}

/** Writes POSIX syntax as RE2's Perl syntax: each repetition of a repetition gets its own group. */
function translate(pattern: string, offset: number): string {
  let out = "";
  let atomStart = 0;
  let repeated = false;
  const groups: number[] = [];
  for (let at = 0; at < pattern.length; ) {
    const repetition = readRepetition(pattern, at);
    if (repetition !== undefined) {
      if (repeated) out = `${out.slice(0, atomStart)}(?:${out.slice(atomStart)})`;
      out += repetition;
      at += repetition.length;
      repeated = true;
      continue;
    }
    repeated = false;
    const atom = readAtom(pattern, at, offset);
    if (atom === ")") atomStart = groups.pop() ?? out.length;
    else atomStart = out.length;
    if (atom === "(") {
      groups.push(out.length);
      if (pattern[at + 1] === "?") refuse("(?", offset);
    }
    out += atom;
    at += atom.length;
  }
  return out;
}

function readRepetition(pattern: string, at: number): string | undefined {
  const char = pattern[at] ?? "";
  if (char === "*" || char === "+" || char === "?") return char;
  return char === "{" ? REPETITION.exec(pattern.slice(at))?.[0] : undefined;
}

function readAtom(pattern: string, at: number, offset: number): string {
  if (pattern[at] === "\\") return readEscape(pattern, at, offset);
  if (pattern[at] !== "[") return String.fromCodePoint(pattern.codePointAt(at) ?? 0);
  let end = at + 1;
  if (pattern[end] === "^") end++;
  for (let first = true; end < pattern.length && (first || pattern[end] !== "]"); first = false) {
    const named = /^\[:\^?\w+:\]/.exec(pattern.slice(end, end + 14))?.[0];
    if (named !== undefined) end += named.length;
    else end += pattern[end] === "\\" ? readEscape(pattern, end, offset).length : 1;
  }
  return pattern.slice(at, end + 1);
}

function readEscape(pattern: string, at: number, offset: number): string {
  const next = pattern[at + 1] ?? "";
  if (/[a-zA-Z0-9]/.test(next) && !ESCAPED.has(next)) refuse(`\\${next}`, offset);
  return pattern.slice(at, at + 2);
}

function refuse(what: string, offset: number): never {
  const hint =
    "Falco reads POSIX syntax: write [0-9], [A-Za-z0-9_], (a|b), and `tolower(field) regex` to fold case";
  throw new RuleSyntaxError(`\`${what}\` is not part of Falco's regex syntax`, offset, hint);
}
