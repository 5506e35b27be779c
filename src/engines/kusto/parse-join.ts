import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseQuery } from "./parse-query.ts";
import type { Expression, Operator, Query } from "./syntax.ts";

type Join = Omit<Extract<Operator, { op: "join" }>, "offset">;

const KINDS = new Set(["innerunique", "inner", "leftouter", "leftanti", "leftsemi", "anti"]);
const HINTS = /^hint$/;

/** Reads `join kind=… ( … ) on …` and `lookup` (Microsoft: "join operator"; the default is innerunique). */
export function parseJoin(cursor: Cursor, lookup: boolean): Join {
  let joinKind = lookup ? "leftouter" : "innerunique";
  for (;;) {
    if (cursor.isName("kind") && cursor.isOp("=", 1)) {
      cursor.take();
      cursor.take();
      const kind = cursor.peek();
      joinKind = cursor.expectName("a kind of join").text;
      const allowed = lookup ? joinKind === "inner" || joinKind === "leftouter" : KINDS.has(joinKind);
      if (!allowed) cursor.fail("a supported kind of join", `\`kind=${kind.text}\` is not supported`);
    } else if (HINTS.test(cursor.peek().text) && cursor.isOp(".", 1)) {
      for (let n = 0; n < 5; n++) cursor.take();
    } else break;
  }
  const right = parseRight(cursor);
  if (!cursor.skipName("on")) cursor.fail("`on`");
  const on: Expression[] = [];
  do on.push(parseExpression(cursor));
  while (cursor.skipOp(","));
  return { op: "join", joinKind: joinKind === "anti" ? "leftanti" : joinKind, right, on, lookup };
}

function parseRight(cursor: Cursor): Query {
  const { offset } = cursor.peek();
  if (!cursor.skipOp("(")) {
    return {
      source: { kind: "reference", expression: parseExpression(cursor), offset },
      operators: [],
      offset,
    };
  }
  const query = parseQuery(cursor);
  cursor.expectOp(")");
  return query;
}
