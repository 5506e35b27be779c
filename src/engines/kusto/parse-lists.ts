import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseQuery } from "./parse-query.ts";
import type { Assignment, Query } from "./syntax.ts";
import { type ScalarType, scalarType } from "./types.ts";

/** Reads `name = expression`, or an expression alone. */
export function parseAssignment(cursor: Cursor): Assignment {
  const { offset } = cursor.peek();
  const bracketed = cursor.isOp("[") && cursor.peek(1).kind === "string" && cursor.isOp("=", 3);
  if (bracketed || (cursor.peek().kind === "name" && cursor.isOp("=", 1))) {
    const { name } = cursor.declaredName("a column name");
    cursor.expectOp("=");
    return { name, expression: parseExpression(cursor), offset };
  }
  return { expression: parseExpression(cursor), offset };
}

/** Reads assignments with commas between them. */
export function parseNamedList(cursor: Cursor): readonly Assignment[] {
  const items: Assignment[] = [];
  do items.push(parseAssignment(cursor));
  while (cursor.skipOp(","));
  return items;
}

/** Reads `(name: type, …)` of a datatable or a tabular parameter; `(*)` gives no columns. */
export function parseTypedColumns(cursor: Cursor): { name: string; type: ScalarType }[] {
  cursor.expectOp("(");
  const columns: { name: string; type: ScalarType }[] = [];
  if (cursor.skipOp("*") || cursor.isOp(")")) {
    cursor.expectOp(")");
    return columns;
  }
  do {
    const { name } = cursor.declaredName("a column name");
    cursor.expectOp(":");
    const type = cursor.expectName("a type");
    columns.push({ name, type: scalarType(type.text, type.offset) });
  } while (cursor.skipOp(","));
  cursor.expectOp(")");
  return columns;
}

/** Reads what follows `union`: options, then tables or pipelines in parentheses. */
export function parseUnion(cursor: Cursor): { tables: readonly Query[]; inner: boolean; source?: string } {
  let inner = false;
  let source: string | undefined;
  while (cursor.peek().kind === "name" && cursor.isOp("=", 1)) {
    const option = cursor.take().text;
    cursor.expectOp("=");
    const value = cursor.take();
    if (option === "kind" && (value.text === "inner" || value.text === "outer"))
      inner = value.text === "inner";
    else if (option === "withsource") source = value.text;
    else if (option !== "isfuzzy") cursor.fail("tables", `\`${option}\` is not supported in union`);
  }
  const tables: Query[] = [];
  do {
    const { offset } = cursor.peek();
    if (cursor.skipOp("(")) {
      tables.push(parseQuery(cursor));
      cursor.expectOp(")");
    } else {
      tables.push({
        source: { kind: "reference", expression: parseExpression(cursor), offset },
        operators: [],
        offset,
      });
    }
  } while (cursor.skipOp(","));
  return { tables, inner, ...(source === undefined ? {} : { source }) };
}
