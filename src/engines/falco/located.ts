/**
 * A condition's text together with the place of every character in the rule files. Falco puts conditions
 * together from several texts (appended ones, lists, exceptions); a problem must still show its real place.
 */
export interface Located {
  readonly text: string;
  /** One entry per character of `text`, and one for the end. */
  readonly origins: Int32Array;
}

/** A text that the engine itself adds, at one place. */
export function placed(text: string, offset: number): Located {
  return { text, origins: new Int32Array(text.length + 1).fill(offset) };
}

/** A part of a text. */
export function sliced(from: Located, start: number, end = from.text.length): Located {
  return { text: from.text.slice(start, end), origins: from.origins.subarray(start, end + 1) };
}

/** Texts one after the other. */
export function joined(parts: readonly Located[]): Located {
  const text = parts.map((part) => part.text).join("");
  const origins = new Int32Array(text.length + 1);
  let at = 0;
  for (const part of parts) {
    origins.set(part.origins, at);
    at += part.text.length;
  }
  return { text, origins };
}
