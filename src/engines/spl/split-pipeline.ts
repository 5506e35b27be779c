import { RuleSyntaxError } from "../syntax-error.ts";
import { endOfQuoted } from "./quoted.ts";

/** One command of a pipeline: its name, and where its arguments stand. */
export interface CommandText {
  readonly name: string;
  readonly offset: number;
  readonly start: number;
  readonly end: number;
}

/** Splits a search at its pipes; quoted texts are skipped and subsearches are an error. */
export function splitPipeline(text: string): readonly CommandText[] {
  const bars: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfQuoted(text, at, text.length) - 1;
    else if (char === "\\") at++;
    else if (char === "|") bars.push(at);
    else if (char === "[") {
      throw new RuleSyntaxError("subsearches are not known here", at, "write the rule as one search");
    }
  }
  const commands: CommandText[] = [];
  const first = bars[0] ?? text.length;
  const lead = text.slice(0, first);
  if (lead.trim() !== "") {
    const offset = lead.length - lead.trimStart().length;
    commands.push(
      explicitSearch(text, offset, first) ?? { name: "search", offset, start: offset, end: first },
    );
  } else if (bars.length === 0) throw new RuleSyntaxError("an empty search", 0);
  for (const [i, bar] of bars.entries()) {
    commands.push(readCommand(text, bar, bars[i + 1] ?? text.length));
  }
  return commands;
}

/** A search may start with the word `search` itself. */
function explicitSearch(text: string, offset: number, end: number): CommandText | undefined {
  const match = /^search(?=\s)(?!\s*(?:=|!=))/i.exec(text.slice(offset, Math.min(end, offset + 100)));
  return match ? { name: "search", offset, start: offset + 6, end } : undefined;
}

function readCommand(text: string, bar: number, end: number): CommandText {
  const inner = text.slice(bar + 1, end);
  const match = /^\s*([A-Za-z][A-Za-z0-9_]*)/.exec(inner);
  const name = match?.[1];
  if (!match || name === undefined) throw new RuleSyntaxError("expected a command behind `|`", bar);
  const start = bar + 1 + match[0].length;
  return { name: name.toLowerCase(), offset: start - name.length, start, end };
}
