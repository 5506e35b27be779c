/** A text with a name, and the positions inside it. */
export interface Source {
  /** Path as the user gave it; only used in messages. */
  readonly file: string;
  readonly text: string;
}

/** Half-open range of offsets (UTF-16 units) in a source. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** 1-based line and column, as editors count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const lineStarts = new WeakMap<Source, readonly number[]>();

function startsOf(source: Source): readonly number[] {
  const known = lineStarts.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = source.text.indexOf("\n"); at !== -1; at = source.text.indexOf("\n", at + 1)) {
    starts.push(at + 1);
  }
  lineStarts.set(source, starts);
  return starts;
}

/** Where an offset lies, by binary search over the line starts. */
export function positionAt(source: Source, offset: number): Position {
  const starts = startsOf(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

/** The text of a 1-based line, without its line break. */
export function lineText(source: Source, line: number): string {
  const starts = startsOf(source);
  const from = starts[line - 1] ?? source.text.length;
  const to = starts[line] ?? source.text.length + 1;
  return source.text.slice(from, to - 1).replace(/\r$/, "");
}
