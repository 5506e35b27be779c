import { RE2JS } from "re2js";
import { RuleSyntaxError } from "../syntax-error.ts";

const MAX_PATTERN = 1000;

/**
 * Translates a pattern of Lucene (Elastic: "Regular expression syntax") to RE2: it matches the whole value, `.`
 * is any character, `^` and `$` are plain. Lucene's own operators (`~ & @ # < > "`) are refused.
 */
export function luceneRegex(
  pattern: string,
  insensitive: boolean,
  offset: number,
): (text: string) => boolean {
  if (pattern.length > MAX_PATTERN)
    throw new RuleSyntaxError("the pattern is longer than 1000 characters", offset);
  const source = translate(pattern, offset);
  try {
    const regex = RE2JS.compile(source, RE2JS.DOTALL | (insensitive ? RE2JS.CASE_INSENSITIVE : 0));
    return (text) => regex.matches(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RuleSyntaxError(`the pattern is not valid: ${reason}`, offset);
  }
}

function translate(pattern: string, offset: number): string {
  let result = "";
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] ?? "";
    if (char === "\\") {
      result += escaped(pattern[++i], offset);
      continue;
    }
    if (char === "[" && !inClass) inClass = true;
    else if (char === "]") inClass = false;
    else if (!inClass && '~&@#<>"'.includes(char)) {
      throw new RuleSyntaxError(`the operator \`${char}\` of Lucene's patterns is not supported`, offset);
    } else if (!inClass && (char === "^" || char === "$")) result += "\\";
    if (char === "(" && pattern[i + 1] === "?") throw new RuleSyntaxError("Lucene knows no `(?`", offset);
    result += char;
  }
  return result;
}

function escaped(next: string | undefined, offset: number): string {
  if (next === undefined) throw new RuleSyntaxError("the pattern ends in a backslash", offset);
  if (/[dDwWsS]/.test(next)) return `\\${next}`;
  return /[A-Za-z0-9]/.test(next) ? next : RE2JS.quote(next);
}
