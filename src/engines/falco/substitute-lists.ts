import { RuleSyntaxError } from "../syntax-error.ts";
import type { ListInfo } from "./definitions.ts";
import { quoted } from "./exceptions.ts";
import { joined, type Located, placed, sliced } from "./located.ts";

const BLANKS = " \t\n\r";
const DELIMITERS = `${BLANKS}(),=`;
const MAX_TEXT = 4 * 1024 * 1024;
const MAX_COPIED = 100 * 1024 * 1024;

/** A list as text: names of lists that were made before are replaced by what those held then. */
export function listText(list: ListInfo, lists: ReadonlyMap<string, ListInfo>): string {
  const items = list.items.flatMap(({ text }) => {
    const inner = lists.get(text);
    return inner && inner.index < list.visibility ? inner.items.map((item) => item.text) : [text];
  });
  return items.map(quoted).join(", ");
}

/**
 * Replaces the names of lists by their items, as text and wherever the name stands between delimiters, even
 * inside quotes: that is how Falco does it (`rule_loader_compiler.cpp`, `resolve_list`).
 */
export function substituteLists(condition: Located, lists: ReadonlyMap<string, string>): Located {
  let current = condition;
  const words = new Set(current.text.split(/[ \t\n\r(),=]+/));
  const budget = { left: MAX_COPIED };
  for (const [name, items] of lists) {
    if (!words.has(name)) continue;
    current = substitute(current, name, items, budget);
    for (const word of items.split(/[ \t\n\r(),=]+/)) words.add(word);
  }
  return current;
}

function substitute(condition: Located, name: string, items: string, budget: { left: number }): Located {
  let current = condition;
  let start = current.text.indexOf(name);
  while (start >= 0) {
    const { text } = current;
    const end = start + name.length;
    if (isDelimiter(text, start - 1) && isDelimiter(text, end)) {
      budget.left -= text.length + items.length;
      if (text.length + items.length > MAX_TEXT || budget.left < 0) {
        throw new RuleSyntaxError("with its lists the condition is too long", current.origins[start] ?? 0);
      }
      const [from, to] = widened(text, start, end, items === "");
      const offset = current.origins[start] ?? 0;
      const parts = [placed(`${items} `, offset), sliced(current, to)];
      if (from > 0) parts.unshift(sliced(current, 0, from), placed(" ", offset));
      current = joined(parts);
      start = from + items.length + 1;
    }
    start = current.text.indexOf(name, start + 1);
  }
  return current;
}

function isDelimiter(text: string, at: number): boolean {
  const char = text[at];
  return char === undefined || DELIMITERS.includes(char);
}

/** The blanks around a name go with it, and with an empty list one comma beside it. */
function widened(text: string, start: number, end: number, empty: boolean): [from: number, to: number] {
  let from = start;
  let to = end;
  while (from > 0 && BLANKS.includes(text[from - 1] ?? "x")) from--;
  while (to < text.length && BLANKS.includes(text[to] ?? "x")) to++;
  if (empty && text[from - 1] === ",") from--;
  else if (empty && text[to] === ",") to++;
  return [from, to];
}
