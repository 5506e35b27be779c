import { RuleSyntaxError } from "../syntax-error.ts";
import type { Cursor } from "./cursor.ts";
import { parseJsonLiteral } from "./parse-dynamic.ts";
import { parseQuery, queryOrExpression } from "./parse-query.ts";
import type { Expression } from "./syntax.ts";
import { parseDatetime, parseTimespan } from "./time-values.ts";
import type { Token } from "./tokens.ts";
import { type ScalarType, scalarType, type Value } from "./types.ts";

const CASTS = new Set(["bool", "boolean", "int", "long", "real", "double"]);

/** Reads a literal, a name, a call or a parenthesised expression or query. */
export function parsePrimary(cursor: Cursor): Expression {
  const token = cursor.peek();
  switch (token.kind) {
    case "string":
      return stringLiteral(cursor);
    case "number":
      cursor.take();
      return literal(token.real ? "real" : "long", token.value, token.offset);
    case "timespan":
      cursor.take();
      return literal("timespan", token.value, token.offset);
    case "typed":
      return typedLiteral(cursor.take());
    case "name":
      return nameOrCall(cursor);
    default:
      return parenthesised(cursor);
  }
}

function parenthesised(cursor: Cursor): Expression {
  const { offset } = cursor.peek();
  if (cursor.isOp("[") && cursor.peek(1).kind === "string") {
    return { kind: "name", ...cursor.declaredName("a column") };
  }
  if (cursor.skipOp("*")) return { kind: "star", offset };
  if (!cursor.skipOp("(")) cursor.fail("an expression");
  const inner = queryOrExpression(parseQuery(cursor));
  cursor.expectOp(")");
  return inner;
}

function literal(type: ScalarType, value: Value, offset: number): Expression {
  return { kind: "literal", type, value, offset };
}

function stringLiteral(cursor: Cursor): Expression {
  const { offset } = cursor.peek();
  const parts: string[] = [];
  while (cursor.peek().kind === "string") parts.push(String(cursor.take().value));
  return literal("string", parts.join(""), offset);
}

function typedLiteral(token: Token): Expression {
  const raw = String(token.value);
  if (token.text === "guid") throw new RuleSyntaxError("guid literals are not supported", token.offset);
  const type = scalarType(token.text, token.offset);
  if (raw === "null") return literal(type, null, token.offset);
  const value = type === "datetime" ? parseDatetime(raw) : parseTimespan(raw);
  if (value === null) throw new RuleSyntaxError(`\`${raw}\` is no ${type}`, token.offset);
  return literal(type, value, token.offset);
}

function nameOrCall(cursor: Cursor): Expression {
  const token = cursor.take();
  const { text, offset } = token;
  if (!cursor.isOp("(")) {
    if (text === "true" || text === "false") return literal("bool", text === "true", offset);
    return { kind: "name", name: text, offset };
  }
  if (text === "dynamic") return dynamicLiteral(cursor, offset);
  if (text === "typeof") return typeofLiteral(cursor, offset);
  if (CASTS.has(text)) return castLiteral(cursor, scalarType(text, offset), offset);
  return { kind: "call", name: text, args: parseArguments(cursor), offset };
}

function parseArguments(cursor: Cursor): readonly Expression[] {
  cursor.expectOp("(");
  const args: Expression[] = [];
  if (cursor.skipOp(")")) return args;
  do args.push(cursor.nested(() => queryOrExpression(parseQuery(cursor))));
  while (cursor.skipOp(","));
  cursor.expectOp(")");
  return args;
}

function dynamicLiteral(cursor: Cursor, offset: number): Expression {
  cursor.expectOp("(");
  const value = parseJsonLiteral(cursor);
  cursor.expectOp(")");
  return literal("dynamic", value, offset);
}

function typeofLiteral(cursor: Cursor, offset: number): Expression {
  cursor.expectOp("(");
  const name = cursor.expectName("a type");
  cursor.expectOp(")");
  return { kind: "typeof", type: scalarType(name.text, name.offset), offset };
}

function castLiteral(cursor: Cursor, type: ScalarType, offset: number): Expression {
  cursor.expectOp("(");
  const minus = cursor.skipOp("-");
  const token = cursor.take();
  cursor.expectOp(")");
  if (token.text === "null") return literal(type, null, offset);
  if (type === "bool" && /^(true|false|0|1)$/.test(token.text)) {
    return literal(type, token.text === "true" || token.text === "1", offset);
  }
  if (type !== "bool" && token.kind === "number" && (type === "real" || !token.real)) {
    return literal(type, minus ? -Number(token.value) : token.value, offset);
  }
  throw new RuleSyntaxError(`\`${token.text}\` is no ${type} literal`, token.offset, `use \`to${type}(…)\``);
}
