const BLANK = /[\s\uFEFF]/;
const DOUBLE_QUOTED = 3;

/**
 * Where every character of a decoded scalar stands in the file. Folding and indentation only change white
 * space, so in all styles but the double-quoted one the other characters follow each other in the same order
 * (YAML 1.2.2, chapters 7.3 and 8.1).
 */
export function scalarOrigins(decoded: string, raw: string, start: number, style: number): Int32Array {
  const origins = new Int32Array(decoded.length + 1);
  let at = 0;
  for (let i = 0; i < decoded.length; i++) {
    const char = decoded[i] ?? "";
    if (style === DOUBLE_QUOTED && raw[at] === "\\") {
      at = skipContinuation(raw, at);
      origins[i] = start + at;
      at += escapeLength(raw, at);
      continue;
    }
    if (!BLANK.test(char)) at = skipTo(raw, at, char, style === DOUBLE_QUOTED);
    origins[i] = start + Math.min(at, raw.length);
    if (!BLANK.test(char)) at += char === "'" && raw.startsWith("''", at) ? 2 : 1;
    else if (BLANK.test(raw[at] ?? "")) at++;
  }
  origins[decoded.length] = start + raw.length;
  return origins;
}

function skipTo(raw: string, from: number, char: string, quoted: boolean): number {
  let at = from;
  while (at < raw.length && raw[at] !== char && BLANK.test(raw[at] ?? "")) at++;
  return quoted && raw[at] === "\\" ? skipContinuation(raw, at) : at;
}

/** A backslash at the end of a line joins it with the next one. */
function skipContinuation(raw: string, from: number): number {
  let at = from;
  while (raw[at] === "\\" && (raw[at + 1] === "\n" || raw[at + 1] === "\r")) {
    at++;
    while (BLANK.test(raw[at] ?? "")) at++;
  }
  return at;
}

function escapeLength(raw: string, at: number): number {
  if (raw[at] !== "\\") return 1;
  switch (raw[at + 1]) {
    case "x":
      return 4;
    case "u":
      return 6;
    case "U":
      return 10;
    default:
      return 2;
  }
}
