/**
 * String literals of Kusto (learn.microsoft.com/kusto/query/scalar-data-types/string): double quotes with
 * `\\`, `\"`, `\n`, `\r`, `\t`; other characters stand as they are.
 */
export function literal(text: string): string {
  const escapes: Record<string, string> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  return `"${text.replaceAll(/[\\"\n\r\t]/g, (char) => escapes[char] ?? char)}"`;
}

/** Words that cannot stand behind a dot as they are. */
const KEYWORDS: ReadonlySet<string> = new Set(
  "and or not in has contains between by on of to let set where with kind type true false null bool int long real string datetime timespan dynamic guid decimal as asc desc from".split(
    " ",
  ),
);

/** One more step into a dynamic value. */
export function member(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) && !KEYWORDS.has(key) ? `.${key}` : `[${literal(key)}]`;
}
