/**
 * Patterns with a character for any run (`*` in `search`, `%` in `like`) and, in `like`, one for any single
 * character (`_`). Compiled to leftmost searches for the pieces between runs, so time stays linear in the text
 * for a given pattern.
 */

interface Piece {
  /** The characters; undefined stands for any one. */
  readonly chars: readonly (string | undefined)[];
  /** Set where no single-character wildcard occurs, for a fast search. */
  readonly plain: string | undefined;
}

function piece(chars: readonly (string | undefined)[]): Piece {
  return { chars, plain: chars.includes(undefined) ? undefined : chars.join("") };
}

function standsAt(text: string, { chars, plain }: Piece, at: number): boolean {
  if (plain !== undefined) return text.startsWith(plain, at);
  if (at < 0 || at + chars.length > text.length) return false;
  return chars.every((char, i) => char === undefined || char === text[at + i]);
}

function find(text: string, wanted: Piece, from: number): number {
  if (wanted.plain !== undefined) return text.indexOf(wanted.plain, from);
  for (let at = from; at + wanted.chars.length <= text.length; at++) {
    if (standsAt(text, wanted, at)) return at;
  }
  return -1;
}

function compilePieces(pieces: readonly Piece[]): (text: string) => boolean {
  const first = pieces[0] ?? piece([]);
  const last = pieces.at(-1) ?? first;
  if (pieces.length === 1) return (text) => text.length === first.chars.length && standsAt(text, first, 0);
  const middle = pieces.slice(1, -1);
  return (text) => {
    const end = text.length - last.chars.length;
    if (!standsAt(text, first, 0) || end < first.chars.length || !standsAt(text, last, end)) return false;
    let at = first.chars.length;
    for (const wanted of middle) {
      const found = find(text, wanted, at);
      if (found === -1) return false;
      at = found + wanted.chars.length;
    }
    return at <= end;
  };
}

/** `*` of the `search` command: a whole value, letters of either case (Splunk: "Use wildcards in searches"). */
export function searchPattern(pattern: string): (text: string) => boolean {
  const lower = pattern.toLowerCase();
  if (/^\*+$/.test(lower)) return () => true;
  const test = compilePieces(lower.split("*").map((part) => piece(part.split(""))));
  if (!lower.includes("*")) return (text) => text.toLowerCase() === lower;
  return (text) => test(text.toLowerCase());
}

/** `%` and `_` of `like` (Splunk: "Comparison and Conditional functions"): a whole value, case-sensitive. */
export function likePattern(pattern: string): (text: string) => boolean {
  const part = (text: string) => piece(text.split("").map((char) => (char === "_" ? undefined : char)));
  return compilePieces(pattern.split("%").map(part));
}
