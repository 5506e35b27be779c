import { RuleSyntaxError } from "../syntax-error.ts";
import { nestedTest } from "./compile.ts";
import { equalsTest, exactTexts, existsTest, NOTHING, some, type Test } from "./field-tests.ts";
import { terms } from "./field-values.ts";
import { matchesParts } from "./glob.ts";
import { luceneRegex } from "./lucene-regex.ts";
import { type Field, fieldAt } from "./mapping.ts";
import { rangeTest } from "./range-tests.ts";
import type { Literal } from "./syntax.ts";

type Fields = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 50;
const CLAUSES = ["query", "term", "terms", "regexp", "wildcard", "prefix", "exists", "bool", "range"].concat([
  "match",
  "match_phrase",
  "match_all",
  "nested",
]);

/** Where and how deep a clause stands. */
interface Place {
  readonly offset: number;
  readonly nested: string;
  readonly depth: number;
}

/** Compiles the `filters` of a rule: all must hold, disabled ones are passed over, negated ones are turned. */
export function compileFilters(filters: unknown, offset: number): Test {
  if (filters === undefined || filters === null) return () => true;
  if (!Array.isArray(filters)) throw new RuleSyntaxError("`filters` must be an array", offset);
  const tests = filters.map((filter: unknown) => compileFilter(filter, offset));
  return (document) => tests.every((test) => test(document));
}

function compileFilter(filter: unknown, offset: number): Test {
  const fields = object(filter, "a filter", offset);
  const meta = isObject(fields["meta"]) ? fields["meta"] : {};
  if (meta["disabled"] === true) return () => true;
  const test = compileDsl(fields, { offset, nested: "", depth: 0 });
  return meta["negate"] === true ? (document) => !test(document) : test;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function object(value: unknown, what: string, offset: number): Fields {
  if (isObject(value)) return value;
  throw new RuleSyntaxError(`${what} must be an object`, offset);
}

/** One clause of Elasticsearch's query DSL (Elastic: "Query DSL"); what is not listed is an error. */
function compileDsl(clause: unknown, place: Place): Test {
  const { offset, depth } = place;
  if (depth > MAX_DEPTH) throw new RuleSyntaxError(`filters nested deeper than ${MAX_DEPTH} levels`, offset);
  const fields = object(clause, "a filter clause", offset);
  const names = Object.keys(fields).filter((key) => key !== "meta" && key !== "$state");
  const [name = ""] = names;
  if (names.length !== 1 || !CLAUSES.includes(name)) {
    throw new RuleSyntaxError(`a filter with \`${names.join(", ")}\` is not supported`, offset);
  }
  const inner = { ...place, depth: depth + 1 };
  const body = object(fields[name], `\`${name}\``, offset);
  if (name === "query") return compileDsl(body, inner);
  if (name === "bool") return compileBool(body, inner);
  if (name === "match_all") return () => true;
  if (name === "nested") return compileNestedDsl(body, inner);
  if (name === "exists") return compileExists(body, inner);
  return compileLeaf(name, body, inner);
}

function compileNestedDsl(body: Fields, place: Place): Test {
  const path = body["path"];
  if (typeof path !== "string" || fieldAt(path)?.type !== "nested" || place.nested !== "") {
    throw new RuleSyntaxError("`nested` needs the path of a nested field", place.offset);
  }
  return nestedTest(path, compileDsl(body["query"], { ...place, nested: path }));
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function compileBool(body: Fields, place: Place): Test {
  const part = (key: string): Test[] => listOf(body[key]).map((clause) => compileDsl(clause, place));
  const all = [...part("must"), ...part("filter")];
  const none = part("must_not");
  const should = part("should");
  const least = body["minimum_should_match"] ?? (all.length === 0 && should.length > 0 ? 1 : 0);
  const count = typeof least === "string" && /^\d+$/.test(least) ? Number(least) : least;
  if (typeof count !== "number")
    throw new RuleSyntaxError("`minimum_should_match` must be a number", place.offset);
  return (document) =>
    all.every((test) => test(document)) &&
    !none.some((test) => test(document)) &&
    (count === 0 || should.filter((test) => test(document)).length >= count);
}

/** The field of a clause; undefined where it is not mapped. */
function fieldOf(path: string, place: Place): Field | undefined {
  const field = fieldAt(path);
  if (!field || field.type === "nested") return undefined;
  return (field.nested ?? "") === place.nested ? field : undefined;
}

function compileExists(body: Fields, place: Place): Test {
  const path = body["field"];
  if (typeof path !== "string") throw new RuleSyntaxError("`exists` needs a `field`", place.offset);
  const field = fieldOf(path, place);
  return field ? existsTest(field, place.nested) : NOTHING;
}

function compileLeaf(name: string, body: Fields, place: Place): Test {
  const entries = Object.entries(body).filter(([key]) => key !== "boost");
  const [entry] = entries;
  if (!entry || entries.length !== 1) throw new RuleSyntaxError(`\`${name}\` takes one field`, place.offset);
  const [path, value] = entry;
  const field = fieldOf(path, place);
  if (!field) return NOTHING;
  if (name === "terms") {
    const tests = listOf(value).map((one) => compileValue("term", field, one, {}, place));
    return (document) => tests.some((test) => test(document));
  }
  const options = isObject(value) ? value : {};
  if (name === "range") return compileRange(field, options, place);
  const wanted = isObject(value) ? (value["value"] ?? value["query"] ?? value["wildcard"]) : value;
  return compileValue(name, field, wanted, options, place);
}

function compileRange(field: Field, options: Fields, place: Place): Test {
  const operators = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;
  const tests = Object.entries(operators).flatMap(([key, op]) => {
    const bound = options[key];
    return bound === undefined ? [] : [rangeTest(field, op, literal(bound, place.offset), place.nested)];
  });
  return (document) => tests.every((test) => test(document));
}

function literal(value: unknown, offset: number): Literal {
  if (typeof value === "object" || value === undefined)
    throw new RuleSyntaxError("expected a plain value", offset);
  return { text: String(value), quoted: true, offset };
}

const TEXTUAL = new Set(["keyword", "flattened", "constant"]);

function compileValue(name: string, field: Field, value: unknown, options: Fields, place: Place): Test {
  const wanted = literal(value, place.offset);
  const insensitive = options["case_insensitive"] === true;
  if (name === "match" || name === "match_phrase") {
    return equalsTest(field, { ...wanted, quoted: name === "match_phrase" }, place.nested);
  }
  if (!TEXTUAL.has(field.type) && field.type !== "text") {
    if (name === "term" && !insensitive) return equalsTest(field, wanted, place.nested);
    throw new RuleSyntaxError(
      `\`${name}\` on the ${field.type} field \`${field.path}\` fails the query`,
      place.offset,
    );
  }
  const pass = textPredicate(name, wanted.text, insensitive, place.offset);
  if (field.type === "constant") return () => pass(field.constant ?? "");
  if (field.type === "text") return some(terms(field), (tokens) => tokens.some(pass));
  return some(exactTexts(field, place.nested), pass);
}

/** Folds one character to one character, as Lucene's case-insensitive automata do. */
function fold(text: string): string {
  return [...text]
    .map((char) => (char.toLowerCase().length === char.length ? char.toLowerCase() : char))
    .join("");
}

function textPredicate(
  name: string,
  wanted: string,
  insensitive: boolean,
  offset: number,
): (text: string) => boolean {
  if (name === "regexp") return luceneRegex(wanted, insensitive, offset);
  const target = insensitive ? fold(wanted) : wanted;
  const read = insensitive ? fold : (text: string): string => text;
  if (name === "prefix") return (text) => read(text).startsWith(target);
  if (name === "wildcard") {
    if (/[?\\]/.test(target))
      throw new RuleSyntaxError("`?` and `\\` in a wildcard filter are not supported", offset);
    const parts = target.split("*");
    return (text) => matchesParts(read(text), parts);
  }
  return (text) => read(text) === target;
}
