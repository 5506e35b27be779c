import { RE2JS } from "re2js";
import { RuleSyntaxError } from "../syntax-error.ts";

const MAX_PATTERN = 10_000;

/**
 * "No character at all comes next" is the end of the text. PCRE says it with a look-ahead over a class and
 * its complement, `(?![^a]|a)`, where `$` would also stand before a final line break; RE2 says `\z`.
 */
const NOTHING_FOLLOWS = /\(\?!\[\^([A-Za-z0-9])\]\|\1\)/g;

/**
 * Compiles a pattern in linear-time RE2. Splunk's own dialect is PCRE; what only PCRE has (look-around,
 * back-references, atomic groups) is an error.
 */
export function compileRegex(pattern: string, offset: number): RE2JS {
  if (pattern.length > MAX_PATTERN) throw new RuleSyntaxError("the pattern is too long", offset);
  try {
    return RE2JS.compile(pattern.replaceAll(NOTHING_FOLLOWS, "\\z"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = "look-around, back-references and possessive groups are not known here";
    throw new RuleSyntaxError(`the pattern is not valid: ${reason}`, offset, hint);
  }
}
