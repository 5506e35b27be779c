function isTermCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** An edge is whole when the needle's own edge is no term character, or its neighbour is none. */
function wholeEdge(text: string, inner: number, outer: number): boolean {
  if (outer < 0 || outer >= text.length) return true;
  return !(isTermCharacter(text.charCodeAt(inner)) && isTermCharacter(text.charCodeAt(outer)));
}

/**
 * `has` and its kind (Microsoft: "What is a term?"): the needle stands in the text as whole terms, a term
 * being a maximal run of ASCII letters and digits.
 */
export function hasTerm(text: string, part: string, wholeStart: boolean, wholeEnd: boolean): boolean {
  if (part === "") return true;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    const last = at + part.length - 1;
    const start = !wholeStart || wholeEdge(text, at, at - 1);
    if (start && (!wholeEnd || wholeEdge(text, last, last + 1))) return true;
  }
  return false;
}
