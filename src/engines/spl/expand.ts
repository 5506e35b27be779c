import { RuleSyntaxError } from "../syntax-error.ts";
import { defaultFilter, type Macro, type Macros } from "./macros.ts";
import { endOfQuoted } from "./quoted.ts";

const MAX_DEPTH = 20;
const MAX_LENGTH = 1024 * 1024;

/** A search with its macros expanded, and the way back to what was written. */
export interface Expanded {
  readonly text: string;
  /** Offset in the written search of an offset in the expanded one. */
  readonly at: (offset: number) => number;
}

interface Piece {
  readonly text: string;
  readonly origin: number;
  /** Set where the text stands as it was written. */
  readonly written: boolean;
}

/**
 * Replaces macro calls in backticks by their definitions, and drops comments in triple backticks (Splunk:
 * "Use search macros in searches", "Add comments to searches"). Quoted texts are left alone.
 */
export function expandMacros(search: string, macros: Macros): Expanded {
  const pieces = expandText(search, macros, 0, { left: MAX_LENGTH });
  const starts: number[] = [];
  let length = 0;
  for (const { text } of pieces) {
    starts.push(length);
    length += text.length;
  }
  const at = (offset: number): number => {
    let index = starts.findLastIndex((start) => start <= offset);
    // Behind the end of the text stands the end of the last piece.
    if (index === -1) index = 0;
    const piece = pieces[index];
    if (!piece) return offset;
    return piece.written ? piece.origin + offset - (starts[index] ?? 0) : piece.origin;
  };
  return { text: pieces.map((piece) => piece.text).join(""), at };
}

interface Budget {
  left: number;
}

function expandText(text: string, macros: Macros, depth: number, budget: Budget): readonly Piece[] {
  const pieces: Piece[] = [];
  let plain = 0;
  const flush = (end: number): void => {
    if (end > plain) pieces.push({ text: text.slice(plain, end), origin: plain, written: true });
  };
  for (let at = 0; at < text.length; ) {
    if (text[at] === "\\") at += 2;
    else if (text[at] === '"') at = endOfQuoted(text, at, text.length);
    else if (text[at] !== "`") at++;
    else {
      flush(at);
      const comment = text.startsWith("```", at);
      const end = text.indexOf(comment ? "```" : "`", at + (comment ? 3 : 1));
      if (end === -1) throw new RuleSyntaxError("this backtick is never closed", at);
      const inner = text.slice(at + 1, end);
      const replaced = comment ? " " : call(inner, at, macros, depth, budget);
      budget.left -= replaced.length;
      if (budget.left < 0) throw new RuleSyntaxError("the macros expand to more than 1 MiB", at);
      pieces.push({ text: replaced, origin: at, written: false });
      at = end + (comment ? 3 : 1);
      plain = at;
    }
  }
  flush(text.length);
  return pieces;
}

function call(inner: string, offset: number, macros: Macros, depth: number, budget: Budget): string {
  if (depth >= MAX_DEPTH) throw new RuleSyntaxError("the macros are nested too deeply", offset);
  const match = /^\s*([A-Za-z0-9_:.-]+)\s*(?:\(([\s\S]*)\))?\s*$/.exec(inner);
  if (!match) throw new RuleSyntaxError("this is no macro call", offset);
  const [, name = "", list] = match;
  const args = list === undefined ? [] : splitArguments(list, offset);
  const key = args.length === 0 ? name : `${name}(${args.length})`;
  const macro = macros.get(key) ?? defaultFilter(key);
  if (!macro) {
    throw new RuleSyntaxError(`the macro \`${key}\` is not defined`, offset, "define it in a macros.conf");
  }
  if (macro.refused !== undefined) {
    throw new RuleSyntaxError(`the macro \`${key}\` cannot be used: ${macro.refused}`, offset);
  }
  const filled = name === "comment" ? "" : fill(macro, args, offset);
  try {
    return expandText(filled, macros, depth + 1, budget)
      .map((piece) => piece.text)
      .join("");
  } catch (error) {
    if (!(error instanceof RuleSyntaxError)) throw error;
    const within = error.message.startsWith("in the macro") ? "" : `in the macro \`${key}\`: `;
    throw new RuleSyntaxError(within + error.message, offset, error.hint);
  }
}

function fill(macro: Macro, args: readonly string[], offset: number): string {
  if (macro.args.length !== args.length) {
    throw new RuleSyntaxError("the macro's `args` do not fit the number in its name", offset);
  }
  // What happens to quotes around an argument is not documented, and it would change the search.
  if (args.some((arg) => arg.includes('"'))) {
    throw new RuleSyntaxError("quotes in a macro's arguments are not known here", offset);
  }
  return macro.definition.replace(/\$([A-Za-z0-9_]+)\$/g, (text, name: string) => {
    const index = macro.args.indexOf(name);
    return index === -1 ? text : (args[index] ?? text);
  });
}

function splitArguments(list: string, offset: number): readonly string[] {
  const args: string[] = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at < list.length; at++) {
    const char = list[at];
    if (char === '"') {
      const inner = list.slice(at);
      const length = /^"(?:[^"\\]|\\.)*"/s.exec(inner)?.[0].length;
      if (length === undefined)
        throw new RuleSyntaxError("a quote in the macro's arguments is never closed", offset);
      at += length - 1;
    } else if (char === "(") depth++;
    else if (char === ")") depth--;
    else if (char === "," && depth === 0) {
      args.push(list.slice(start, at).trim());
      start = at + 1;
    }
  }
  args.push(list.slice(start).trim());
  return args;
}
