import { RuleSyntaxError } from "../syntax-error.ts";
import { fieldsOf } from "./eval-fields.ts";
import type { Compiled } from "./expression.ts";
import {
  argument,
  type FunctionCall,
  type Functions,
  gives,
  literalArgument,
  testArgument,
  valueArgument,
  valueFunction,
} from "./function-call.ts";
import { compileRegex } from "./regex.ts";
import type { Scope } from "./row.ts";
import { each, many, numberOf, type Scalar, texts, type Value } from "./values.ts";

const ANY = Number.POSITIVE_INFINITY;

/** The same fields, but one of them holds a single value. */
function withValue(scope: Scope, field: string, value: Scalar): Scope {
  return {
    get: (name) => (name === field ? value : scope.get(name)),
    now: scope.now,
    json: (name) => (name === field ? undefined : scope.json(name)),
  };
}

/** Keeps the values for which the condition is true; the condition may name one field only. */
function buildFilter(call: FunctionCall): Compiled {
  const node = argument(call, 0);
  const [field, ...more] = fieldsOf(node);
  if (field === undefined || more.length > 0) {
    throw new RuleSyntaxError("the condition of `mvfilter` must name exactly one field", node.offset);
  }
  const test = testArgument(call, 0);
  return gives(call, (scope) =>
    many(
      each(scope.get(field))
        .filter((value) => test(withValue(scope, field, value)) === true)
        .map(String),
    ),
  );
}

/** Computes a value for each value of a field; a result of NULL leaves none. */
function buildMap(call: FunctionCall): Compiled {
  const node = argument(call, 0);
  if (node.kind !== "field") {
    throw new RuleSyntaxError("the first argument of `mvmap` must be a field", node.offset);
  }
  const { name } = node;
  const read = valueArgument(call, 1);
  return gives(call, (scope) =>
    many(each(scope.get(name)).flatMap((value) => texts(read(withValue(scope, name, value))))),
  );
}

function buildFind(call: FunctionCall): Compiled {
  const read = valueArgument(call, 0);
  const regex = compileRegex(literalArgument(call, 1), argument(call, 1).offset);
  return gives(call, (scope) => {
    const index = texts(read(scope)).findIndex((text) => regex.matcher(text).find());
    return index === -1 ? null : index;
  });
}

/** The first value is 0, the last -1; an end is included. */
function index([value = null, start = null, end]: readonly Value[]): Value {
  const values = texts(value);
  const place = (at: Value): number | undefined => {
    const number = numberOf(at);
    return number === undefined ? undefined : number < 0 ? values.length + number : number;
  };
  const from = place(start);
  const to = end === undefined ? from : place(end);
  if (from === undefined || to === undefined || from < 0 || to < from) return null;
  return many(values.slice(from, to + 1));
}

function split(value: Value, delimiter: Value): Value {
  if (value === null || delimiter === null || typeof delimiter === "object") return null;
  return many(texts(value).flatMap((text) => text.split(String(delimiter))));
}

function zip([left = null, right = null, delimiter = ","]: readonly Value[]): Value {
  const others = texts(right);
  const pairs = texts(left).slice(0, others.length);
  return many(pairs.map((text, i) => `${text}${delimiter}${others[i]}`));
}

function count(value: Value): Value {
  return value === null ? null : each(value).length;
}

function join(value: Value, delimiter: Value): Value {
  return value === null || delimiter === null ? null : texts(value).join(String(delimiter));
}

/** Fields with several values (Splunk: "Multivalue eval functions"). */
export const manyFunctions: Functions = [
  ["mvfilter", { least: 1, most: 1, build: buildFilter }],
  ["mvmap", { least: 2, most: 2, build: buildMap }],
  ["mvfind", { least: 2, most: 2, build: buildFind }],
  ["mvcount", valueFunction(1, 1, ([value = null]) => count(value))],
  ["mvappend", valueFunction(1, ANY, (args) => many(args.flatMap(texts)))],
  ["mvdedup", valueFunction(1, 1, ([value = null]) => many([...new Set(texts(value))]))],
  ["mvsort", valueFunction(1, 1, ([value = null]) => many([...texts(value)].sort()))],
  ["mvindex", valueFunction(2, 3, index)],
  ["mvjoin", valueFunction(2, 2, ([value = null, by = null]) => join(value, by))],
  ["mvzip", valueFunction(2, 3, zip)],
  ["split", valueFunction(2, 2, ([value = null, by = null]) => split(value, by))],
];
