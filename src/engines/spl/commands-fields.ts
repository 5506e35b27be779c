import { RuleSyntaxError } from "../syntax-error.ts";
import { anyPattern, fieldPattern } from "./field-pattern.ts";
import type { Row } from "./row.ts";
import { type CommandInput, type Commands, mapRows, type Stage } from "./stage.ts";
import type { Value } from "./values.ts";
import { asField, fieldList, isKeyword, isMark, takeOptions, type Word, wordsOf } from "./words.ts";

/** Fields of a row that fit the patterns, in the order of the patterns. */
function picked(row: Row, patterns: readonly string[]): readonly string[] {
  if (!patterns.some((pattern) => pattern.includes("*"))) return patterns;
  const names = row.names();
  return patterns.flatMap((pattern) =>
    pattern.includes("*") ? names.filter((name) => fieldPattern(pattern)(name) !== undefined) : [pattern],
  );
}

/** `fields a b`, `fields - a b*`; the internal fields stay unless they are named (Splunk: "fields"). */
function fields(input: CommandInput): Stage {
  const words = wordsOf(input);
  const sign = words[0]?.text === "-" || words[0]?.text === "+" ? words[0].text : undefined;
  const list = fieldList(sign === undefined ? words : words.slice(1), input);
  if (list.some((field) => /^[+-]/.test(field))) {
    throw new RuleSyntaxError("the sign of `fields` needs a space behind it", input.offset);
  }
  if (sign === "-") {
    const drop = anyPattern(list);
    return mapRows((row) =>
      row.with(
        row
          .names()
          .filter(drop)
          .map((name) => [name, null] as const),
      ),
    );
  }
  return mapRows((row) => row.only([...picked(row, list), "_raw", "_time"]));
}

function table(input: CommandInput): Stage {
  const list = fieldList(wordsOf(input), input);
  return mapRows((row) => row.only(picked(row, list)));
}

/** The `a AS b` pairs of `rename`. */
function renames(input: CommandInput): readonly { from: string; to: string }[] {
  const words = wordsOf(input).filter((word) => !isMark(word, ","));
  const pairs: { from: string; to: string }[] = [];
  for (let i = 0; i < words.length; i += 3) {
    const from = asField(words[i], input);
    if (!isKeyword(words[i + 1], "as")) {
      throw new RuleSyntaxError("expected `AS`", words[i + 1]?.offset ?? input.end);
    }
    const to = asField(words[i + 2], input);
    if (from.split("*").length !== to.split("*").length) {
      throw new RuleSyntaxError("both names need the same number of `*`", words[i]?.offset ?? input.offset);
    }
    pairs.push({ from, to });
  }
  if (pairs.length === 0) throw new RuleSyntaxError("`rename` needs `a AS b`", input.offset);
  return pairs;
}

function renameOne(row: Row, from: string, to: string): Row {
  if (!from.includes("*"))
    return from === to
      ? row
      : row.with([
          [from, null],
          [to, row.get(from)],
        ]);
  const test = fieldPattern(from);
  const changes = new Map<string, Value>();
  for (const name of row.names()) {
    const stars = test(name);
    if (stars === undefined) continue;
    const target = to.split("*").reduce((text, part, i) => `${text}${stars[i - 1] ?? ""}${part}`);
    if (target === name) continue;
    if (!changes.has(name)) changes.set(name, null);
    changes.set(target, row.get(name));
  }
  return row.with(changes);
}

/** Renaming a field that is not there removes what stands under the new name (Splunk: "rename"). */
function rename(input: CommandInput): Stage {
  const pairs = renames(input);
  return mapRows((row) => pairs.reduce((changed, { from, to }) => renameOne(changed, from, to), row));
}

/** Without a list of fields, every field that any row has is filled, so the rows depend on each other. */
function fillnull(input: CommandInput): Stage {
  const { options, rest } = takeOptions(wordsOf(input), ["value"]);
  const value = options.get("value")?.text ?? "0";
  const fill = (row: Row, names: Iterable<string>): Row => {
    const missing = [...names].filter((name) => row.get(name) === null);
    return missing.length === 0 ? row : row.with(missing.map((name) => [name, value] as const));
  };
  if (rest.length > 0) {
    const list = fieldList(rest, input);
    return mapRows((row) => fill(row, list));
  }
  return {
    perRow: false,
    run: (rows) => {
      const names = new Set<string>();
      for (const row of rows) for (const name of row.names()) names.add(name);
      return rows.map((row) => fill(row, names));
    },
  };
}

/** The words of an option list that must hold one field only. */
export function onlyField(words: readonly Word[], input: CommandInput): string {
  const [field, ...more] = fieldList(words, input);
  if (field !== undefined && more.length === 0) return field;
  throw new RuleSyntaxError(`\`${input.name}\` takes one field`, words[1]?.offset ?? input.offset);
}

/** Commands on the columns (Splunk: "fields", "table", "rename", "fillnull"). */
export const fieldCommands: Commands = [
  ["fields", fields],
  ["table", table],
  ["rename", rename],
  ["fillnull", fillnull],
];
