import { didYouMean } from "../../diagnostics/suggest.ts";
import { RuleSyntaxError } from "../syntax-error.ts";

/** How a field is compared; at most one of these stands in a key. */
const OPERATORS = [
  "contains",
  "startswith",
  "endswith",
  "re",
  "cidr",
  "exists",
  "fieldref",
  "gt",
  "gte",
  "lt",
  "lte",
];
const TIMES = ["minute", "hour", "day", "week", "month", "year"];
const UTF16 = ["wide", "utf16le", "utf16be", "utf16"];
const BASE64 = ["base64", "base64offset"];
const FLAGS: ReadonlyMap<string, string> = new Map([
  ["i", "i"],
  ["ignorecase", "i"],
  ["m", "m"],
  ["multiline", "m"],
  ["s", "s"],
  ["dotall", "s"],
]);
const KNOWN = [
  ...OPERATORS,
  ...TIMES,
  ...UTF16,
  ...BASE64,
  ...FLAGS.keys(),
  "all",
  "cased",
  "neq",
  "windash",
  "expand",
];
const ON_TEXT = new Set(["", "contains", "startswith", "endswith"]);

/** A key of a detection: `field|modifier|modifier`. */
export interface FieldKey {
  /** Undefined for keywords. */
  readonly field: string | undefined;
  /** One of the operators, a part of a time, or the empty text for equality. */
  readonly operator: string;
  readonly all: boolean;
  readonly cased: boolean;
  readonly neq: boolean;
  readonly windash: boolean;
  readonly utf16: string | undefined;
  readonly base64: string | undefined;
  /** Flags of `re`: some of i, m, s. */
  readonly flags: string;
}

/** Reads a key and refuses modifiers that are unknown or exclude each other (Sigma modifiers 2.1.0). */
export function parseKey(key: string, at: (index: number) => number): FieldKey {
  const [field = "", ...names] = key.split("|");
  let index = field.length + 1;
  for (const name of names) {
    if (!KNOWN.includes(name)) {
      const hint = name === "not" ? "negate in the condition: `not selection`" : didYouMean(name, KNOWN);
      throw new RuleSyntaxError(`unknown modifier \`${name.slice(0, 60)}\``, at(index), hint);
    }
    if (name === "expand") {
      throw new RuleSyntaxError(
        "placeholders (`expand`) cannot be filled in here",
        at(index),
        "write the values out",
      );
    }
    index += name.length + 1;
  }
  const start = at(field.length + 1);
  const operator = single(names, [...OPERATORS, ...TIMES], start) ?? "";
  const parsed: FieldKey = {
    field: field === "" ? undefined : field,
    operator,
    all: names.includes("all"),
    cased: names.includes("cased"),
    neq: names.includes("neq"),
    windash: names.includes("windash"),
    utf16: single(names, UTF16, start),
    base64: single(names, BASE64, start),
    flags: [...new Set(names.flatMap((name) => FLAGS.get(name) ?? []))].join(""),
  };
  checkTogether(parsed, start);
  return parsed;
}

function single(names: readonly string[], group: readonly string[], offset: number): string | undefined {
  const found = names.filter((name) => group.includes(name));
  if (found.length > 1) throw new RuleSyntaxError(`\`${found.join("` and `")}\` exclude each other`, offset);
  return found[0];
}

function checkTogether(key: FieldKey, offset: number): void {
  const encodes = key.windash || key.utf16 !== undefined || key.base64 !== undefined;
  if (encodes && !ON_TEXT.has(key.operator)) {
    throw new RuleSyntaxError(`\`${key.operator}\` cannot be combined with an encoding`, offset);
  }
  if (key.flags !== "" && key.operator !== "re") {
    throw new RuleSyntaxError(
      `\`${key.flags}\` is a flag of \`re\``,
      offset,
      "texts ignore case unless `cased`",
    );
  }
  if (key.field === undefined && (key.operator === "exists" || key.operator === "fieldref")) {
    throw new RuleSyntaxError(`\`${key.operator}\` needs a field`, offset);
  }
}
