/**
 * Many public rule files close a flow sequence at the indentation of its key, which the YAML specification
 * forbids (1.2.2, 6.1) and other parsers accept. Puts such a bracket at the end of the line before, without
 * moving any character, so that all offsets stay right. Undefined where the trouble is another one.
 */
export function liftClosingBracket(text: string, position: number): string | undefined {
  const lineStart = text.lastIndexOf("\n", position - 1) + 1;
  if (lineStart === 0 || !/^[ \t]*[\]}]/.test(text.slice(lineStart, lineStart + 200))) return undefined;
  const before = text.lastIndexOf("\n", lineStart - 2) + 1;
  const line = text.slice(before, lineStart);
  const comment = commentStart(line);
  const kept = comment < 0 ? line.trimEnd() : line.slice(0, comment);
  return text.slice(0, before) + kept.padEnd(line.length) + text.slice(lineStart);
}

/** Where a comment begins in a line, outside quotes. */
function commentStart(line: string): number {
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const char = line[i] ?? "";
    if (quote !== "") {
      if (char === "\\" && quote === '"') i++;
      else if (char === quote) quote = "";
    } else if (char === "#" && (i === 0 || /\s/.test(line[i - 1] ?? ""))) {
      return i;
    } else if ((char === '"' || char === "'") && /^[\s,[{:]*$/.test(line[i - 1] ?? "")) {
      quote = char;
    }
  }
  return -1;
}
