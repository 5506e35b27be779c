import { RuleSyntaxError } from "../syntax-error.ts";
import { readNetwork } from "./addresses.ts";
import { analyse, hasPhrase } from "./analyse.ts";
import { dateSpan } from "./dates.ts";
import {
  addresses,
  booleans,
  type Document,
  dates,
  integers,
  keywords,
  leaves,
  type Reader,
  terms,
} from "./field-values.ts";
import { matchesParts } from "./glob.ts";
import type { Field } from "./mapping.ts";
import type { Literal } from "./syntax.ts";

/** Whether a document satisfies a part of a query. */
export type Test = (document: Document) => boolean;

/** Matches nothing: what Elasticsearch does with a path that is not mapped. */
export const NOTHING: Test = () => false;

/** Some value of the field passes: arrays are sets of values. */
export function some<T>(read: Reader<T>, pass: (value: T) => boolean): Test {
  return (document) => read(document).some(pass);
}

/** The texts that exact matching sees: keyword values or the leaves of a flattened object. */
export function exactTexts(field: Field, root = ""): Reader<string> {
  return field.type === "flattened" ? leaves(field) : keywords(field, root);
}

/** `field:*` */
export function existsTest(field: Field, root = ""): Test {
  switch (field.type) {
    case "constant":
      return () => true;
    case "text":
      return some(terms(field), (tokens) => tokens.length > 0);
    case "integer":
      return some(integers(field), () => true);
    case "boolean":
      return some(booleans(field), () => true);
    case "date":
      return some(dates(field), () => true);
    case "ip":
      return some(addresses(field), () => true);
    default:
      return some(exactTexts(field, root), () => true);
  }
}

/** `field:value` on a field of a type (Elastic: "Match query"); a value that the type cannot hold is an error. */
export function equalsTest(field: Field, value: Literal, root = ""): Test {
  const { text } = value;
  switch (field.type) {
    case "constant":
      return () => field.constant === text;
    case "text":
      return textTest(field, value);
    case "integer":
      return integerTest(field, value);
    case "boolean":
      return booleanTest(field, value);
    case "date":
      return dateTest(field, value);
    case "ip":
      return addressTest(field, value);
    default:
      return some(exactTexts(field, root), (stored) => stored === text);
  }
}

/** In quotes the terms must stand side by side; without, any of them is enough. */
function textTest(field: Field, value: Literal): Test {
  const wanted = analyse(value.text);
  if (value.quoted) return some(terms(field), (tokens) => hasPhrase(tokens, wanted));
  return some(terms(field), (tokens) => wanted.some((term) => tokens.includes(term)));
}

function wrongValue(field: Field, value: Literal): never {
  const message = `\`${value.text}\` is no value of \`${field.path}\`, which is of type ${field.type}`;
  throw new RuleSyntaxError(message, value.offset, "Elasticsearch fails the whole query");
}

function integerTest(field: Field, value: Literal): Test {
  if (!/^-?\d+(\.\d+)?$/.test(value.text)) wrongValue(field, value);
  const wanted = Number(value.text);
  return some(integers(field), (stored) => stored === wanted);
}

function booleanTest(field: Field, value: Literal): Test {
  if (value.text !== "true" && value.text !== "false") wrongValue(field, value);
  const wanted = value.text === "true";
  return some(booleans(field), (stored) => stored === wanted);
}

function dateTest(field: Field, value: Literal): Test {
  const span = dateSpan(value.text);
  if (!span) wrongValue(field, value);
  return some(dates(field), (stored) => stored >= span.first && stored <= span.last);
}

function addressTest(field: Field, value: Literal): Test {
  const network = readNetwork(value.text, true);
  if (!network) wrongValue(field, value);
  return some(addresses(field), (stored) => stored >= network.low && stored <= network.high);
}

/** `field:a*b`: keyword fields as a whole, text fields term by term; other types fail the query. */
export function wildcardTest(field: Field, value: Literal, root = ""): Test {
  const parts = value.parts ?? [value.text];
  const spaced = parts.some((part) => /\s/.test(part));
  switch (field.type) {
    case "constant":
      return () => matchesParts(field.constant ?? "", parts);
    case "keyword":
      return some(keywords(field, root), (stored) => matchesParts(stored, parts));
    case "flattened":
      if (spaced) throw spaceProblem(field, value);
      return some(leaves(field), (stored) => matchesParts(stored, parts));
    case "text": {
      if (spaced) throw spaceProblem(field, value);
      const lower = parts.map((part) => part.toLowerCase());
      return some(terms(field), (tokens) => tokens.some((token) => matchesParts(token, lower)));
    }
    default: {
      const message = `\`${field.path}\` is of type ${field.type}: a wildcard on it fails the query`;
      throw new RuleSyntaxError(message, value.offset);
    }
  }
}

function spaceProblem(field: Field, value: Literal): RuleSyntaxError {
  const message = `a wildcard with white space on the ${field.type} field \`${field.path}\` has no settled meaning`;
  return new RuleSyntaxError(message, value.offset);
}
