import { RuleSyntaxError } from "../syntax-error.ts";
import { constantOf, derive } from "./bound.ts";
import { argument, checkCount, type FunctionFamily, type ScalarFunction, simple } from "./functions.ts";
import { boundedArray, boundedText, type Value } from "./types.ts";
import { dynamicText, isBag, toDynamic } from "./values.ts";

/** `array_concat`: an argument that is no array makes the whole null, hence the `coalesce` that rules use. */
const arrayConcat: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 1);
  const reads = args.map((arg) => argument(arg, "dynamic", call.name));
  return derive(args, "dynamic", call.offset, (row, context) => {
    const all: Value[] = [];
    for (const read of reads) {
      const part = read(row, context);
      if (!Array.isArray(part)) return null;
      for (const item of part) all.push(item);
      boundedArray(all);
    }
    return all;
  });
};

const packArray: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 1);
  return derive(args, "dynamic", call.offset, (row, context) =>
    args.map((arg) => toDynamic(arg.eval(row, context), arg.type)),
  );
};

const bagPack: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 2);
  if (args.length % 2 !== 0)
    throw new RuleSyntaxError(`\`${call.name}\` needs pairs of key and value`, call.offset);
  const pairs = args.flatMap((key, i) => {
    const value = args[i + 1];
    if (i % 2 !== 0 || !value) return [];
    const name = constantOf(key, "a key");
    if (typeof name !== "string") throw new RuleSyntaxError("a key must be a string", key.offset);
    return [{ name, value }];
  });
  return derive(args, "dynamic", call.offset, (row, context) => {
    const bag: Record<string, Value> = Object.create(null);
    for (const { name, value } of pairs) bag[name] = toDynamic(value.eval(row, context), value.type);
    return bag;
  });
};

function arrayLength(value: Value): Value {
  return Array.isArray(value) ? value.length : null;
}

/** Both ends are inclusive; negative positions count from the end. */
function arraySlice(value: Value, start: Value, end: Value): Value {
  if (!Array.isArray(value)) return null;
  const from = Number(start) < 0 ? value.length + Number(start) : Number(start);
  const to = Number(end) < 0 ? value.length + Number(end) : Number(end);
  return value.slice(Math.max(0, from), to + 1);
}

function strcatArray(value: Value, delimiter: Value): Value {
  return Array.isArray(value) ? boundedText(value.map(dynamicText).join(String(delimiter))) : "";
}

function bagKeys(value: Value): Value {
  return isBag(value) ? Object.keys(value) : null;
}

function sortArray(sign: 1 | -1): (value: Value) => Value {
  return (value) => {
    if (!Array.isArray(value)) return null;
    const numbers = value.every((item) => typeof item === "number");
    const order = (a: Value, b: Value): number => {
      if (numbers) return Number(a) - Number(b);
      const [x, y] = [dynamicText(a), dynamicText(b)];
      return x < y ? -1 : x > y ? 1 : 0;
    };
    return value.toSorted((a, b) => sign * order(a, b));
  };
}

const arrayIndexOf: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 2, 2);
  const [array, wanted] = args;
  if (!array || !wanted) throw new RuleSyntaxError("an argument is missing", call.offset);
  const read = argument(array, "dynamic", call.name);
  return derive(args, "long", call.offset, (row, context) => {
    const items = read(row, context);
    if (!Array.isArray(items)) return null;
    return items.indexOf(toDynamic(wanted.eval(row, context), wanted.type));
  });
};

function typeName(value: Value): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "long" : "double";
  return typeof value === "boolean" ? "bool" : isBag(value) ? "dictionary" : "string";
}

/** Arrays and bags (Microsoft: "Scalar functions", dynamic/array functions). */
export const dynamicFunctions: FunctionFamily = [
  ["array_concat", arrayConcat],
  ["pack_array", packArray],
  ["bag_pack", bagPack],
  ["pack", bagPack],
  ["pack_dictionary", bagPack],
  ["array_index_of", arrayIndexOf],
  simple("array_length", ["dynamic"], "long", arrayLength),
  simple("array_slice", ["dynamic", "whole", "whole"], "dynamic", arraySlice),
  simple("array_reverse", ["dynamic"], "dynamic", (v) => (Array.isArray(v) ? v.toReversed() : null)),
  simple("array_sort_asc", ["dynamic"], "dynamic", sortArray(1)),
  simple("array_sort_desc", ["dynamic"], "dynamic", sortArray(-1)),
  simple("strcat_array", ["dynamic", "text"], "string", strcatArray),
  simple("bag_keys", ["dynamic"], "dynamic", bagKeys),
  simple("gettype", ["dynamic"], "string", typeName, { nulls: true }),
];
