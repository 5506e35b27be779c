import { RuleSyntaxError } from "../syntax-error.ts";
import { checkTokens } from "./limits.ts";
import { endOfQuoted } from "./quoted.ts";
import type { CommandInput } from "./stage.ts";
import { unescapeString } from "./unverified.ts";

/** A word of a command's arguments. */
export interface Word {
  readonly kind: "word" | "quoted" | "punctuation";
  readonly text: string;
  readonly offset: number;
}

const BARE = /[^\s"(),=]+/y;

/** Splits a command's arguments into words, quoted texts, and `(`, `)`, `,`, `=`. */
export function wordsOf({ text, start, end }: Pick<CommandInput, "text" | "start" | "end">): readonly Word[] {
  const source = text.slice(0, end);
  const words: Word[] = [];
  for (let at = start; at < end; ) {
    checkTokens(words.length, at);
    const char = source[at] ?? "";
    if (/\s/.test(char)) at++;
    else if (char === '"') {
      const next = endOfQuoted(source, at, end);
      words.push({ kind: "quoted", text: unescapeString(source.slice(at + 1, next - 1)), offset: at });
      at = next;
    } else if ("(),=".includes(char)) {
      words.push({ kind: "punctuation", text: char, offset: at });
      at++;
    } else {
      BARE.lastIndex = at;
      const word = BARE.exec(source)?.[0] ?? char;
      words.push({ kind: "word", text: word, offset: at });
      at += word.length;
    }
  }
  return words;
}

/** Whether a word is this punctuation. */
export function isMark(word: Word | undefined, mark: string): boolean {
  return word?.kind === "punctuation" && word.text === mark;
}

/** Whether a word is this keyword, in letters of either case. */
export function isKeyword(word: Word | undefined, keyword: string): boolean {
  return word?.kind === "word" && word.text.toLowerCase() === keyword;
}

/** A word as a field's name; single quotes do not quote one outside `eval` and `where`. */
export function asField(word: Word | undefined, input: CommandInput): string {
  if (!word || word.kind === "punctuation" || word.text === "") {
    throw new RuleSyntaxError("expected a field", word?.offset ?? input.end);
  }
  if (word.kind === "word" && word.text.startsWith("'")) {
    throw new RuleSyntaxError(`\`${input.name}\` quotes a field with double quotes`, word.offset);
  }
  return word.text;
}

/** A list of fields, with or without commas between them. */
export function fieldList(words: readonly Word[], input: CommandInput): readonly string[] {
  const fields = words.filter((word) => !isMark(word, ",")).map((word) => asField(word, input));
  if (fields.length === 0) throw new RuleSyntaxError(`\`${input.name}\` needs a field`, input.offset);
  return fields;
}

/** Takes `key=value` options out of the words; an option that is not listed is an error. */
export function takeOptions(
  words: readonly Word[],
  known: readonly string[],
): { options: ReadonlyMap<string, Word>; rest: readonly Word[] } {
  const options = new Map<string, Word>();
  const rest: Word[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const value = words[i + 2];
    if (word?.kind !== "word" || !isMark(words[i + 1], "=")) {
      if (word) rest.push(word);
      continue;
    }
    const key = word.text.toLowerCase();
    if (!known.includes(key))
      throw new RuleSyntaxError(`the option \`${word.text}\` is not known here`, word.offset);
    if (!value || value.kind === "punctuation") throw new RuleSyntaxError("a value is missing", word.offset);
    options.set(key, value);
    i += 2;
  }
  return { options, rest };
}

/** An option's whole number. */
export function asCount(word: Word, least = 0): number {
  if (/^\d{1,9}$/.test(word.text) && Number(word.text) >= least) return Number(word.text);
  throw new RuleSyntaxError(`expected a whole number, at least ${least}`, word.offset);
}

/** An option's truth value. */
export function asBoolean(word: Word): boolean {
  if (/^(?:t|true|1)$/i.test(word.text)) return true;
  if (/^(?:f|false|0)$/i.test(word.text)) return false;
  throw new RuleSyntaxError("expected `true` or `false`", word.offset);
}
