import { type FieldPath, isMultiValued } from "../../audit/field-path.ts";
import type { LeafNode, Node } from "../../lower/ir.ts";
import { parseRegex } from "../../lower/portable-regex.ts";
import { foldCase, globRegex } from "../../lower/print-regex.ts";
import { isJsonPatchTest } from "../leaves.ts";
import { atom, join, type Text } from "../precedence.ts";
import { literal, wholePattern } from "./literal.ts";
import type { FalcoProfile } from "./profiles.ts";
import { serialisedTest } from "./serialised.ts";

/** The key under which a path stands in a profile. */
function keyOf(field: FieldPath): string {
  return field.segments.map((segment) => segment.key).join(".");
}

/** `jevt.value[/a/b]`: a JSON pointer (RFC 6901). */
function pointer(keys: readonly string[]): string {
  return `jevt.value[/${keys.map((key) => key.replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}]`;
}

/** The field with the one value of a path. */
export function scalarOf(field: FieldPath, profile: FalcoProfile): string {
  if (field.derive === "command") return "ka.uri.param[command]";
  return profile.scalars[keyOf(field)] ?? pointer(field.segments.map((segment) => segment.key));
}

/** The plugin's list field for a path, if it has one. */
export function listOf(field: FieldPath, profile: FalcoProfile): string | undefined {
  return profile.lists[keyOf(field)];
}

/** Writes a condition of Falco. A comparison with a missing field is false, so `not` is the complement. */
export function falcoCondition(node: Node, profile: FalcoProfile): Text {
  switch (node.kind) {
    case "const":
      return atom(node.value ? "ka.verb exists" : "not ka.verb exists");
    case "and":
    case "or":
      return join(
        node.kind,
        node.kind,
        node.children.map((child) => falcoCondition(child, profile)),
      );
    case "not":
      return atom(`not (${falcoCondition(node.child, profile).text})`);
    case "some":
    case "every":
      throw new Error("Falco binds no elements");
    default:
      return isMultiValued(node.field) && node.field.derive === undefined
        ? multi(node, profile)
        : scalar(node, profile);
  }
}

function multi(node: LeafNode, profile: FalcoProfile): Text {
  if (isJsonPatchTest(node)) return atom("jevt.value[/requestObject/0/op] exists");
  const list = listOf(node.field, profile);
  if (list !== undefined && node.kind === "equals" && !node.nocase) {
    return atom(`${list} intersects (${node.values.map((value) => literal(String(value))).join(", ")})`);
  }
  if (list !== undefined && node.kind === "exists") return atom(`${list} exists`);
  const found = serialisedTest(node);
  if ("reason" in found) throw new Error(found.reason);
  const tests = found.tests.map((test) => atom(`${pointer(found.pointer)} ${test}`));
  return join("or", "or", tests);
}

function scalar(node: LeafNode, profile: FalcoProfile): Text {
  const field = scalarOf(node.field, profile);
  const folded = "nocase" in node && node.nocase ? `tolower(${field})` : field;
  const constant = (value: string | number | boolean): string =>
    literal("nocase" in node && node.nocase ? String(value).toLowerCase() : String(value));
  const any = (values: readonly string[], operator: string): Text =>
    join(
      "or",
      "or",
      values.map((value) => atom(`${folded} ${operator} ${constant(value)}`)),
    );
  const matches = (patterns: readonly (string | undefined)[]): Text =>
    join(
      "or",
      "or",
      patterns.map((pattern) => atom(`${field} regex ${literal(pattern ?? "")}`)),
    );
  switch (node.kind) {
    case "equals": {
      const [only] = node.values;
      if (node.values.length === 1 && only !== undefined) return atom(`${folded} = ${constant(only)}`);
      return atom(`${folded} in (${node.values.map(constant).join(", ")})`);
    }
    case "startswith":
    case "endswith":
    case "contains":
      return any(node.values, node.kind);
    case "glob":
      return matches(globPatterns(node));
    case "regex":
      return matches(regexPatterns(node));
    case "exists":
      if (node.field.level === "Metadata") return atom(`${field} exists`);
      return { text: `${field} exists and not ${field} = "null"`, strength: "and" };
    case "compare": {
      const sign = { gt: ">", gte: ">=", lt: "<", lte: "<=" }[node.operator];
      return atom(`${field} ${sign} ${node.value}`);
    }
    case "same":
      return atom(`${field} = val(${scalarOf(node.other, profile)})`);
    case "cidr":
      throw new Error("Falco has no address ranges");
  }
}

/** The patterns of a regex leaf; undefined where one cannot be anchored. */
export function regexPatterns(node: Extract<LeafNode, { kind: "regex" }>): (string | undefined)[] {
  return node.patterns.map((text) => {
    const parsed = parseRegex(text);
    return wholePattern(node.nocase ? foldCase(parsed) : parsed);
  });
}

/** The patterns of a glob leaf. */
export function globPatterns(node: Extract<LeafNode, { values: readonly string[] }>): (string | undefined)[] {
  return node.values.map((glob) => wholePattern(node.nocase ? foldCase(globRegex(glob)) : globRegex(glob)));
}
