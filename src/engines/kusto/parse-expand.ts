import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseAssignment } from "./parse-lists.ts";
import { parseOperator } from "./parse-operators.ts";
import type { ExpandItem, Expression, Operator } from "./syntax.ts";
import { scalarType } from "./types.ts";

type Expand = Omit<Extract<Operator, { op: "mv-expand" | "mv-apply" }>, "offset">;

/** Reads `mv-expand` and `mv-apply … on ( … )` (Microsoft: "mv-expand operator", "mv-apply operator"). */
export function parseExpand(cursor: Cursor, op: "mv-expand" | "mv-apply"): Expand {
  const options = parseOptions(cursor);
  const items: ExpandItem[] = [];
  do items.push(parseItem(cursor));
  while (cursor.skipOp(","));
  const limit: Expression | undefined = cursor.skipName("limit") ? parseExpression(cursor) : undefined;
  const body = op === "mv-apply" ? parseBody(cursor) : [];
  return { op, items, body, ...options, ...(limit === undefined ? {} : { limit }) };
}

function parseOptions(cursor: Cursor): { asArray: boolean; itemIndex?: string } {
  let asArray = false;
  let itemIndex: string | undefined;
  while (cursor.isOp("=", 1)) {
    const option = cursor.peek().text;
    if (option !== "kind" && option !== "bagexpansion" && option !== "with_itemindex") break;
    cursor.take();
    cursor.take();
    const value = cursor.expectName("a value");
    if (option === "with_itemindex") itemIndex = value.text;
    else if (value.text === "array") asArray = true;
    else if (value.text !== "bag") cursor.fail("`bag` or `array`");
  }
  return { asArray, ...(itemIndex === undefined ? {} : { itemIndex }) };
}

function parseItem(cursor: Cursor): ExpandItem {
  const item = parseAssignment(cursor);
  if (!cursor.skipName("to")) return item;
  if (!cursor.skipName("typeof")) cursor.fail("`typeof`");
  cursor.expectOp("(");
  const type = cursor.expectName("a type");
  cursor.expectOp(")");
  return { ...item, type: scalarType(type.text, type.offset) };
}

function parseBody(cursor: Cursor): readonly Operator[] {
  if (!cursor.skipName("on")) cursor.fail("`on`");
  cursor.expectOp("(");
  const body: Operator[] = [];
  do body.push(cursor.nested(() => parseOperator(cursor)));
  while (cursor.skipOp("|"));
  cursor.expectOp(")");
  return body;
}
