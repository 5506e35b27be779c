import { RuleSyntaxError } from "../syntax-error.ts";
import { type Accumulator, accumulatorOf, type Sample } from "./accumulators.ts";
import { compileEval } from "./compile-eval.ts";
import { parseEval } from "./parse-eval.ts";
import { closingParenthesis } from "./quoted.ts";
import type { Row } from "./row.ts";
import type { CommandInput } from "./stage.ts";
import { each, numberOf, type Scalar } from "./values.ts";
import { asField, fieldList, isKeyword, isMark, type Word, wordsOf } from "./words.ts";

/** One statistic of `stats` and its relatives. */
export interface Aggregate {
  readonly name: string;
  readonly counts: boolean;
  readonly start: () => Accumulator;
  readonly sample: (row: Row) => Sample;
}

/** What stands behind `stats`: options, statistics, and the fields that group. */
export interface StatsClause {
  readonly options: ReadonlyMap<string, Word>;
  readonly aggregates: readonly Aggregate[];
  readonly by: readonly string[];
}

interface Reader {
  readonly input: CommandInput;
  readonly words: readonly Word[];
  next: number;
}

/** Reads `count AS n dc(field) … BY a b` (Splunk: "stats"); options are those that the command knows. */
export function readStats(input: CommandInput, known: readonly string[]): StatsClause {
  const reader: Reader = { input, words: wordsOf(input), next: 0 };
  const options = new Map<string, Word>();
  const aggregates: Aggregate[] = [];
  for (let word = reader.words[0]; word; word = reader.words[reader.next]) {
    if (isKeyword(word, "by")) break;
    if (isMark(word, ",")) reader.next++;
    else if (word.kind === "word" && isMark(reader.words[reader.next + 1], "="))
      readOption(reader, word, known, options);
    else aggregates.push(readAggregate(reader, word));
  }
  if (aggregates.length === 0) throw new RuleSyntaxError(`\`${input.name}\` needs a function`, input.offset);
  const behind = reader.words.slice(reader.next + 1);
  const by = reader.next < reader.words.length ? fieldList(behind, input) : [];
  const wild = by.find((field) => field.includes("*"));
  if (wild !== undefined) throw new RuleSyntaxError("`*` in a BY field is not known here", input.offset);
  return { options, aggregates, by };
}

function readOption(reader: Reader, word: Word, known: readonly string[], options: Map<string, Word>): void {
  const key = word.text.toLowerCase();
  const value = reader.words[reader.next + 2];
  if (!known.includes(key))
    throw new RuleSyntaxError(`the option \`${word.text}\` is not known here`, word.offset);
  if (!value || value.kind === "punctuation") throw new RuleSyntaxError("a value is missing", word.offset);
  options.set(key, value);
  reader.next += 3;
}

function readAggregate(reader: Reader, word: Word): Aggregate {
  const name = word.text.toLowerCase();
  const start = word.kind === "word" ? accumulatorOf(name) : undefined;
  if (!start) throw new RuleSyntaxError(`the statistic \`${word.text}\` is not known here`, word.offset);
  const counts = /^(?:count|c|dc|distinct_count)$/.test(name);
  reader.next++;
  const argument = readArgument(reader, word);
  if (argument === undefined && !/^(?:count|c)$/.test(name)) {
    throw new RuleSyntaxError(`\`${word.text}\` needs a field`, word.offset);
  }
  const renamed = isKeyword(reader.words[reader.next], "as");
  if (renamed) reader.next += 2;
  else if (argument?.computed === true) {
    throw new RuleSyntaxError("a statistic of `eval(…)` needs a name: add `AS`", word.offset);
  }
  const alias = renamed ? asField(reader.words[reader.next - 1], reader.input) : undefined;
  const read = argument?.read ?? (() => [1]);
  const sample = (row: Row): Sample => ({ values: read(row), time: numberOf(row.get("_time")) });
  return { name: alias ?? `${word.text}${argument?.text ?? ""}`, counts, start, sample };
}

interface Argument {
  readonly text: string;
  readonly computed: boolean;
  readonly read: (row: Row) => readonly Scalar[];
}

/** `(field)`, or `(eval(expression))`: a condition contributes where it is true. */
function readArgument(reader: Reader, word: Word): Argument | undefined {
  const { input, words } = reader;
  const open = words[reader.next];
  if (!isMark(open, "(") || !open) return undefined;
  const close = closingParenthesis(input.text, open.offset, input.end);
  const inside = words.filter(({ offset }) => offset > open.offset && offset < close);
  reader.next += inside.length + 2;
  const [first, second] = inside;
  if (isKeyword(first, "eval") && isMark(second, "(") && second) {
    const end = closingParenthesis(input.text, second.offset, close);
    const compiled = compileEval(parseEval(input.text, second.offset + 1, end));
    const read =
      compiled.kind === "test"
        ? (row: Row) => (compiled.test(row) === true ? [1] : [])
        : (row: Row) => each(compiled.read(row));
    return { text: "", computed: true, read };
  }
  if (inside.length === 0) {
    if (/^c(?:ount)?$/i.test(word.text)) return undefined;
    throw new RuleSyntaxError(`\`${word.text}\` needs a field`, word.offset);
  }
  const field = asField(first, input);
  if (second) throw new RuleSyntaxError("expected one field", second.offset);
  if (field.includes("*")) throw new RuleSyntaxError("`*` in a statistic is not known here", open.offset);
  return { text: `(${field})`, computed: false, read: (row) => each(row.get(field)) };
}
