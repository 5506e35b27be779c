import { RuleSyntaxError } from "../syntax-error.ts";
import { eventsOf, groupKeys, keyText } from "./commands-stats.ts";
import { Row } from "./row.ts";
import type { CommandInput, Commands, Stage } from "./stage.ts";
import { missingOrder } from "./unverified.ts";
import { compareScalars, numeric, type Scalar, texts, type Value } from "./values.ts";
import {
  asBoolean,
  asCount,
  asField,
  fieldList,
  isKeyword,
  isMark,
  takeOptions,
  type Word,
  wordsOf,
} from "./words.ts";

const SORT_LIMIT = 10_000;

function overRows(run: (rows: readonly Row[]) => readonly Row[]): Stage {
  return { perRow: false, run };
}

function leadingCount(words: readonly Word[]): { count: number | undefined; rest: readonly Word[] } {
  const [first] = words;
  const isNumber = first?.kind === "word" && /^\d+$/.test(first.text);
  return isNumber ? { count: asCount(first), rest: words.slice(1) } : { count: undefined, rest: words };
}

/** `dedup [n] a b`: keeps the first rows of each combination; a row without one of the fields is dropped. */
function dedup(input: CommandInput): Stage {
  const { options, rest } = takeOptions(wordsOf(input), ["keepempty"]);
  const { count = 1, rest: words } = leadingCount(rest);
  const sortby = words.find((word) => isKeyword(word, "sortby"));
  if (sortby) throw new RuleSyntaxError("`sortby` is not known here", sortby.offset);
  const fields = fieldList(words, input);
  const empty = options.get("keepempty");
  const keepEmpty = empty !== undefined && asBoolean(empty);
  return overRows((rows) => {
    const seen = new Map<string, number>();
    return rows.filter((row) => {
      const values = fields.map((field) => row.get(field));
      if (values.includes(null)) return keepEmpty;
      const key = JSON.stringify(values.map(texts));
      const before = seen.get(key) ?? 0;
      seen.set(key, before + 1);
      return before < count;
    });
  });
}

function cut(input: CommandInput, apply: (rows: readonly Row[], count: number) => readonly Row[]): Stage {
  const { options, rest } = takeOptions(wordsOf(input), ["limit"]);
  const { count, rest: more } = leadingCount(rest);
  const [unknown] = more;
  if (unknown) throw new RuleSyntaxError(`\`${input.name}\` takes a number only`, unknown.offset);
  const limit = options.get("limit");
  const most = limit === undefined ? (count ?? 10) : asCount(limit);
  return overRows((rows) => apply(rows, most));
}

interface SortKey {
  readonly field: string;
  readonly sign: 1 | -1;
  readonly compare: (a: Scalar, b: Scalar) => number;
}

const COMPARE = new Map<string, (a: Scalar, b: Scalar) => number>([
  ["auto", compareScalars],
  ["num", (a, b) => (numeric(a) ?? Number.NEGATIVE_INFINITY) - (numeric(b) ?? Number.NEGATIVE_INFINITY) || 0],
  ["str", (a, b) => (String(a) === String(b) ? 0 : String(a) < String(b) ? -1 : 1)],
]);

/** `- count`, `-count`, `num(x)`. */
function readSortKeys(words: readonly Word[], input: CommandInput): readonly SortKey[] {
  const keys: SortKey[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (isMark(word, ",")) continue;
    const signed = word?.kind === "word" && /^[+-]/.test(word.text);
    const sign = signed && word.text.startsWith("-") ? -1 : 1;
    const alone = signed && word.text.length === 1;
    const target = alone ? words[++i] : word;
    const text = asField(target, input);
    const name = signed && !alone ? text.slice(1) : text;
    if (!isMark(words[i + 1], "(")) keys.push({ field: name, sign, compare: compareScalars });
    else {
      const compare = COMPARE.get(name.toLowerCase());
      if (!compare || !isMark(words[i + 3], ")")) {
        throw new RuleSyntaxError(`\`${name}(…)\` is not known here`, target?.offset ?? input.offset);
      }
      keys.push({ field: asField(words[i + 2], input), sign, compare });
      i += 3;
    }
  }
  if (keys.length === 0) throw new RuleSyntaxError("`sort` needs a field", input.offset);
  return keys;
}

function compareRows(a: Row, b: Row, { field, sign, compare }: SortKey): number {
  const [x] = texts(a.get(field));
  const [y] = texts(b.get(field));
  if (x === undefined || y === undefined) return missingOrder(x === undefined, y === undefined);
  return compare(x, y) * sign;
}

/** `sort [n] [+|-] a, …`: 10,000 rows unless a number says otherwise, 0 for all (Splunk: "sort"). */
function sort(input: CommandInput): Stage {
  const { options, rest } = takeOptions(wordsOf(input), ["limit"]);
  const { count, rest: words } = leadingCount(rest);
  const last = words.at(-1);
  const reversed = words.length > 1 && (isKeyword(last, "desc") || isKeyword(last, "d"));
  const keys = readSortKeys(reversed ? words.slice(0, -1) : words, input);
  const option = options.get("limit");
  const limit = option === undefined ? (count ?? SORT_LIMIT) : asCount(option);
  return overRows((rows) => {
    const sorted = [...rows].sort((a, b) => {
      for (const key of keys) {
        const order = compareRows(a, b, key);
        if (order !== 0) return order;
      }
      return 0;
    });
    if (reversed) sorted.reverse();
    return limit === 0 ? sorted : sorted.slice(0, limit);
  });
}

/** `top` and `rare`: the most or least common combinations, with their count and share. */
function common(input: CommandInput, sign: 1 | -1): Stage {
  const { options, rest } = takeOptions(wordsOf(input), ["limit"]);
  const { count = 10, rest: words } = leadingCount(rest);
  const split = words.findIndex((word) => isKeyword(word, "by"));
  if (split !== -1) throw new RuleSyntaxError("`BY` is not known here", words[split]?.offset ?? input.offset);
  const fields = fieldList(words, input);
  const option = options.get("limit");
  const limit = option === undefined ? count : asCount(option);
  return overRows((rows) => {
    const groups = new Map<string, { key: readonly Scalar[]; rows: Row[] }>();
    for (const row of rows) {
      for (const key of groupKeys(row, fields)) {
        const group = groups.get(keyText(key)) ?? { key, rows: [] };
        group.rows.push(row);
        groups.set(keyText(key), group);
      }
    }
    const list = [...groups.values()].sort((a, b) => (b.rows.length - a.rows.length) * sign);
    const total = list.reduce((sum, group) => sum + group.rows.length, 0);
    return (limit === 0 ? list : list.slice(0, limit)).map((group) => {
      const shown = fields.map((field, i): readonly [string, Value] => [field, group.key[i] ?? null]);
      const share = (100 * group.rows.length) / total;
      const own = new Map<string, Value>([...shown, ["count", group.rows.length], ["percent", share]]);
      return new Row(eventsOf(group.rows), group.rows[0]?.now ?? (() => 0), undefined, own);
    });
  });
}

/** Commands on the order and number of rows (Splunk: "dedup", "head", "tail", "sort", "reverse", "top"). */
export const orderCommands: Commands = [
  ["dedup", dedup],
  ["head", (input) => cut(input, (rows, count) => rows.slice(0, count))],
  ["tail", (input) => cut(input, (rows, count) => (count === 0 ? [] : rows.slice(-count).reverse()))],
  ["reverse", () => overRows((rows) => [...rows].reverse())],
  ["sort", sort],
  ["top", (input) => common(input, 1)],
  ["rare", (input) => common(input, -1)],
];
