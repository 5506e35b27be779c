const WORD = /[\p{L}\p{N}\p{M}\p{Pc}]/u;
const LETTER = /[\p{L}\p{M}]/u;
const DIGIT = /\p{Nd}/u;
const MAX_TOKEN = 255;

/** What may stand inside a word of letters, of digits, or of both (Unicode UAX #29, rules WB6 to WB12). */
function joins(middle: string, before: string, after: string): boolean {
  const letters = LETTER.test(before) && LETTER.test(after);
  const digits = DIGIT.test(before) && DIGIT.test(after);
  if (middle === "." || middle === "'" || middle === "\u2019") return letters || digits;
  if (middle === ":" || middle === "\u00b7") return letters;
  return (middle === "," || middle === ";") && digits;
}

/**
 * The terms of the standard analyser (Elastic: "Standard tokenizer"): words by Unicode's rules, lower-cased.
 * `system:masters-readonly` gives `system:masters` and `readonly`. Scripts without spaces are kept as words.
 */
export function analyse(text: string): readonly string[] {
  const chars = [...text];
  const tokens: string[] = [];
  let word = "";
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? "";
    const inside = WORD.test(char) || (word !== "" && joins(char, chars[i - 1] ?? "", chars[i + 1] ?? ""));
    if (inside && word.length < MAX_TOKEN) word += char;
    else {
      if (word !== "") tokens.push(word.toLowerCase());
      word = inside ? char : "";
    }
  }
  if (word !== "") tokens.push(word.toLowerCase());
  return tokens;
}

/** Whether the terms stand side by side. */
export function hasPhrase(tokens: readonly string[], phrase: readonly string[]): boolean {
  if (phrase.length === 0) return false;
  for (let at = 0; at + phrase.length <= tokens.length; at++) {
    if (phrase.every((term, i) => tokens[at + i] === term)) return true;
  }
  return false;
}
