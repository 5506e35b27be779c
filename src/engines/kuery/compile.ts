import { RuleSyntaxError } from "../syntax-error.ts";
import { equalsTest, existsTest, NOTHING, type Test, wildcardTest } from "./field-tests.ts";
import { type Document, rawValues } from "./field-values.ts";
import { matchesParts } from "./glob.ts";
import { type Field, fieldAt, fieldsWhere } from "./mapping.ts";
import { rangeTest } from "./range-tests.ts";
import type { Literal, Query } from "./syntax.ts";

/**
 * Compiles KQL as Kibana's translation to Elasticsearch DSL and Elasticsearch's execution together mean it.
 * `nested` is the path of the braces around; fields inside are relative to it.
 */
export function compile(query: Query, nested = ""): Test {
  switch (query.kind) {
    case "everything":
      return () => true;
    case "and": {
      const tests = query.items.map((item) => compile(item, nested));
      return (document) => tests.every((test) => test(document));
    }
    case "or": {
      const tests = query.items.map((item) => compile(item, nested));
      return (document) => tests.some((test) => test(document));
    }
    case "not": {
      const test = compile(query.item, nested);
      return (document) => !test(document);
    }
    case "is":
      return query.field ? compileIs(query.field, query.value, nested) : anyField(query.value, nested);
    case "range":
      if (query.value.parts) throw new RuleSyntaxError("a range takes no wildcard", query.value.offset);
      return eachField(query.field, nested, (field) => rangeTest(field, query.op, query.value, nested));
    case "nested":
      return compileNested(query.path, query.item, nested);
  }
}

function isStar(literal: Literal): boolean {
  return literal.parts?.every((part) => part === "") === true;
}

function compileIs(name: Literal, value: Literal, nested: string): Test {
  if (isStar(name) && isStar(value)) return () => true;
  if (isStar(name)) return anyField(value, nested);
  if (isStar(value)) return existsAt(name, nested);
  const test = value.parts ? wildcardTest : equalsTest;
  return eachField(name, nested, (field) => test(field, value, nested));
}

/** The fields that a name means here: one, or all that a wildcard in the name covers. */
function resolve(name: Literal, nested: string): readonly Field[] {
  const prefix = nested === "" ? "" : `${nested}.`;
  const { parts } = name;
  if (parts) {
    const pattern = [prefix + (parts[0] ?? ""), ...parts.slice(1)];
    return fieldsWhere(
      (field) =>
        field.type !== "nested" && (field.nested ?? "") === nested && matchesParts(field.path, pattern),
    );
  }
  const field = fieldAt(prefix + name.text);
  if (field && field.type !== "nested" && (field.nested ?? "") !== nested) {
    const hint = `write \`${field.nested}:{ … }\``;
    throw new RuleSyntaxError(`\`${name.text}\` lies in a nested object`, name.offset, hint);
  }
  return field && field.type !== "nested" ? [field] : [];
}

function eachField(name: Literal, nested: string, make: (field: Field) => Test): Test {
  const [first, ...rest] = resolve(name, nested).map(make);
  if (!first) return NOTHING;
  return rest.length === 0 ? first : (document) => first(document) || rest.some((test) => test(document));
}

/** `name:*`: a field, all fields that a wildcard covers, or the fields below an object. */
function existsAt(name: Literal, nested: string): Test {
  const prefix = nested === "" ? "" : `${nested}.`;
  if (fieldAt(prefix + name.text)?.type === "nested") {
    throw new RuleSyntaxError(`\`${name.text}\` is nested: \`:*\` on it is not supported`, name.offset);
  }
  const direct = resolve(name, nested);
  const below = `${prefix}${name.text}.`;
  const fields =
    direct.length > 0
      ? direct
      : fieldsWhere((field) => field.nested === undefined && field.path.startsWith(below));
  const tests = fields.map((field) => existsTest(field, nested));
  return (document) => tests.some((test) => test(document));
}

/** A value without a field is looked for in every field; a field that cannot hold it is passed over. */
function anyField(value: Literal, nested: string): Test {
  if (nested !== "")
    throw new RuleSyntaxError("a value without a field inside braces is not supported", value.offset);
  if (isStar(value)) return () => true;
  if (value.parts?.some((part) => /\s/.test(part))) {
    throw new RuleSyntaxError(
      "a wildcard with white space and no field has no settled meaning",
      value.offset,
    );
  }
  const tests = fieldsWhere((field) => field.nested === undefined && field.type !== "nested").flatMap(
    (field) => {
      try {
        return [value.parts ? wildcardTest(field, value) : equalsTest(field, value)];
      } catch (error) {
        if (error instanceof RuleSyntaxError) return [];
        throw error;
      }
    },
  );
  return (document) => tests.some((test) => test(document));
}

/** `path:{ … }`: one object of the array satisfies the whole. */
function compileNested(path: Literal, item: Query, nested: string): Test {
  const field = path.parts ? undefined : fieldAt(path.text);
  if (field?.type !== "nested" || nested !== "") {
    throw new RuleSyntaxError(`\`${path.text}\` is no nested field: the braces fail the query`, path.offset);
  }
  return nestedTest(field.path, compile(item, field.path));
}

/** Some object of a nested array passes. */
export function nestedTest(path: string, inner: Test): Test {
  const read = rawValues(path);
  return (document) =>
    read(document).some((value) => typeof value === "object" && value !== null && inner(value as Document));
}
