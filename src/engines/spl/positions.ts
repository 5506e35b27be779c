import type { RuleProblem, RuleSource } from "../engine.ts";

/** Where an offset of a file stands, 1-based. */
export type Locate = (offset: number) => { readonly line: number; readonly column: number };

/** Finds lines by search in a table of their starts: a file may have as many problems as lines. */
export function locator(text: string): Locate {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** A problem of a file at an offset. */
export function problemAt(
  source: RuleSource,
  locate: Locate,
  offset: number,
  message: string,
  rule?: string,
): RuleProblem {
  return { file: source.file, ...locate(offset), message, ...(rule === undefined ? {} : { rule }) };
}
