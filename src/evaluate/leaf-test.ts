import ipaddr from "ipaddr.js";
import { RE2JS } from "re2js";
import type { LeafNode, RegexNode, TextNode } from "../lower/ir.ts";
import { parseRegex } from "../lower/portable-regex.ts";
import { commonDialect, foldCase, globRegex, printRegex } from "../lower/print-regex.ts";
import { foldAscii, type Test } from "./values.ts";

/** Compiles what a leaf asks of one value. A value of another type satisfies nothing. */
export function leafTest(node: Exclude<LeafNode, { kind: "same" }>): Test {
  switch (node.kind) {
    case "equals":
      return equalsTest(node.values, node.nocase);
    case "startswith":
    case "endswith":
    case "contains":
    case "glob":
      return textTest(node);
    case "regex":
      return regexTest(node);
    case "cidr":
      return cidrTest(node.ranges);
    case "exists":
      return (value) => value !== null && value !== undefined;
    case "compare": {
      const { operator, value: bound } = node;
      if (operator === "gt") return (value) => typeof value === "number" && value > bound;
      if (operator === "gte") return (value) => typeof value === "number" && value >= bound;
      if (operator === "lt") return (value) => typeof value === "number" && value < bound;
      return (value) => typeof value === "number" && value <= bound;
    }
  }
}

function equalsTest(values: readonly (string | number | boolean)[], nocase: boolean): Test {
  if (nocase) {
    const wanted = new Set(values.map((value) => (typeof value === "string" ? foldAscii(value) : value)));
    return (value) => wanted.has(typeof value === "string" ? foldAscii(value) : (value as number));
  }
  const [only] = values;
  if (values.length === 1) return (value) => value === only;
  const wanted: ReadonlySet<unknown> = new Set(values);
  return (value) => wanted.has(value);
}

function textTest(node: TextNode): Test {
  const { kind, nocase } = node;
  if (kind === "glob") {
    const tests = node.values.map((glob) => regexMatcher([globRegex(glob)], nocase));
    return (value) => typeof value === "string" && tests.some((test) => test(value));
  }
  const wanted = nocase ? node.values.map(foldAscii) : node.values;
  const holds = (text: string): boolean => {
    if (kind === "startswith") return wanted.some((part) => text.startsWith(part));
    if (kind === "endswith") return wanted.some((part) => text.endsWith(part));
    return wanted.some((part) => text.includes(part));
  };
  return (value) => typeof value === "string" && holds(nocase ? foldAscii(value) : value);
}

function regexTest(node: RegexNode): Test {
  const matches = regexMatcher(node.patterns.map(parseRegex), node.nocase);
  return (value) => typeof value === "string" && matches(value);
}

/** Linear-time search for any of the patterns (RE2). */
function regexMatcher(
  patterns: readonly ReturnType<typeof parseRegex>[],
  nocase: boolean,
): (text: string) => boolean {
  const folded = nocase ? patterns.map(foldCase) : patterns;
  const text = folded.map((pattern) => `(?:${printRegex(pattern, commonDialect)})`).join("|");
  const compiled = RE2JS.compile(text);
  return (value) => compiled.matcher(value).find();
}

function cidrTest(ranges: readonly string[]): Test {
  const parsed = ranges.map((range) => ipaddr.parseCIDR(range));
  return (value) => {
    if (typeof value !== "string" || !isAddress(value)) return false;
    const address = ipaddr.parse(value);
    return parsed.some(([base, bits]) => address.kind() === base.kind() && address.match(base, bits));
  };
}

/** Only the plain forms that the API server writes: no octal or short IPv4, no zone. */
function isAddress(text: string): boolean {
  return (
    ipaddr.IPv4.isValidFourPartDecimal(text) ||
    (text.includes(":") && !text.includes("%") && ipaddr.IPv6.isValid(text))
  );
}
