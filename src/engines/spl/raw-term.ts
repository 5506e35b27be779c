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
    for (let at = text.indexOf(first); at !== -1; at = text.indexOf(first, at + 1)) {
      if (!openStart && !isEdge(text, at)) continue;
      if (endsWell(text, at + first.length, rest, openEnd)) return true;
    }
    return false;
  };
}

function isEdge(text: string, at: number): boolean {
  const before = text[at - 1];
  const after = text[at];
  return before === undefined || after === undefined || BREAKERS.has(before) || BREAKERS.has(after);
}

/** The rest of a term behind its first piece: the leftmost place of each, the last one at an edge. */
function endsWell(text: string, from: number, rest: readonly string[], openEnd: boolean): boolean {
  if (rest.length === 0) return openEnd || isEdge(text, from);
  let limit = from;
  while (limit < text.length && !STOPS.has(text[limit] ?? "")) limit++;
  let at = from;
  for (const [i, piece] of rest.entries()) {
    let found = text.indexOf(piece, at);
    const last = i === rest.length - 1 && !openEnd;
    while (last && found !== -1 && found <= limit && !isEdge(text, found + piece.length)) {
      found = text.indexOf(piece, found + 1);
    }
    if (found === -1 || found > limit) return false;
    at = found + piece.length;
  }
  return true;
}
