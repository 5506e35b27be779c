import { RuleSyntaxError } from "../syntax-error.ts";
import type { Cursor } from "./cursor.ts";
import { parsePrimary } from "./parse-primary.ts";
import { parseQuery, queryOrExpression } from "./parse-query.ts";
import type { Expression } from "./syntax.ts";

const MAX_CHAIN = 200;
const EQUALITY = new Set(["==", "!=", "<>", "=~", "!~"]);
const STRING_OPERATORS = new Set(
  [
    "has",
    "has_cs",
    "hasprefix",
    "hasprefix_cs",
    "hassuffix",
    "hassuffix_cs",
    "contains",
    "contains_cs",
  ].concat(["startswith", "startswith_cs", "endswith", "endswith_cs"]),
);
const LIST_OPERATORS = new Set(["in", "in~", "!in", "!in~", "has_any", "has_all"]);
const RELATIONAL = new Set(["<", ">", "<=", ">="]);

/**
 * Reads a scalar expression. Precedence as Microsoft documents it: or, and, equality and string operators,
 * relational, additive, multiplicative, unary minus, member access.
 */
export function parseExpression(cursor: Cursor): Expression {
  return cursor.nested(() =>
    parseLogical(cursor, "or", () => parseLogical(cursor, "and", () => equality(cursor))),
  );
}

function parseLogical(cursor: Cursor, op: "and" | "or", operand: () => Expression): Expression {
  const first = operand();
  if (!cursor.isName(op)) return first;
  const items = [first];
  while (cursor.skipName(op)) items.push(operand());
  return { kind: "logical", op, items, offset: first.offset };
}

function equality(cursor: Cursor): Expression {
  let left = relational(cursor);
  for (let n = 0; ; n++) {
    const next = equalityTail(cursor, left);
    if (!next) return left;
    checkChain(n, next.offset);
    left = next;
  }
}

function equalityTail(cursor: Cursor, left: Expression): Expression | undefined {
  const token = cursor.peek();
  const { text, offset } = token;
  if (token.kind === "op" && EQUALITY.has(text)) {
    cursor.take();
    return { kind: "binary", op: text === "<>" ? "!=" : text, left, right: relational(cursor), offset };
  }
  if (LIST_OPERATORS.has(text) && token.kind !== "string") {
    cursor.take();
    return { kind: "list", op: text, left, items: parseList(cursor), offset };
  }
  const plain = text.replace(/^!/, "");
  if (STRING_OPERATORS.has(plain) && token.kind !== "string") {
    cursor.take();
    return { kind: "binary", op: text, left, right: relational(cursor), offset };
  }
  if (plain === "between" && token.kind !== "string") return parseBetween(cursor, left);
  if (token.kind === "name" && text === "matches") {
    cursor.take();
    if (!cursor.skipName("regex")) cursor.fail("`regex` after `matches`");
    return { kind: "binary", op: "matches regex", left, right: relational(cursor), offset };
  }
  return undefined;
}

function parseBetween(cursor: Cursor, value: Expression): Expression {
  const { text, offset } = cursor.take();
  cursor.expectOp("(");
  const low = additive(cursor);
  cursor.expectOp("..");
  const high = additive(cursor);
  cursor.expectOp(")");
  return { kind: "between", negated: text.startsWith("!"), value, low, high, offset };
}

function parseList(cursor: Cursor): readonly Expression[] {
  cursor.expectOp("(");
  const items: Expression[] = [];
  do items.push(queryOrExpression(parseQuery(cursor)));
  while (cursor.skipOp(","));
  cursor.expectOp(")");
  return items;
}

function relational(cursor: Cursor): Expression {
  const left = additive(cursor);
  const token = cursor.peek();
  if (token.kind !== "op" || !RELATIONAL.has(token.text)) return left;
  cursor.take();
  return { kind: "binary", op: token.text, left, right: additive(cursor), offset: token.offset };
}

function additive(cursor: Cursor): Expression {
  return chain(cursor, ["+", "-"], () => chain(cursor, ["*", "/", "%"], () => unary(cursor)));
}

function chain(cursor: Cursor, operators: readonly string[], operand: () => Expression): Expression {
  let left = operand();
  for (let n = 0; ; n++) {
    const { kind, text, offset } = cursor.peek();
    if (kind !== "op" || !operators.includes(text)) return left;
    checkChain(n, offset);
    cursor.take();
    left = { kind: "binary", op: text, left, right: operand(), offset };
  }
}

function unary(cursor: Cursor): Expression {
  const { offset } = cursor.peek();
  let minus = false;
  for (;;) {
    if (cursor.skipOp("-")) minus = !minus;
    else if (!cursor.skipOp("+")) break;
  }
  const value = postfix(cursor);
  return minus ? { kind: "minus", value, offset } : value;
}

function postfix(cursor: Cursor): Expression {
  let target = parsePrimary(cursor);
  for (let n = 0; ; n++) {
    const { offset } = cursor.peek();
    checkChain(n, offset);
    if (cursor.skipOp(".")) {
      const name = cursor.isOp("[") ? cursor.declaredName("a key").name : cursor.expectName("a key").text;
      target = { kind: "member", target, name, offset };
    } else if (cursor.skipOp("[")) {
      const index = parseExpression(cursor);
      cursor.expectOp("]");
      target = { kind: "index", target, index, offset };
    } else return target;
  }
}

function checkChain(count: number, offset: number): void {
  if (count > MAX_CHAIN) throw new RuleSyntaxError(`more than ${MAX_CHAIN} operators in one chain`, offset);
}
