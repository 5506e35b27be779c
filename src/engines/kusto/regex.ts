import { RE2JS } from "re2js";
import { RuleSyntaxError } from "../syntax-error.ts";

const MAX_PATTERN = 10_000;

/**
 * Compiles a pattern in linear-time RE2. Kusto's own dialect (Microsoft: "Regex syntax", Rust's regex) reads
 * `\d`, `\w`, `\s` and `\b` as Unicode; here they are ASCII, which only differs on non-ASCII text.
 */
export function compileRegex(pattern: string, offset: number): RE2JS {
  if (pattern.length > MAX_PATTERN) throw new RuleSyntaxError("the pattern is too long", offset);
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RuleSyntaxError(
      `the pattern is not valid: ${reason}`,
      offset,
      "Kusto knows no look-around or back-references",
    );
  }
}
