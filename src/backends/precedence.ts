/** An expression and how strongly it holds together: `or` < `and` < `atom`. */
export interface Text {
  readonly text: string;
  readonly strength: "or" | "and" | "atom";
}

/** An expression that never needs parentheses. */
export function atom(text: string): Text {
  return { text, strength: "atom" };
}

const STRENGTH = { or: 0, and: 1, atom: 2 } as const;

/** The text, in parentheses where it is weaker than its place asks. */
export function at(place: Text["strength"], one: Text): string {
  return STRENGTH[one.strength] < STRENGTH[place] ? `(${one.text})` : one.text;
}

/** Joins with `and` or `or` in a target's own words. A child that is a junction stands in parentheses. */
export function join(kind: "and" | "or", word: string, parts: readonly Text[]): Text {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return { text: parts.map((part) => at("atom", part)).join(` ${word} `), strength: kind };
}
