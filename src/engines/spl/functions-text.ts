import type { RE2JS } from "re2js";
import { RuleSyntaxError } from "../syntax-error.ts";
import type { Compiled } from "./expression.ts";
import {
  argument,
  type FunctionCall,
  type FunctionDefinition,
  type Functions,
  gives,
  literalArgument,
  testArgument,
  valueArgument,
  valueFunction,
} from "./function-call.ts";
import { compileRegex } from "./regex.ts";
import { mapTexts, URLDECODE_PLUS } from "./unverified.ts";
import { numberOf, type Value } from "./values.ts";

function textFunction(change: (text: string) => string): FunctionDefinition {
  return valueFunction(1, 1, ([value = null]) => mapTexts(value, change));
}

/** Removes characters of a set (spaces and tabs by default) from the ends. */
function trimmer(left: boolean, right: boolean): FunctionDefinition {
  return valueFunction(1, 2, ([value = null, set = " \t"]) => {
    const chars = typeof set === "string" ? set : "";
    return mapTexts(value, (text) => {
      let start = 0;
      let end = text.length;
      while (left && start < end && chars.includes(text[start] ?? "")) start++;
      while (right && end > start && chars.includes(text[end - 1] ?? "")) end--;
      return text.slice(start, end);
    });
  });
}

/** The first character is 1; a negative start counts from the end. */
function substring(text: string, start: number, length: number | undefined): string {
  const chars = [...text];
  const from = start < 0 ? Math.max(0, chars.length + start) : Math.max(0, start - 1);
  return chars.slice(from, length === undefined ? undefined : Math.max(from, from + length)).join("");
}

/** Replaces every match; `\1` stands for a group. */
function replaceAll(regex: RE2JS, text: string, replacement: string): string {
  const matcher = regex.matcher(text);
  const parts: string[] = [];
  let at = 0;
  while (matcher.find()) {
    const groups = replacement.replace(/\\(\d)/g, (_, group: string) =>
      Number(group) <= matcher.groupCount() ? (matcher.group(Number(group)) ?? "") : "",
    );
    parts.push(text.slice(at, matcher.start()), groups);
    at = matcher.end();
  }
  return parts.join("") + text.slice(at);
}

function buildReplace(call: FunctionCall): Compiled {
  const read = valueArgument(call, 0);
  const regex = compileRegex(literalArgument(call, 1), argument(call, 1).offset);
  const replacement = valueArgument(call, 2);
  return gives(call, (scope) => {
    const by = replacement(scope);
    if (by === null || typeof by === "object") return null;
    return mapTexts(read(scope), (text) => replaceAll(regex, text, String(by)));
  });
}

/** Percent-encoded characters; what is no valid sequence stays. */
function urldecode(text: string): string {
  return text.replaceAll("+", URLDECODE_PLUS).replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

function buildToString(call: FunctionCall): Compiled {
  if (call.args.length > 1) {
    throw new RuleSyntaxError("formats of `tostring` are not known here", argument(call, 1).offset);
  }
  const part = call.compile(argument(call, 0));
  if (part.kind === "value") return gives(call, (scope) => mapTexts(part.read(scope), (text) => text));
  const test = testArgument(call, 0);
  return gives(call, (scope) => {
    const result = test(scope);
    return result === null ? null : result ? "True" : "False";
  });
}

function toNumber([value = null, base = 10]: readonly Value[]): Value {
  const radix = numberOf(base) ?? 10;
  if (radix === 10) return numberOf(value) ?? null;
  if (typeof value !== "string" || !Number.isInteger(radix) || radix < 2 || radix > 36) return null;
  const digits = "0123456789abcdefghijklmnopqrstuvwxyz".slice(0, radix);
  const lower = value.toLowerCase();
  return lower !== "" && [...lower].every((char) => digits.includes(char))
    ? Number.parseInt(lower, radix)
    : null;
}

/** Texts (Splunk: "Text functions", "Conversion functions"). */
export const textFunctions: Functions = [
  ["lower", textFunction((text) => text.toLowerCase())],
  ["upper", textFunction((text) => text.toUpperCase())],
  ["len", valueFunction(1, 1, ([value = null]) => length(value))],
  ["trim", trimmer(true, true)],
  ["ltrim", trimmer(true, false)],
  ["rtrim", trimmer(false, true)],
  ["urldecode", textFunction(urldecode)],
  ["replace", { least: 3, most: 3, build: buildReplace }],
  ["tostring", { least: 1, most: 2, build: buildToString }],
  ["tonumber", valueFunction(1, 2, toNumber)],
  [
    "substr",
    valueFunction(2, 3, ([value = null, start = null, size]) => {
      const from = numberOf(start);
      const count = size === undefined ? undefined : numberOf(size);
      if (from === undefined || (size !== undefined && count === undefined)) return null;
      return mapTexts(value, (text) => substring(text, from, count));
    }),
  ],
];

function length(value: Value): Value {
  return value === null || typeof value === "object" ? null : [...String(value)].length;
}
