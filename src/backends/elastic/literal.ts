/** A quoted value: backslash before `\` and `"`. Exact on every text (docs/targets.md, Elastic). */
export function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, "\\$&")}"`;
}

/** An unquoted fragment for a wildcard: special characters escaped, white space as `\uXXXX`. */
export function fragment(text: string): string {
  return text
    .replaceAll(/[\\():<>"*{}]/g, "\\$&")
    .replaceAll(/\s/g, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}
