import { RuleSyntaxError } from "../syntax-error.ts";
import { readLiteral } from "./literal.ts";
import type { Literal, Query, RangeOperator } from "./syntax.ts";

const MAX_DEPTH = 300;
const MAX_LENGTH = 1024 * 1024;
const SPACES = /\s*/y;
const OR = /\s+or\s+/iy;
const AND = /\s+and\s+/iy;
const NOT = /not\s+/iy;
const RANGE = /<=|>=|<|>/y;

/** Reads KQL: precedence not, and, or; keywords in any case; an empty text means everything. */
export function parseKuery(text: string): Query {
  if (text.length > MAX_LENGTH) throw new RuleSyntaxError("the query is longer than 1 MiB", 0);
  const reader = new Reader(text);
  reader.spaces();
  if (reader.offset === text.length) return { kind: "everything", offset: 0 };
  const query = reader.query();
  reader.spaces();
  if (reader.offset < text.length) throw reader.unexpected("`and`, `or` or the end of the query");
  return query;
}

type Operand<T> = () => T;

/** Holds the position in the text and the depth of nesting. */
class Reader {
  readonly #text: string;
  #depth = 0;
  offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  spaces(): void {
    this.#skip(SPACES);
  }

  query(): Query {
    return this.#combine("or", OR, () => this.#combine("and", AND, () => this.#notQuery()));
  }

  unexpected(expected: string): RuleSyntaxError {
    const found = this.#text.slice(this.offset, this.offset + 20);
    const hint = found.startsWith("\\") ? undefined : "put values with special characters in quotes";
    const what = found === "" ? "the end of the query" : `\`${found}\``;
    return new RuleSyntaxError(`expected ${expected}, found ${what}`, this.offset, hint);
  }

  #skip(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.#text);
    if (!found) return undefined;
    this.offset = pattern.lastIndex;
    return found[0];
  }

  #expect(char: string): void {
    this.spaces();
    if (this.#text[this.offset] !== char) throw this.unexpected(`\`${char}\``);
    this.offset++;
  }

  #combine(kind: "and" | "or", word: RegExp, operand: Operand<Query>): Query {
    const first = operand();
    const items = [first];
    while (this.#skip(word) !== undefined) items.push(operand());
    return items.length === 1 ? first : { kind, items, offset: first.offset };
  }

  #negatable(operand: Operand<Query>): Query {
    const { offset } = this;
    return this.#skip(NOT) === undefined ? operand() : { kind: "not", item: operand(), offset };
  }

  #grouped(inner: Operand<Query>, close: string): Query {
    if (++this.#depth > MAX_DEPTH)
      throw new RuleSyntaxError(`nested deeper than ${MAX_DEPTH} levels`, this.offset);
    this.offset++;
    this.spaces();
    const query = inner();
    this.#expect(close);
    this.#depth--;
    return query;
  }

  #notQuery(): Query {
    return this.#negatable(() =>
      this.#text[this.offset] === "(" ? this.#grouped(() => this.query(), ")") : this.#expression(),
    );
  }

  #literal(what: string): Literal {
    const read = readLiteral(this.#text, this.offset);
    if (!read) throw this.unexpected(what);
    this.offset = read.end;
    return read.literal;
  }

  #expression(): Query {
    const field = this.#literal("a field or a value");
    const after = this.offset;
    this.spaces();
    if (this.#text[this.offset] === ":") {
      this.offset++;
      this.spaces();
      return this.#fieldValue(field);
    }
    const op = this.#skip(RANGE);
    if (op !== undefined) {
      this.spaces();
      const value = this.#literal("a value");
      return { kind: "range", field, op: op as RangeOperator, value, offset: field.offset };
    }
    this.offset = after;
    return { kind: "is", value: checked(field), offset: field.offset };
  }

  #fieldValue(field: Literal): Query {
    const next = this.#text[this.offset];
    if (next === "{") {
      const item = this.#grouped(() => this.query(), "}");
      return { kind: "nested", path: field, item, offset: field.offset };
    }
    return next === "(" ? this.#grouped(() => this.#values(field), ")") : this.#value(field);
  }

  #values(field: Literal): Query {
    const one = (): Query =>
      this.#text[this.offset] === "(" ? this.#grouped(() => this.#values(field), ")") : this.#value(field);
    return this.#combine("or", OR, () => this.#combine("and", AND, () => this.#negatable(one)));
  }

  #value(field: Literal): Query {
    const value = this.#literal("a value");
    return { kind: "is", field, value: checked(value), offset: field.offset };
  }
}

/** An unquoted `null` is no text to Kibana, and Elasticsearch refuses what it makes of it. */
function checked(value: Literal): Literal {
  if (value.quoted || value.text !== "null") return value;
  throw new RuleSyntaxError("`null` is not a value", value.offset, "`not field:*` asks for a missing field");
}
