import type { Located } from "./located.ts";
import { parseCheck } from "./parse-check.ts";
import { FIELD_START } from "./parse-operand.ts";
import { Scanner } from "./scanner.ts";
import type { Condition } from "./syntax.ts";

const NOT = /not[\t\n\v\f\r ]+/y;
const IDENTIFIER = /[a-zA-Z][a-zA-Z0-9_]*/y;

/**
 * Parses a condition after its lists were substituted (libsinsp `filter/parser.h`): `or` binds weakest, then
 * `and`, then `not`; keywords are lower case; there are no comments.
 */
export function parseCondition(source: Located): Condition {
  const scanner = new Scanner(source);
  const condition = parseChain(scanner, "or");
  if (!scanner.atEnd) scanner.expected("`and`, `or` or the end");
  return condition;
}

function parseChain(scanner: Scanner, kind: "and" | "or"): Condition {
  const next = (): Condition => (kind === "or" ? parseChain(scanner, "and") : parseNot(scanner));
  scanner.blank();
  const { offset } = scanner;
  const first = next();
  const items = [first];
  scanner.blank();
  while (scanner.take(kind)) {
    if (scanner.blank()) items.push(next());
    else if (scanner.take("(")) items.push(parseEmbedded(scanner));
    else scanner.expected(`a blank or \`(\` after \`${kind}\``);
    scanner.blank();
  }
  return items.length === 1 ? first : { kind, items, offset };
}

function parseNot(scanner: Scanner): Condition {
  scanner.blank();
  const { offset } = scanner;
  let negated = false;
  while (scanner.match(NOT) !== undefined) negated = !negated;
  const embedded = scanner.take("not(");
  if (embedded) negated = !negated;
  const item = embedded ? parseEmbedded(scanner) : parseAtom(scanner);
  return negated ? { kind: "not", item, offset } : item;
}

function parseEmbedded(scanner: Scanner): Condition {
  const inner = scanner.nested(() => parseChain(scanner, "or"));
  scanner.blank();
  if (!scanner.take(")")) scanner.expected("`)`");
  return inner;
}

function parseAtom(scanner: Scanner): Condition {
  scanner.blank();
  if (scanner.take("(")) return parseEmbedded(scanner);
  const { offset } = scanner;
  const check = parseCheck(scanner);
  if (check) return check;
  const name = scanner.match(IDENTIFIER);
  if (name === undefined) {
    const hint = FIELD_START.test(scanner.word())
      ? undefined
      : "a condition begins with a field, a macro or `(`";
    return scanner.expected("a field, a macro or `(`", hint);
  }
  return { kind: "macro", name, offset };
}
