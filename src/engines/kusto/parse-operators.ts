import type { Cursor } from "./cursor.ts";
import { parseExpand } from "./parse-expand.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseJoin } from "./parse-join.ts";
import { parseNamedList, parseUnion } from "./parse-lists.ts";
import type { ColumnPattern, Operator, SortKey } from "./syntax.ts";

/** Reads one tabular operator after a `|` (Microsoft: "Tabular operators"). What is not listed is an error. */
export function parseOperator(cursor: Cursor): Operator {
  const { text, offset } = cursor.dashedName();
  switch (text) {
    case "where":
    case "filter":
      return { op: "where", condition: parseExpression(cursor), offset };
    case "extend":
    case "project":
      return { op: text, items: parseNamedList(cursor), offset };
    case "distinct":
      return { op: "distinct", items: parseNamedList(cursor), offset };
    case "serialize":
      return { op: "serialize", items: atEnd(cursor) ? [] : parseNamedList(cursor), offset };
    case "project-away":
    case "project-keep":
    case "project-reorder":
      return { op: text, patterns: parsePatterns(cursor), offset };
    case "project-rename":
      return { op: text, pairs: parseRenames(cursor), offset };
    case "summarize":
      return parseSummarize(cursor, offset);
    case "mv-expand":
    case "mvexpand":
      return { ...parseExpand(cursor, "mv-expand"), offset };
    case "mv-apply":
      return { ...parseExpand(cursor, "mv-apply"), offset };
    case "join":
    case "lookup":
      return { ...parseJoin(cursor, text === "lookup"), offset };
    case "union":
      return { op: "union", ...parseUnion(cursor), offset };
    default:
      return parseCounting(cursor, text, offset);
  }
}

function parseCounting(cursor: Cursor, text: string, offset: number): Operator {
  switch (text) {
    case "take":
    case "limit":
      return { op: "take", count: parseExpression(cursor), offset };
    case "top": {
      const count = parseExpression(cursor);
      if (!cursor.skipName("by")) cursor.fail("`by`");
      return { op: "top", count, keys: parseSortKeys(cursor), offset };
    }
    case "sort":
    case "order":
      if (!cursor.skipName("by")) cursor.fail("`by`");
      return { op: "sort", keys: parseSortKeys(cursor), offset };
    case "count":
      return {
        op: "count",
        name: cursor.skipName("as") ? cursor.expectName("a name").text : "Count",
        offset,
      };
    default:
      return cursor.fail("a supported tabular operator", `\`${text}\` is not known here`);
  }
}

function atEnd(cursor: Cursor): boolean {
  const { kind, text } = cursor.peek();
  return kind === "end" || (kind === "op" && (text === "|" || text === ")" || text === ";" || text === "}"));
}

function parseSummarize(cursor: Cursor, offset: number): Operator {
  const aggregates = cursor.isName("by") || atEnd(cursor) ? [] : parseNamedList(cursor);
  const by = cursor.skipName("by") ? parseNamedList(cursor) : [];
  if (aggregates.length + by.length === 0) cursor.fail("an aggregate or `by`");
  return { op: "summarize", aggregates, by, offset };
}

function parsePatterns(cursor: Cursor): readonly ColumnPattern[] {
  const patterns: ColumnPattern[] = [];
  do {
    const { offset } = cursor.peek();
    let pattern = "";
    let end = offset;
    while (cursor.peek().offset === end || pattern === "") {
      if (cursor.isOp("*")) pattern += cursor.take().text;
      else if (cursor.peek().kind === "name") pattern += cursor.take().text;
      else if (cursor.isOp("[") && pattern === "") pattern = cursor.declaredName("a column").name;
      else break;
      end = offset + pattern.length;
    }
    if (pattern === "") cursor.fail("a column name");
    if (cursor.isName("asc") || cursor.isName("desc"))
      cursor.fail("`,`", "ordering columns is not supported");
    patterns.push({ pattern, offset });
  } while (cursor.skipOp(","));
  return patterns;
}

function parseRenames(cursor: Cursor): { to: string; from: string; offset: number }[] {
  const pairs: { to: string; from: string; offset: number }[] = [];
  do {
    const to = cursor.declaredName("the new name");
    cursor.expectOp("=");
    const from = cursor.declaredName("a column");
    pairs.push({ to: to.name, from: from.name, offset: from.offset });
  } while (cursor.skipOp(","));
  return pairs;
}

/** Reads sort keys; the default is descending with nulls last, ascending puts nulls first. */
export function parseSortKeys(cursor: Cursor): readonly SortKey[] {
  const keys: SortKey[] = [];
  do {
    const expression = parseExpression(cursor);
    const ascending = cursor.skipName("asc");
    if (!ascending) cursor.skipName("desc");
    let nullsFirst = ascending;
    if (cursor.skipName("nulls")) {
      nullsFirst = cursor.skipName("first");
      if (!nullsFirst && !cursor.skipName("last")) cursor.fail("`first` or `last`");
    }
    keys.push({ expression, ascending, nullsFirst });
  } while (cursor.skipOp(","));
  return keys;
}
