/**
 * Reads Splunk's .conf files (Splunk: "Configuration file structure"): stanzas in brackets, `key = value`, a
 * backslash at the end of a line that continues it, `#` at the start of a line for comments.
 */

/** More of them say nothing new: the file is of another kind. */
const MAX_PROBLEMS = 100;

/** A value and where its characters stand in the file. */
export interface ConfValue {
  readonly text: string;
  /** Offset in the file of an offset in the value. */
  readonly at: (offset: number) => number;
}

/** A stanza; settings before the first one belong to `default`. */
export interface Stanza {
  readonly name: string;
  readonly offset: number;
  readonly settings: ReadonlyMap<string, ConfValue>;
}

/** A stanza while it is read. */
interface OpenStanza extends Stanza {
  readonly settings: Map<string, ConfValue>;
}

/** Something in the file that is no setting. */
export interface ConfProblem {
  readonly offset: number;
  readonly message: string;
}

interface Line {
  readonly text: string;
  readonly offset: number;
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let offset = 0;
  for (const line of text.split("\n")) {
    lines.push({ text: line.endsWith("\r") ? line.slice(0, -1) : line, offset });
    offset += line.length + 1;
  }
  return lines;
}

/** The stanzas of a file, and the lines that could not be read. */
export function readConf(text: string): { stanzas: readonly Stanza[]; problems: readonly ConfProblem[] } {
  const lines = linesOf(text);
  const stanzas = new Map<string, OpenStanza>();
  const problems: ConfProblem[] = [];
  let current: OpenStanza = { name: "default", offset: 0, settings: new Map() };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? { text: "", offset: 0 };
    const trimmed = line.text.trim();
    if (trimmed === "" || trimmed.startsWith("#") || trimmed.startsWith(";")) continue;
    const parts = [line];
    while (parts.at(-1)?.text.endsWith("\\") === true && i + 1 < lines.length) {
      parts.push(lines[++i] ?? { text: "", offset: 0 });
    }
    if (trimmed.startsWith("[") && trimmed.endsWith("]")) {
      const name = trimmed.slice(1, -1);
      current = stanzas.get(name) ?? { name, offset: line.offset, settings: new Map() };
      stanzas.set(name, current);
    } else if (line.text.includes("=")) readSetting(parts, current.settings);
    else if (problems.length < MAX_PROBLEMS)
      problems.push({ offset: line.offset, message: "this line is neither a stanza nor a setting" });
  }
  return { stanzas: [...stanzas.values()], problems };
}

/** A later setting of the same name replaces an earlier one; a continued line keeps its line break. */
function readSetting(parts: readonly Line[], settings: Map<string, ConfValue>): void {
  const [head] = parts;
  if (!head) return;
  const equals = head.text.indexOf("=");
  const key = head.text.slice(0, equals).trim();
  let skip = equals + 1;
  while (/[ \t]/.test(head.text[skip] ?? "")) skip++;
  const pieces = parts.map((line, i) => {
    const last = i === parts.length - 1;
    const from = i === 0 ? skip : 0;
    const to = last ? line.text.length : line.text.length - 1;
    return { text: line.text.slice(from, Math.max(from, to)), offset: line.offset + from };
  });
  const at = (offset: number): number => {
    let rest = offset;
    for (const piece of pieces) {
      if (rest <= piece.text.length) return piece.offset + rest;
      rest -= piece.text.length + 1;
    }
    return pieces.at(-1)?.offset ?? 0;
  };
  settings.set(key, { text: pieces.map((piece) => piece.text).join("\n"), at });
}
