import { RuleSyntaxError } from "../syntax-error.ts";
import { derive } from "./bound.ts";
import { checkCount, type FunctionFamily, type ScalarFunction } from "./functions.ts";
import { parseDatetime, parseTimespan } from "./time-values.ts";
import type { ScalarType, Value } from "./types.ts";
import { isNumeric } from "./types.ts";
import { toText } from "./values.ts";

type Convert = (value: Value, from: ScalarType) => Value;

/** Builds `to…()`: one argument of any type, null or unreadable gives null; the column's name is kept. */
function conversion(type: ScalarType, convert: Convert): ScalarFunction {
  return (call, args) => {
    const [arg] = args;
    checkCount(call, args.length, 1, 1);
    if (!arg) throw new RuleSyntaxError("an argument is missing", call.offset);
    if (type === "string" && arg.type === "bool") {
      const hint = 'Kusto\'s documents disagree on its case: write `iff(x, "true", "false")`';
      throw new RuleSyntaxError("`tostring` of a bool is not settled", arg.offset, hint);
    }
    const { eval: run, type: from } = arg;
    const convertOne: Convert = (value) =>
      value === null && type !== "string" ? null : convert(value, from);
    return derive([arg], type, call.offset, (row, context) => convertOne(run(row, context), from), arg.name);
  };
}

function toNumber(value: Value, from: ScalarType): number | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return value;
  if (typeof value !== "string" || from === "datetime") return null;
  const text = value.trim();
  if (/^[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+)$/.test(text) || /^0[xX][0-9a-fA-F]{1,13}$/.test(text)) {
    return Number(text);
  }
  return null;
}

function toWhole(limit: number): Convert {
  return (value, from) => {
    if (typeof value === "string" && !/^\s*([+-]?\d+|0[xX][0-9a-fA-F]+)\s*$/.test(value)) return null;
    const number = toNumber(value, from);
    return number === null || Math.abs(number) > limit ? null : Math.trunc(number);
  };
}

function toBool(value: Value): Value {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  const text = typeof value === "string" ? value.trim().toLowerCase() : "";
  return text === "true" ? true : text === "false" ? false : null;
}

const toDate: Convert = (value, from) => {
  if (from === "datetime") return value;
  return typeof value === "string" ? parseDatetime(value) : null;
};

const toSpan: Convert = (value, from) => {
  if (from === "timespan") return value;
  return typeof value === "string" ? parseTimespan(value) : null;
};

/** `parse_json`: text that is no JSON stays a string (Microsoft: "parse_json() function"). */
function parseJson(text: Value): Value {
  if (typeof text !== "string") return text;
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const toJson: Convert = (value, from) => {
  if (from === "dynamic") return value;
  return from === "string"
    ? parseJson(value)
    : isNumeric(from) || from === "bool"
      ? value
      : toText(value, from);
};

const real = conversion("real", toNumber);
const bool = conversion("bool", toBool);
const json = conversion("dynamic", toJson);

/** Type conversions (Microsoft: "tostring()", "tolong()", "todatetime()" and their kin). */
export const conversionFunctions: FunctionFamily = [
  ["tostring", conversion("string", toText)],
  ["toint", conversion("int", toWhole(2 ** 31))],
  ["tolong", conversion("long", toWhole(Number.MAX_SAFE_INTEGER))],
  ["todouble", real],
  ["toreal", real],
  ["tobool", bool],
  ["toboolean", bool],
  ["todatetime", conversion("datetime", toDate)],
  ["totimespan", conversion("timespan", toSpan)],
  ["parse_json", json],
  ["todynamic", json],
  ["parsejson", json],
];
