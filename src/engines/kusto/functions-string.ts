import { RuleSyntaxError } from "../syntax-error.ts";
import { derive } from "./bound.ts";
import { argument, checkCount, type FunctionFamily, type ScalarFunction, simple } from "./functions.ts";
import { boundedArray, boundedText, type Value } from "./types.ts";
import { toText } from "./values.ts";

const strcat: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 1, 64);
  for (const arg of args) {
    if (arg.type === "bool") {
      throw new RuleSyntaxError(
        "`strcat` of a bool is not settled",
        arg.offset,
        'write `iff(x, "true", "false")`',
      );
    }
  }
  return derive(args, "string", call.offset, (row, context) =>
    boundedText(args.map((arg) => toText(arg.eval(row, context), arg.type)).join("")),
  );
};

const strcatDelim: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 3, 64);
  const [delimiter, ...parts] = args;
  if (!delimiter) throw new RuleSyntaxError("an argument is missing", call.offset);
  const between = argument(delimiter, "text", call.name);
  return derive(args, "string", call.offset, (row, context) =>
    boundedText(
      parts.map((arg) => toText(arg.eval(row, context), arg.type)).join(String(between(row, context))),
    ),
  );
};

function split(text: Value, delimiter: Value, index: Value): Value {
  const parts = boundedArray(delimiter === "" ? [String(text)] : String(text).split(String(delimiter)));
  if (index === undefined) return parts;
  const one = parts[Number(index)];
  return one === undefined ? [] : [one];
}

/** A negative start counts from the end. */
function substring(text: Value, start: Value, length: Value): string {
  const rest = String(text).slice(Number(start));
  return length === undefined ? rest : rest.slice(0, Math.max(0, Number(length)));
}

function indexOf(text: Value, part: Value): number {
  return String(text).indexOf(String(part));
}

function replaceAll(text: Value, part: Value, by: Value): string {
  if (part === "") return String(text);
  return boundedText(String(text).split(String(part)).join(String(by)));
}

function urlDecode(text: Value): string {
  const plain = String(text);
  if (!plain.includes("%") && !plain.includes("+")) return plain;
  const bytes: number[] = [];
  const raw = Buffer.from(plain, "utf8");
  for (let i = 0; i < raw.length; i++) {
    const pair = raw.toString("latin1", i + 1, i + 3);
    if (raw[i] === 0x25 && /^[0-9a-fA-F]{2}$/.test(pair)) {
      bytes.push(Number.parseInt(pair, 16));
      i += 2;
    } else bytes.push(raw[i] === 0x2b ? 0x20 : (raw[i] ?? 0));
  }
  return Buffer.from(bytes).toString("utf8");
}

/** Text that is no base64, or whose bytes are no UTF-8, gives the empty string. */
function base64Decode(text: Value): string {
  const plain = String(text);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(plain) || plain.length % 4 !== 0) return "";
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(plain, "base64"));
  } catch {
    return "";
  }
}

function countOf(text: Value, part: Value): number {
  return part === "" ? 0 : String(text).split(String(part)).length - 1;
}

/** Plain string functions (Microsoft: "Scalar functions", string functions). Positions are in UTF-16 units. */
export const stringFunctions: FunctionFamily = [
  ["strcat", strcat],
  ["strcat_delim", strcatDelim],
  simple("tolower", ["text"], "string", (text) => String(text).toLowerCase()),
  simple("toupper", ["text"], "string", (text) => String(text).toUpperCase()),
  simple("strlen", ["text"], "long", (text) => [...String(text)].length),
  simple("split", ["text", "text", "whole"], "dynamic", split, { optional: 1, keepsName: true }),
  simple("substring", ["text", "whole", "whole"], "string", substring, { optional: 1 }),
  simple("indexof", ["text", "text"], "long", indexOf),
  simple("replace_string", ["text", "text", "text"], "string", replaceAll),
  simple("reverse", ["text"], "string", (text) => [...String(text)].reverse().join("")),
  simple("url_decode", ["text"], "string", urlDecode),
  simple("base64_decode_tostring", ["text"], "string", base64Decode),
  simple("base64_encode_tostring", ["text"], "string", (text) =>
    Buffer.from(String(text)).toString("base64"),
  ),
  simple("countof", ["text", "text"], "long", countOf),
];
