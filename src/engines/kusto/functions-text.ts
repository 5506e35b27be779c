import type { RE2JS } from "re2js";
import { RuleSyntaxError } from "../syntax-error.ts";
import { constantOf, derive, literalBound } from "./bound.ts";
import { argument, checkCount, type FunctionFamily, type ScalarFunction } from "./functions.ts";
import { conversionFunctions } from "./functions-convert.ts";
import { compileRegex } from "./regex.ts";
import { type Bound, boundedArray, boundedText } from "./types.ts";

function patternOf(bound: Bound | undefined, offset: number, wrap = (text: string): string => text): RE2JS {
  if (!bound) throw new RuleSyntaxError("a pattern is missing", offset);
  const pattern = constantOf(bound, "a pattern");
  if (typeof pattern !== "string") throw new RuleSyntaxError("a pattern must be a string", bound.offset);
  return compileRegex(wrap(pattern), bound.offset);
}

function textOf(bound: Bound | undefined, name: string, offset: number): Bound["eval"] {
  if (!bound) throw new RuleSyntaxError(`\`${name}\` lacks its text`, offset);
  return argument(bound, "text", name);
}

/** `extract(regex, group, text[, typeof(t)])`: no match gives "" (or null of the type). */
const extract: ScalarFunction = (call, args, scope) => {
  checkCount(call, args.length, 3, 4);
  const regex = patternOf(args[0], call.offset);
  const group = args[1] ? constantOf(args[1], "the group") : 0;
  if (typeof group !== "number") throw new RuleSyntaxError("the group must be a number", call.offset);
  if (group < 0 || group > regex.groupCount())
    throw new RuleSyntaxError(`the pattern has no group ${group}`, call.offset);
  const read = textOf(args[2], call.name, call.offset);
  const found = derive(args.slice(0, 3), "string", call.offset, (row, context) => {
    const matcher = regex.matcher(String(read(row, context)));
    return matcher.find() ? (matcher.group(group) ?? "") : "";
  });
  const type = args[3]?.type ?? "string";
  if (type === "string") return found;
  const convert = new Map(conversionFunctions).get(type === "real" ? "todouble" : `to${type}`);
  if (!convert) throw new RuleSyntaxError(`\`extract\` cannot give a ${type}`, call.offset);
  return convert(call, [found], scope);
};

/** `extract_all(regex[, groups], text)`: texts, or arrays of groups where the pattern has several. */
const extractAll: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 2, 2);
  const regex = patternOf(args[0], call.offset);
  const groups = regex.groupCount();
  if (groups === 0) throw new RuleSyntaxError("`extract_all` needs a group in its pattern", call.offset);
  const read = textOf(args[1], call.name, call.offset);
  return derive(args, "dynamic", call.offset, (row, context) => {
    const matcher = regex.matcher(String(read(row, context)));
    const found: unknown[] = [];
    while (matcher.find()) {
      const parts = Array.from({ length: groups }, (_, i) => matcher.group(i + 1) ?? "");
      found.push(groups === 1 ? parts[0] : parts);
      boundedArray(found);
    }
    return found.length === 0 ? null : found;
  });
};

/** `replace_regex(text, regex, by)`: `\1` names a group. */
const replaceRegex: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 3, 3);
  const regex = patternOf(args[1], call.offset);
  const read = textOf(args[0], call.name, call.offset);
  const by = constantOf(args[2] ?? literalBound("string", "", call.offset), "the replacement");
  const template = String(by);
  return derive(args, "string", call.offset, (row, context) => {
    const text = String(read(row, context));
    const matcher = regex.matcher(text);
    let result = "";
    let last = 0;
    while (matcher.find()) {
      result +=
        text.slice(last, matcher.start()) +
        fill(template, (group) => matcher.group(group) ?? "", regex.groupCount());
      last = matcher.end();
    }
    return boundedText(result + text.slice(last));
  });
};

function fill(template: string, group: (index: number) => string, count: number): string {
  return template.replace(/\\(\d|\\)/g, (whole, digit: string) => {
    if (digit === "\\") return "\\";
    return Number(digit) <= count ? group(Number(digit)) : whole;
  });
}

/** `trim(regex, text)` cuts what matches at the ends. */
function trim(start: boolean, end: boolean): ScalarFunction {
  return (call, args) => {
    checkCount(call, args.length, 2, 2);
    const head = patternOf(args[0], call.offset, (text) => `^(?:${text})`);
    const tail = patternOf(args[0], call.offset, (text) => `(?:${text})$`);
    const read = textOf(args[1], call.name, call.offset);
    return derive(args, "string", call.offset, (row, context) => {
      let text = String(read(row, context));
      const first = head.matcher(text);
      if (start && first.find()) text = text.slice(first.end());
      const last = tail.matcher(text);
      if (end && last.find()) text = text.slice(0, last.start());
      return text;
    });
  };
}

/** Functions that take a pattern (Microsoft: "extract()", "replace_regex()", "trim()"); all run in RE2. */
export const textFunctions: FunctionFamily = [
  ["extract", extract],
  ["extract_all", extractAll],
  ["replace_regex", replaceRegex],
  ["trim", trim(true, true)],
  ["trim_start", trim(true, false)],
  ["trim_end", trim(false, true)],
];
