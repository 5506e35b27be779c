import { didYouMean } from "../../diagnostics/suggest.ts";
import {
  parseConstant,
  parseField,
  parseNumber,
  parseTransform,
  parseValue,
  TRANSFORMERS,
} from "./parse-operand.ts";
import type { Scanner } from "./scanner.ts";
import type { Condition, Constant, FieldExpression, Right, TransformExpression } from "./syntax.ts";

/** The operators in the order Falco tries them: a longer one before its own beginning. */
const NUMBER_OPERATORS = ["<=", "<", ">=", ">"];
const SIGN_OPERATORS = ["==", "=", "!="];
const WORD_OPERATORS = [
  "glob",
  "iglob",
  "contains",
  "icontains",
  "bcontains",
  "startswith",
  "bstartswith",
  "endswith",
  "regex",
];
const LIST_OPERATORS = ["intersects", "in", "pmatch"];
const ALL = ["exists", ...NUMBER_OPERATORS, ...SIGN_OPERATORS, ...WORD_OPERATORS, ...LIST_OPERATORS];
const ANY = /anyof[\t\n\v\f\r \b]*\(/y;
const IDENTIFIER = /[a-zA-Z][a-zA-Z0-9_]*/y;

type Left = FieldExpression | TransformExpression;

/** A check (`field operator value`), or undefined where none begins here. */
export function parseCheck(scanner: Scanner): Condition | undefined {
  const { offset } = scanner;
  const left = parseField(scanner) ?? parseTransform(scanner);
  if (!left) return undefined;
  scanner.blank();
  if (scanner.take("exists")) return { kind: "check", left, operator: "exists", any: false, offset };
  return parseOperator(scanner, left, offset);
}

function parseOperator(scanner: Scanner, left: Left, offset: number): Condition {
  const number = NUMBER_OPERATORS.find((one) => scanner.take(one));
  if (number !== undefined) return check(left, number, parseNumberSide(scanner), offset);
  const text = SIGN_OPERATORS.find((one) => scanner.take(one)) ?? wordOperator(scanner);
  if (text !== undefined) {
    scanner.blank();
    const place = scanner.offset;
    if (scanner.match(ANY) !== undefined) {
      return {
        kind: "check",
        left,
        operator: text,
        right: parseConstants(scanner, place),
        any: true,
        offset,
      };
    }
    const right = parseValue(scanner) ?? parseConstant(scanner);
    return check(left, text, right ?? scanner.expected("a text"), offset);
  }
  const list = LIST_OPERATORS.find((one) => scanner.take(one));
  if (list !== undefined) return check(left, list, parseListSide(scanner), offset);
  const word = scanner.word();
  const hint = didYouMean(word, ALL) ?? `the operators are ${ALL.join(" ")}`;
  return scanner.expected("an operator", hint);
}

function check(left: Left, operator: string, right: Right, offset: number): Condition {
  return { kind: "check", left, operator, right, any: false, offset };
}

function wordOperator(scanner: Scanner): string | undefined {
  const found = WORD_OPERATORS.find((one) => scanner.take(one));
  if (found !== undefined && !scanner.blank()) scanner.expected(`a blank after \`${found}\``);
  return found;
}

function parseNumberSide(scanner: Scanner): Right {
  scanner.blank();
  const right = parseValue(scanner) ?? parseNumber(scanner);
  return right ?? scanner.expected("a number", "`<` and `>` take no quoted text");
}

function parseListSide(scanner: Scanner): Right {
  scanner.blank();
  const { offset } = scanner;
  if (scanner.take("(")) return parseConstants(scanner, offset);
  const value = parseValue(scanner);
  if (value) return value;
  const text = scanner.match(IDENTIFIER);
  if (text === undefined) {
    return scanner.expected("a list in parentheses", `or one of ${["val", ...TRANSFORMERS].join(" ")}`);
  }
  return { kind: "constants", items: [{ kind: "constant", text, offset }], offset };
}

function parseConstants(scanner: Scanner, offset: number): Right {
  const items: Constant[] = [];
  scanner.blank();
  const first = parseConstant(scanner);
  if (first) items.push(first);
  scanner.blank();
  while (first && scanner.take(",")) {
    scanner.blank();
    items.push(parseConstant(scanner) ?? scanner.expected("a text after the comma"));
    scanner.blank();
  }
  if (!scanner.take(")")) scanner.expected("`,` or `)`");
  return { kind: "constants", items, offset };
}
