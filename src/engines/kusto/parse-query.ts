import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseNamedList, parseTypedColumns, parseUnion } from "./parse-lists.ts";
import { parseOperator } from "./parse-operators.ts";
import type { Expression, Operator, Query, Source } from "./syntax.ts";

const REFUSED_SOURCES = new Set(["search", "find", "externaldata", "evaluate", "range"]);

/** Reads a pipeline; a lone expression is a pipeline without operators (only its use tells them apart). */
export function parseQuery(cursor: Cursor): Query {
  return cursor.nested(() => {
    const source = parseSource(cursor);
    const operators: Operator[] = [];
    while (cursor.skipOp("|")) operators.push(parseOperator(cursor));
    return { source, operators, offset: source.offset };
  });
}

/** The scalar expression that a pipeline without operators is, or the pipeline as an expression. */
export function queryOrExpression(query: Query): Expression {
  if (query.operators.length === 0 && query.source.kind === "reference") return query.source.expression;
  return { kind: "query", query, offset: query.offset };
}

function parseSource(cursor: Cursor): Source {
  const { offset, text, kind } = cursor.peek();
  const next = cursor.peek(1);
  if (kind === "name" && text === "datatable" && next.text === "(") return parseDatatable(cursor);
  if (kind === "name" && text === "print" && next.kind !== "end" && next.text !== "|") {
    cursor.take();
    return { kind: "print", items: parseNamedList(cursor), offset };
  }
  if (kind === "name" && text === "union" && (next.kind === "name" || next.text === "(")) {
    cursor.take();
    return { kind: "union", ...parseUnion(cursor), offset };
  }
  if (kind === "name" && REFUSED_SOURCES.has(text) && next.kind === "name") {
    cursor.fail("a table", `\`${text}\` is not supported`);
  }
  return { kind: "reference", expression: parseExpression(cursor), offset };
}

function parseDatatable(cursor: Cursor): Source {
  const { offset } = cursor.take();
  const columns = parseTypedColumns(cursor);
  cursor.expectOp("[");
  const cells: Expression[] = [];
  while (!cursor.isOp("]")) {
    cells.push(parseExpression(cursor));
    if (!cursor.skipOp(",")) break;
  }
  cursor.expectOp("]");
  return { kind: "datatable", columns, cells, offset };
}
