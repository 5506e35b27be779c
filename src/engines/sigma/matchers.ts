import ipaddr from "ipaddr.js";
import { RE2JS } from "re2js";
import { RuleSyntaxError } from "../syntax-error.ts";
import { base64Offsets, encodeBytes } from "./encodings.ts";
import type { FieldKey } from "./modifiers.ts";
import { compilePattern, type Part, parsePattern, plainText, withDashes } from "./pattern.ts";
import { numberIn, type SigmaValue } from "./scalar.ts";
import { timePart } from "./time-part.ts";

/** Tests one value of the event; arrays are opened before. */
export type Matcher = (value: unknown) => boolean;

/** Compiles one value of a detection under its modifiers; `fieldref` and `exists` are not here. */
export function compileValue(value: SigmaValue, key: FieldKey, offset: number): Matcher {
  const { operator } = key;
  if (operator === "re") return onText(compileRegex(textOf(value, offset), key.flags, offset));
  if (operator === "cidr") return onText(compileCidr(textOf(value, offset), offset));
  if (["gt", "gte", "lt", "lte"].includes(operator)) return compileOrder(operator, numberOf(value, offset));
  if (["minute", "hour", "day", "week", "month", "year"].includes(operator)) {
    const wanted = numberOf(value, offset);
    return (found) => typeof found === "string" && timePart(found, operator) === wanted;
  }
  if (value.kind === "text") return onText(compileText(value.text, key, offset));
  if (value.kind === "null") return (found) => found === null || found === undefined;
  if (operator !== "" || key.field === undefined) {
    const text = value.kind === "number" ? String(value.number) : String(value.boolean);
    return onText(compileText(text, key, offset));
  }
  return value.kind === "number" ? equalNumber(value.number) : equalBoolean(value.boolean);
}

/** Numbers and booleans of the event compare as their JSON text. */
function onText(test: (text: string) => boolean): Matcher {
  return (found) => {
    if (typeof found === "string") return test(found);
    return (typeof found === "number" || typeof found === "boolean") && test(String(found));
  };
}

function compileText(text: string, key: FieldKey, offset: number): (text: string) => boolean {
  const encoded = key.base64 !== undefined || key.utf16 !== undefined;
  if (encoded) return compileEncoded(text, key, offset);
  const parts = key.windash ? withDashes(parsePattern(text)) : parsePattern(text);
  return compilePattern(placed(parts, key), key.cased);
}

/** Where a pattern stands in the value; a keyword stands anywhere. */
function placed(parts: readonly Part[], key: FieldKey): readonly Part[] {
  const anywhere = key.operator === "contains" || (key.field === undefined && key.operator === "");
  const before = anywhere || key.operator === "endswith";
  const after = anywhere || key.operator === "startswith";
  const result: Part[] = [...(before ? ["any" as const] : []), ...parts, ...(after ? ["any" as const] : [])];
  return result.filter((part, i) => part !== "any" || result[i - 1] !== "any");
}

function compileEncoded(text: string, key: FieldKey, offset: number): (text: string) => boolean {
  const parts = parsePattern(text);
  const plain = plainText(parts);
  if (plain === undefined) throw new RuleSyntaxError("a value with wildcards cannot be encoded", offset);
  const spellings = key.windash ? dashSpellings(plain, offset) : [plain];
  const tests = spellings.flatMap((spelling) => {
    const bytes = encodeBytes(spelling, key.utf16);
    const literals =
      key.base64 === "base64offset"
        ? base64Offsets(bytes)
        : [key.base64 === "base64" ? bytes.toString("base64") : bytes.toString("latin1")];
    const where = key.base64 === "base64offset" ? { ...key, operator: "contains" } : key;
    return literals.map((literal) => compilePattern(placed([{ literal }], where), key.cased));
  });
  return (value) => tests.some((test) => test(value));
}

function dashSpellings(text: string, offset: number): readonly string[] {
  let spellings = [""];
  for (const part of withDashes([{ literal: text }])) {
    const choices = typeof part === "string" ? ["-", "/", "–", "—", "―"] : [part.literal];
    spellings = spellings.flatMap((spelling) => choices.map((choice) => spelling + choice));
    if (spellings.length > 5000) throw new RuleSyntaxError("too many dashes to write out", offset);
  }
  return spellings;
}

function compileRegex(pattern: string, flags: string, offset: number): (text: string) => boolean {
  const bits =
    (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes("m") ? RE2JS.MULTILINE : 0) |
    (flags.includes("s") ? RE2JS.DOTALL : 0);
  try {
    const compiled = RE2JS.compile(pattern, bits);
    return (text) => compiled.test(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "it cannot be compiled";
    const hint = "Sigma allows a subset of PCRE without look-around and back-references";
    throw new RuleSyntaxError(`the regex is not valid: ${reason}`, offset, hint);
  }
}

function address(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return text.includes(":") && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

function compileCidr(text: string, offset: number): (text: string) => boolean {
  const [host = "", length = "", rest] = text.split("/");
  const network = address(host);
  const most = network?.kind() === "ipv4" ? 32 : 128;
  if (!network || rest !== undefined || !/^\d{1,3}$/.test(length) || Number(length) > most) {
    throw new RuleSyntaxError(
      `\`${text.slice(0, 60)}\` is not a network`,
      offset,
      "for example 10.0.0.0/8 or fd00::/8",
    );
  }
  const bits = Number(length);
  return (value) => {
    const found = address(value);
    if (found?.kind() === "ipv4" && network.kind() === "ipv4")
      return (found as ipaddr.IPv4).match(network as ipaddr.IPv4, bits);
    if (found?.kind() === "ipv6" && network.kind() === "ipv6")
      return (found as ipaddr.IPv6).match(network as ipaddr.IPv6, bits);
    return false;
  };
}

function asNumber(found: unknown): number | undefined {
  if (typeof found === "number") return found;
  return typeof found === "string" ? numberIn(found) : undefined;
}

function equalNumber(wanted: number): Matcher {
  return (found) => asNumber(found) === wanted;
}

function equalBoolean(wanted: boolean): Matcher {
  const words = wanted ? ["true", "1", "yes"] : ["false", "0", "no"];
  return (found) => found === wanted || (typeof found === "string" && words.includes(found.toLowerCase()));
}

function compileOrder(operator: string, wanted: number): Matcher {
  const test = {
    gt: (n: number) => n > wanted,
    gte: (n: number) => n >= wanted,
    lt: (n: number) => n < wanted,
    lte: (n: number) => n <= wanted,
  }[operator];
  return (found) => {
    const number = asNumber(found);
    return number !== undefined && test?.(number) === true;
  };
}

function textOf(value: SigmaValue, offset: number): string {
  if (value.kind === "text") return value.text;
  if (value.kind === "number") return String(value.number);
  throw new RuleSyntaxError("this modifier needs a text", offset);
}

function numberOf(value: SigmaValue, offset: number): number {
  const number =
    value.kind === "number" ? value.number : value.kind === "text" ? numberIn(value.text) : undefined;
  if (number === undefined) throw new RuleSyntaxError("this modifier needs a number", offset);
  return number;
}
