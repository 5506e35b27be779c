import { isMultiValued } from "../../audit/field-path.ts";
import type { LeafNode, Node } from "../../lower/ir.ts";
import { type Ability, SAY } from "../backend.ts";
import { flatten } from "../flatten.ts";
import { holdsForNullText, isJsonPatchTest, textsOf } from "../leaves.ts";
import { globPatterns, listOf, regexPatterns } from "./expression.ts";
import { literalProblem, MAX_CONSTANT } from "./literal.ts";
import type { FalcoProfile } from "./profiles.ts";
import { serialisedTest } from "./serialised.ts";

/** What a condition of Falco can say. */
export function falcoAbility(
  node: Exclude<Node, { kind: "const" | "and" | "or" | "not" }>,
  profile: FalcoProfile,
): Ability {
  if ("lists" in node) {
    const reason = "Falco cannot ask several things of one and the same element of a list";
    return node.kind === "some" ? { can: "refuse", reason, wider: flatten(node) } : { can: "refuse", reason };
  }
  if (isJsonPatchTest(node)) return SAY;
  return (
    derived(node) ??
    constants(node) ??
    (isMultiValued(node.field) ? list(node, profile) : scalar(node)) ??
    SAY
  );
}

function derived(node: LeafNode): Ability | undefined {
  if (node.kind === "cidr") return { can: "refuse", reason: "Falco has no operator for address ranges" };
  if (node.field.derive === "last") {
    return { can: "refuse", unmapped: true, reason: "Falco cannot read the last element of sourceIPs" };
  }
  if (node.field.derive === "command") {
    const reason = "`ka.uri.param[command]` holds only the first argument of a command";
    return { can: "approximate", direction: "narrower", reason };
  }
  const odd = node.field.segments.find((segment) => /[ [\]]/.test(segment.key));
  if (odd !== undefined)
    return { can: "refuse", reason: `the key \`${odd.key}\` cannot stand in a JSON pointer` };
  return undefined;
}

function constants(node: LeafNode): Ability | undefined {
  if (node.field.type === "any" || node.field.type === "int-or-string") {
    return {
      can: "refuse",
      reason: "all values are text in Falco: numbers, booleans and texts look the same",
    };
  }
  for (const text of node.kind === "regex" ? [] : textsOf(node)) {
    const problem = literalProblem(text);
    if (problem !== undefined) return { can: "refuse", reason: problem };
  }
  if ("nocase" in node && node.nocase && textsOf(node).some((text) => /[^\u0000-\u007f]/.test(text))) {
    return { can: "refuse", reason: "letters outside ASCII cannot be folded safely" };
  }
  const patterns =
    node.kind === "regex" ? regexPatterns(node) : node.kind === "glob" ? globPatterns(node) : [];
  if (patterns.includes(undefined)) return { can: "refuse", reason: "an anchor inside the pattern" };
  if (patterns.some((pattern) => Buffer.byteLength(pattern ?? "") > MAX_CONSTANT)) {
    return { can: "refuse", reason: `a pattern has at most ${MAX_CONSTANT} bytes` };
  }
  return undefined;
}

function list(node: LeafNode, profile: FalcoProfile): Ability | undefined {
  const field = listOf(node.field, profile);
  if (field !== undefined && (node.kind === "exists" || (node.kind === "equals" && !node.nocase)))
    return undefined;
  const found = serialisedTest(node);
  if ("reason" in found) return { can: "refuse", reason: found.reason };
  const long = found.tests.some((test) => Buffer.byteLength(test) > MAX_CONSTANT);
  return long ? { can: "refuse", reason: `a pattern has at most ${MAX_CONSTANT} bytes` } : undefined;
}

function scalar(node: LeafNode): Ability | undefined {
  if (node.kind === "compare") {
    // Text comparison: right only when all values have the same number of digits, as status codes do.
    const isCode = node.field.segments[1]?.key === "code" && node.value >= 100 && node.value <= 999;
    return isCode ? undefined : { can: "refuse", reason: "Falco compares numbers as text" };
  }
  if (node.kind === "same" && isMultiValued(node.other)) {
    return { can: "refuse", reason: "a list cannot be compared with another field" };
  }
  if (holdsForNullText(node)) {
    return {
      can: "approximate",
      direction: "wider",
      reason: 'a JSON null reads as the text "null" in Falco',
    };
  }
  if (node.kind === "exists" && node.field.level !== "Metadata" && node.field.type === "string") {
    return { can: "approximate", direction: "narrower", reason: 'the text "null" counts as missing' };
  }
  return undefined;
}
