/** Raised inside an engine's parser or binder; turned into a `RuleProblem` at the engine's edge. */
export class RuleSyntaxError extends Error {
  /** 0-based offset of the trouble in the text that was parsed. */
  readonly offset: number;
  readonly hint: string | undefined;

  constructor(message: string, offset: number, hint?: string) {
    // Thousands of these are made for a file full of faults, and nobody reads where in our code they arose.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
    this.name = "RuleSyntaxError";
    this.offset = offset;
    this.hint = hint;
  }
}

/** Where the lines of the text that was asked about last begin: a file is asked about many times in a row. */
let latest: { readonly text: string; readonly starts: readonly number[] } = { text: "", starts: [0] };

function lineStarts(text: string): readonly number[] {
  if (latest.text === text) return latest.starts;
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  latest = { text, starts };
  return starts;
}

/** 1-based line and column (in UTF-16 units) of an offset in a text. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const starts = lineStarts(text);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
