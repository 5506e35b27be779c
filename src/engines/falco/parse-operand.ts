import type { Scanner } from "./scanner.ts";
import type {
  Constant,
  FieldExpression,
  ListExpression,
  Operand,
  TransformArgument,
  TransformExpression,
} from "./syntax.ts";

const FIELD = /[a-zA-Z][a-zA-Z0-9_]*(?:\.[a-zA-Z][a-zA-Z0-9_]*)+/y;
const BARE_ARGUMENT = /[^\][\\"'\t\n\v\f\r ]+/y;
const BARE = /[^()"'\t\n\v\f\r =,]+/y;
const NUMBER = /0[xX][0-9a-fA-F]+|[+-]?[0-9]+\.?[0-9]*(?:[eE][+-][0-9]+)?/y;

/** What a field name can begin with. */
export const FIELD_START = /^[a-zA-Z]/;

/** The field transformers of Falco 0.44 that begin a check; `val` stands on the right side only. */
export const TRANSFORMERS: readonly string[] = [
  "tolower",
  "toupper",
  "b64",
  "basename",
  "len",
  "join",
  "concat",
];

/** A field with its bracket, if one stands here. */
export function parseField(scanner: Scanner): FieldExpression | undefined {
  const { offset } = scanner;
  const name = scanner.match(FIELD);
  if (name === undefined) return undefined;
  if (!scanner.take("[")) return { kind: "field", name, arg: undefined, offset };
  const arg = scanner.quoted() ?? scanner.match(BARE_ARGUMENT);
  if (arg === undefined) return scanner.expected("an argument in the brackets");
  if (!scanner.take("]")) scanner.expected("`]`", "a key with a blank or a bracket cannot be written");
  return { kind: "field", name, arg, offset };
}

/** A transformer call, if one stands here. */
export function parseTransform(scanner: Scanner): TransformExpression | undefined {
  const { offset } = scanner;
  const name = TRANSFORMERS.find((one) => scanner.take(`${one}(`));
  return name === undefined ? undefined : scanner.nested(() => parseArguments(scanner, name, offset));
}

/** `val(field)`, or a transformer: the right sides that are not constants. */
export function parseValue(scanner: Scanner): TransformExpression | undefined {
  const { offset } = scanner;
  if (!scanner.take("val(")) return parseTransform(scanner);
  scanner.blank();
  const field = parseField(scanner);
  if (!field) return scanner.expected("a field in `val()`");
  scanner.blank();
  if (!scanner.take(")")) scanner.expected("`)`");
  return { kind: "transform", name: "val", args: [field], offset };
}

function parseArguments(scanner: Scanner, name: string, offset: number): TransformExpression {
  const args: TransformArgument[] = [];
  do {
    scanner.blank();
    args.push(parseArgument(scanner));
    scanner.blank();
  } while (scanner.take(","));
  if (!scanner.take(")")) scanner.expected("`)`");
  return { kind: "transform", name, args, offset };
}

function parseArgument(scanner: Scanner): TransformArgument {
  const { offset } = scanner;
  const operand = tryOperand(scanner);
  if (operand) return operand;
  if (!scanner.take("("))
    return scanner.expected("a field, a transformer, a quoted text, a number or a list");
  return parseList(scanner, offset);
}

function parseList(scanner: Scanner, offset: number): ListExpression {
  const items: Operand[] = [];
  scanner.blank();
  if (scanner.take(")")) return { kind: "list", items, offset };
  do {
    scanner.blank();
    const item = tryOperand(scanner);
    if (!item) return scanner.expected("a field, a transformer, a quoted text or a number");
    items.push(item);
    scanner.blank();
  } while (scanner.take(","));
  if (!scanner.take(")")) scanner.expected("`)`");
  return { kind: "list", items, offset };
}

function tryOperand(scanner: Scanner): Operand | undefined {
  const { offset } = scanner;
  const text = scanner.match(NUMBER) ?? scanner.quoted();
  if (text !== undefined) return { kind: "constant", text, offset };
  return parseTransform(scanner) ?? parseField(scanner);
}

/** A quoted text or a bare word. */
export function parseConstant(scanner: Scanner): Constant | undefined {
  const { offset } = scanner;
  const text = scanner.quoted() ?? scanner.match(BARE);
  return text === undefined ? undefined : { kind: "constant", text, offset };
}

/** A number: what `<`, `<=`, `>` and `>=` take. */
export function parseNumber(scanner: Scanner): Constant | undefined {
  const { offset } = scanner;
  const text = scanner.match(NUMBER);
  return text === undefined ? undefined : { kind: "constant", text, offset };
}
