import { RuleSyntaxError } from "../syntax-error.ts";
import { derive } from "./bound.ts";
import { argument, checkCount, type FunctionFamily, type ScalarFunction } from "./functions.ts";
import { boundedArray, type Value } from "./types.ts";
import { keyOf, toDynamic } from "./values.ts";

/** `set_has_element(array, value)`: null when the first is no array. */
const setHasElement: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 2, 2);
  const [set, wanted] = args;
  if (!set || !wanted) throw new RuleSyntaxError("an argument is missing", call.offset);
  const read = argument(set, "dynamic", call.name);
  return derive(args, "bool", call.offset, (row, context) => {
    const items = read(row, context);
    if (!Array.isArray(items)) return null;
    const value = toDynamic(wanted.eval(row, context), wanted.type);
    if (typeof value !== "object") return items.includes(value);
    const key = keyOf(value, "dynamic");
    return items.some((item) => keyOf(item ?? null, "dynamic") === key);
  });
};

type Combine = (first: Map<string, Value>, second: Map<string, Value>) => Map<string, Value>;

function asSet(items: readonly Value[]): Map<string, Value> {
  return new Map(items.map((item) => [keyOf(item ?? null, "dynamic"), item]));
}

function combined(combine: Combine): ScalarFunction {
  return (call, args) => {
    checkCount(call, args.length, 2);
    const reads = args.map((arg) => argument(arg, "dynamic", call.name));
    return derive(args, "dynamic", call.offset, (row, context) => {
      let result: Map<string, Value> | undefined;
      for (const read of reads) {
        const items = read(row, context);
        if (!Array.isArray(items)) return null;
        result = result === undefined ? asSet(items) : combine(result, asSet(items));
      }
      return boundedArray([...(result?.values() ?? [])]);
    });
  };
}

const union: Combine = (first, second) => new Map([...first, ...second]);
const intersect: Combine = (first, second) => new Map([...first].filter(([key]) => second.has(key)));
const difference: Combine = (first, second) => new Map([...first].filter(([key]) => !second.has(key)));

/** Arrays read as sets (Microsoft: "set_has_element()", "set_union()" and their kin). */
export const setFunctions: FunctionFamily = [
  ["set_has_element", setHasElement],
  ["set_union", combined(union)],
  ["set_intersect", combined(intersect)],
  ["set_difference", combined(difference)],
];
