import { RuleSyntaxError } from "../syntax-error.ts";
import { parseCidr } from "./cidr.ts";
import { compileSearch } from "./compile-search.ts";
import { type asTest, asValue, type Compiled } from "./expression.ts";
import {
  argument,
  decides,
  type FunctionCall,
  type Functions,
  gives,
  literalArgument,
  testArgument,
  valueArgument,
  valueFunction,
} from "./function-call.ts";
import { parseSearch } from "./parse-search.ts";
import { compileRegex } from "./regex.ts";
import { anyText, compareMany } from "./unverified.ts";
import { numberOf, type Value } from "./values.ts";
import { likePattern } from "./wildcard.ts";

const ANY = Number.POSITIVE_INFINITY;

/** `if`: anything but true takes the other branch; two conditions as branches give a condition. */
function buildIf(call: FunctionCall): Compiled {
  const test = testArgument(call, 0);
  const yes = call.compile(argument(call, 1));
  const no = call.compile(argument(call, 2));
  if (yes.kind === "test" && no.kind === "test") {
    return decides(call, (scope) => (test(scope) === true ? yes.test(scope) : no.test(scope)));
  }
  const a = asValue(yes);
  const b = asValue(no);
  return gives(call, (scope) => (test(scope) === true ? a(scope) : b(scope)));
}

interface Branch {
  readonly test: (scope: Parameters<ReturnType<typeof asTest>>[0]) => boolean | null;
  readonly read: ReturnType<typeof asValue>;
}

function branches(call: FunctionCall): readonly Branch[] {
  if (call.args.length % 2 !== 0) {
    throw new RuleSyntaxError(`\`${call.name}\` takes pairs of a condition and a value`, call.offset);
  }
  return Array.from({ length: call.args.length / 2 }, (_, i) => ({
    test: testArgument(call, 2 * i),
    read: valueArgument(call, 2 * i + 1),
  }));
}

/** `case` gives the value of the first condition that is true; `validate` of the first that is false. */
function buildBranches(call: FunctionCall, wanted: boolean): Compiled {
  const list = branches(call);
  return gives(call, (scope) => {
    for (const { test, read } of list) if (test(scope) === wanted) return read(scope);
    return null;
  });
}

function buildIn(call: FunctionCall): Compiled {
  const read = valueArgument(call, 0);
  const list = call.args.slice(1).map((_, i) => valueArgument(call, i + 1));
  return decides(call, (scope) => {
    const value = read(scope);
    return value === null ? null : list.some((item) => compareMany(value, "=", item(scope)));
  });
}

function buildTextTest(call: FunctionCall, field: number, test: (text: string) => boolean): Compiled {
  const read = valueArgument(call, field);
  return decides(call, (scope) => anyText(read(scope), test));
}

function buildMatch(call: FunctionCall): Compiled {
  const regex = compileRegex(literalArgument(call, 1), argument(call, 1).offset);
  return buildTextTest(call, 0, (text) => regex.matcher(text).find());
}

function buildCidr(call: FunctionCall): Compiled {
  const network = parseCidr(literalArgument(call, 0));
  if (!network) throw new RuleSyntaxError("this is no network in CIDR notation", argument(call, 0).offset);
  return buildTextTest(call, 1, network);
}

function buildSearchmatch(call: FunctionCall): Compiled {
  const { offset } = argument(call, 0);
  const text = literalArgument(call, 0);
  try {
    return decides(call, compileSearch(parseSearch(text, 0, text.length)));
  } catch (error) {
    if (error instanceof RuleSyntaxError)
      throw new RuleSyntaxError(`in \`searchmatch\`: ${error.message}`, offset);
    throw error;
  }
}

function buildNullTest(call: FunctionCall, missing: boolean): Compiled {
  const read = valueArgument(call, 0);
  return decides(call, (scope) => (read(scope) === null) === missing);
}

function isNumber(value: Value, whole: boolean): boolean {
  const number = numberOf(value);
  return number !== undefined && (!whole || Number.isInteger(number));
}

/** Conditions and comparisons (Splunk: "Comparison and Conditional functions", "Informational functions"). */
export const logicFunctions: Functions = [
  ["if", { least: 3, most: 3, build: buildIf }],
  ["case", { least: 2, most: ANY, build: (call) => buildBranches(call, true) }],
  ["validate", { least: 2, most: ANY, build: (call) => buildBranches(call, false) }],
  ["coalesce", valueFunction(1, ANY, (args) => args.find((value) => value !== null) ?? null)],
  [
    "nullif",
    valueFunction(2, 2, ([a = null, b = null]) => (b !== null && compareMany(a, "=", b) ? null : a)),
  ],
  ["null", valueFunction(0, 0, () => null)],
  ["true", { least: 0, most: 0, build: (call) => decides(call, () => true) }],
  ["false", { least: 0, most: 0, build: (call) => decides(call, () => false) }],
  ["isnull", { least: 1, most: 1, build: (call) => buildNullTest(call, true) }],
  ["isnotnull", { least: 1, most: 1, build: (call) => buildNullTest(call, false) }],
  ["isnum", { least: 1, most: 1, build: (call) => buildKind(call, (value) => isNumber(value, false)) }],
  ["isint", { least: 1, most: 1, build: (call) => buildKind(call, (value) => isNumber(value, true)) }],
  ["isstr", { least: 1, most: 1, build: (call) => buildKind(call, (value) => !isNumber(value, false)) }],
  ["in", { least: 2, most: ANY, build: buildIn }],
  [
    "like",
    {
      least: 2,
      most: 2,
      build: (call) => buildTextTest(call, 0, likePattern(literalArgument(call, 1))),
    },
  ],
  ["match", { least: 2, most: 2, build: buildMatch }],
  ["cidrmatch", { least: 2, most: 2, build: buildCidr }],
  ["searchmatch", { least: 1, most: 1, build: buildSearchmatch }],
];

function buildKind(call: FunctionCall, test: (value: Value) => boolean): Compiled {
  const read = valueArgument(call, 0);
  return decides(call, (scope) => {
    const value = read(scope);
    return value !== null && test(value);
  });
}
