import { Cursor } from "./cursor.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseTypedColumns } from "./parse-lists.ts";
import { parseQuery } from "./parse-query.ts";
import type { Block, LetStatement, Parameter } from "./syntax.ts";
import { scalarType } from "./types.ts";

/** Reads a whole query: `let` statements, then one tabular expression (Microsoft: "Query statements"). */
export function parseKusto(text: string): Block {
  const cursor = new Cursor(text);
  const block = parseBlock(cursor);
  if (cursor.peek().kind !== "end")
    cursor.fail("the end of the query", "only one result statement is supported");
  return block;
}

function parseBlock(cursor: Cursor): Block {
  return cursor.nested(() => {
    const lets: LetStatement[] = [];
    for (;;) {
      while (cursor.skipOp(";"));
      if (cursor.isName("set") && cursor.peek(1).kind === "name")
        cursor.fail("a query", "`set` is not supported");
      if (!cursor.isName("let") || cursor.peek(1).kind !== "name") break;
      lets.push(parseLet(cursor));
      if (!cursor.isOp(";")) cursor.fail("`;` after the let statement");
    }
    const result = parseQuery(cursor);
    while (cursor.skipOp(";"));
    return { lets, result };
  });
}

function parseLet(cursor: Cursor): LetStatement {
  cursor.take();
  const { name, offset } = cursor.declaredName("a name");
  cursor.expectOp("=");
  cursor.skipName("view");
  if (!cursor.opensFunction()) {
    return { name, offset, body: { lets: [], result: parseQuery(cursor) } };
  }
  const parameters = parseParameters(cursor);
  cursor.expectOp("{");
  const body = parseBlock(cursor);
  cursor.expectOp("}");
  return { name, offset, parameters, body };
}

function parseParameters(cursor: Cursor): readonly Parameter[] {
  cursor.expectOp("(");
  const parameters: Parameter[] = [];
  if (cursor.skipOp(")")) return parameters;
  do parameters.push(parseParameter(cursor));
  while (cursor.skipOp(","));
  cursor.expectOp(")");
  return parameters;
}

function parseParameter(cursor: Cursor): Parameter {
  const { name, offset } = cursor.declaredName("a parameter");
  cursor.expectOp(":");
  if (cursor.isOp("(")) return { name, columns: parseTypedColumns(cursor), offset };
  const type = cursor.expectName("a type");
  const typed = { name, type: scalarType(type.text, type.offset), offset };
  return cursor.skipOp("=") ? { ...typed, fallback: parseExpression(cursor) } : typed;
}
