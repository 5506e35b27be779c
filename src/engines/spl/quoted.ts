import { RuleSyntaxError } from "../syntax-error.ts";

/**
 * The offset behind a quoted text that starts at `at`. A backslash hides the quote behind it (Splunk: "About
 * the search processing language", quotes and escaping).
 */
export function endOfQuoted(text: string, at: number, end: number): number {
  const quote = text[at];
  for (let i = at + 1; i < end; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === quote) return i + 1;
  }
  throw new RuleSyntaxError(`this ${quote} is never closed`, at);
}

/** The offset of the parenthesis that closes the one at `at`; quoted texts are skipped. */
export function closingParenthesis(text: string, at: number, end: number): number {
  let depth = 0;
  for (let i = at; i < end; i++) {
    const char = text[i];
    if (char === '"') i = endOfQuoted(text, i, end) - 1;
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return i;
  }
  throw new RuleSyntaxError("this parenthesis is never closed", at);
}
