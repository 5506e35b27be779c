import type { Cursor } from "./cursor.ts";
import type { Value } from "./types.ts";

/** Reads what stands in `dynamic(…)`: JSON, with either quote (Microsoft: "Dynamic literals"). */
export function parseJsonLiteral(cursor: Cursor): Value {
  return cursor.nested(() => {
    const token = cursor.peek();
    if (cursor.isOp("[")) return readArray(cursor);
    if (cursor.isOp("{")) return readBag(cursor);
    if (cursor.skipOp("-")) {
      if (cursor.peek().kind !== "number") cursor.fail("a number");
      return -Number(cursor.take().value);
    }
    if (token.kind === "string" || token.kind === "number") return cursor.take().value;
    if (cursor.skipName("true")) return true;
    if (cursor.skipName("false")) return false;
    if (cursor.skipName("null")) return null;
    return cursor.fail("a JSON value");
  });
}

function readArray(cursor: Cursor): Value {
  cursor.expectOp("[");
  const items: Value[] = [];
  if (cursor.skipOp("]")) return items;
  do items.push(parseJsonLiteral(cursor));
  while (cursor.skipOp(","));
  cursor.expectOp("]");
  return items;
}

function readBag(cursor: Cursor): Value {
  cursor.expectOp("{");
  const bag: Record<string, Value> = Object.create(null);
  if (cursor.skipOp("}")) return bag;
  do {
    if (cursor.peek().kind !== "string") cursor.fail("a key in quotes");
    const key = String(cursor.take().value);
    cursor.expectOp(":");
    bag[key] = parseJsonLiteral(cursor);
  } while (cursor.skipOp(","));
  cursor.expectOp("}");
  return bag;
}
