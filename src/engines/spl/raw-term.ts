import { TERM_WILDCARD_STOPS } from "./unverified.ts";

/** Major and minor breakers (Splunk: segmenters.conf, defaults): where a word of the raw text may end. */
const BREAKERS = new Set(`[]<>(){}|!;,'"*&?+ \n\r\t/:=@.-$#%\\_`);
const STOPS = new Set(TERM_WILDCARD_STOPS);

/**
 * A word or phrase of `search`, found in the raw text at the edges of segments and in letters of either case
 * (Splunk: "Event segmentation and searching").
 */
export function rawTerm(term: string): (raw: string) => boolean {
  const lower = term.toLowerCase();
  const pieces = lower.split("*").filter((piece) => piece !== "");
  const openStart = lower.startsWith("*");
  const openEnd = lower.endsWith("*");
  const [first, ...rest] = pieces;
  if (first === undefined) return () => true;
  return (raw) => {
    const text = raw.toLowerCase();
    for (let at = text.indexOf(first); at !== -1; at = text.indexOf(first, at)) {
      const from = at + first.length;
      if (!openStart && !isEdge(text, at)) at++;
      else if (rest.length === 0) {
        if (openEnd || isEdge(text, from)) return true;
        at++;
      } else {
        const limit = segmentEnd(text, from);
        if (endsWell(text, from, limit, rest, openEnd)) return true;
        // A later start before the same limit has less room and fails too.
        at = Math.max(at + 1, limit - first.length + 1);
      }
    }
    return false;
  };
}

function isEdge(text: string, at: number): boolean {
  const before = text[at - 1];
  const after = text[at];
  return before === undefined || after === undefined || BREAKERS.has(before) || BREAKERS.has(after);
}

function segmentEnd(text: string, from: number): number {
  let limit = from;
  while (limit < text.length && !STOPS.has(text[limit] ?? "")) limit++;
  return limit;
}

/** The rest of a term behind its first piece: the leftmost place of each, the last one at an edge. */
function endsWell(
  text: string,
  from: number,
  limit: number,
  rest: readonly string[],
  openEnd: boolean,
): boolean {
  let at = from;
  for (const [i, piece] of rest.entries()) {
    const room = text.slice(at, limit + piece.length);
    let found = room.indexOf(piece);
    const last = i === rest.length - 1 && !openEnd;
    while (last && found !== -1 && !isEdge(text, at + found + piece.length)) {
      found = room.indexOf(piece, found + 1);
    }
    if (found === -1) return false;
    at += found + piece.length;
  }
  return true;
}
