import { RuleSyntaxError } from "../syntax-error.ts";
import type { Compiled } from "./expression.ts";
import {
  argument,
  decides,
  type FunctionCall,
  type Functions,
  gives,
  literalArgument,
  valueArgument,
} from "./function-call.ts";
import { fieldText, type PathStep, parsePath, valuesAt } from "./json-path.ts";
import { isObject, jsonText, readJson } from "./json-text.ts";
import type { Scope } from "./row.ts";
import { nativeBoolean } from "./unverified.ts";
import { many, type Value } from "./values.ts";

const ANY = Number.POSITIVE_INFINITY;

/** A text is often read by several clauses of one rule: the last few parsed texts are kept. */
const parsed = new Map<string, unknown>();
const KEPT = 16;

function parse(value: Value): unknown {
  if (typeof value !== "string") return undefined;
  if (parsed.has(value)) return parsed.get(value);
  const json = readJson(value);
  if (parsed.size >= KEPT) parsed.delete(parsed.keys().next().value ?? "");
  parsed.set(value, json);
  return json;
}

/** The JSON of the first argument; undefined when it holds none. */
function jsonArgument(call: FunctionCall): (scope: Scope) => unknown {
  const node = argument(call, 0);
  const read = valueArgument(call, 0);
  if (node.kind !== "field") return (scope) => parse(read(scope));
  return (scope) => scope.json(node.name) ?? parse(read(scope));
}

function pathArgument(call: FunctionCall, index: number): readonly PathStep[] {
  const path = parsePath(literalArgument(call, index));
  if (path) return path;
  const hint = 'keys are joined by dots, `{}` stands for every element: "a.b{}.c"';
  throw new RuleSyntaxError("this is no location path", argument(call, index).offset, hint);
}

/** `spath`: every value at the path, as text. */
function buildSpath(call: FunctionCall): Compiled {
  const json = jsonArgument(call);
  const path = pathArgument(call, 1);
  return gives(call, (scope) => many(valuesAt(json(scope), path).map(fieldText)));
}

/** A JSON value as Splunk's own type: numbers stay numbers, null is NULL, objects and arrays are JSON. */
function native(value: unknown): Value {
  if (value === undefined || value === null) return null;
  if (typeof value === "boolean") return nativeBoolean(value);
  return typeof value === "number" ? value : fieldText(value);
}

/** One path gives the value, with `{}` a JSON array; several paths give a JSON array of their values. */
function buildExtract(call: FunctionCall): Compiled {
  const json = jsonArgument(call);
  const paths = call.args.slice(1).map((_, i) => pathArgument(call, i + 1));
  const at = (root: unknown, path: readonly PathStep[]): unknown => {
    const found = valuesAt(root, path);
    return path.some((step) => "index" in step && step.index === "all") ? found : found[0];
  };
  return gives(call, (scope) => {
    const root = json(scope);
    if (root === undefined) return null;
    const [only, ...more] = paths;
    if (only === undefined) return native(root);
    if (more.length === 0) return native(at(root, only));
    return jsonText(paths.map((path) => at(root, path) ?? null));
  });
}

/** Keys are taken literally, so that a key with dots can be reached. */
function buildExtractExact(call: FunctionCall): Compiled {
  const json = jsonArgument(call);
  const keys = call.args.slice(1).map((_, i) => literalArgument(call, i + 1));
  return gives(call, (scope) => {
    const root = json(scope);
    if (!isObject(root)) return null;
    const values = keys.map((key) => (Object.hasOwn(root, key) ? root[key] : null));
    return values.length === 1 ? native(values[0]) : jsonText(values);
  });
}

function buildKeys(call: FunctionCall): Compiled {
  const json = jsonArgument(call);
  return gives(call, (scope) => {
    const root = json(scope);
    return isObject(root) ? jsonText(Object.keys(root)) : null;
  });
}

function buildToMany(call: FunctionCall): Compiled {
  const json = jsonArgument(call);
  return gives(call, (scope) => {
    const root = json(scope);
    return Array.isArray(root) ? many(root.map(fieldText)) : null;
  });
}

function buildValid(call: FunctionCall): Compiled {
  const read = valueArgument(call, 0);
  return decides(call, (scope) => {
    const value = read(scope);
    return value === null ? null : parse(value) !== undefined;
  });
}

/** JSON (Splunk: "JSON functions", and `spath` among the text functions). */
export const jsonFunctions: Functions = [
  ["spath", { least: 2, most: 2, build: buildSpath }],
  ["json_extract", { least: 1, most: ANY, build: buildExtract }],
  ["json_extract_exact", { least: 2, most: ANY, build: buildExtractExact }],
  ["json_keys", { least: 1, most: 1, build: buildKeys }],
  ["json_array_to_mv", { least: 1, most: 1, build: buildToMany }],
  ["json_valid", { least: 1, most: 1, build: buildValid }],
];
