import { isMultiValued } from "../../audit/field-path.ts";
import type { LeafNode, Node } from "../../lower/ir.ts";
import { type Ability, SAY } from "../backend.ts";
import { holdsForNullText, isInBody, isJsonPatchTest, textsOf } from "../leaves.ts";
import { patternsOf } from "./expression.ts";
import { isAwkward, isPrintable } from "./literal.ts";

/** Leaves that SPL asks of a list without binding an element. */
export function keepsList(leaf: LeafNode): boolean {
  if (isJsonPatchTest(leaf)) return true;
  return leaf.field.root === "element" && leaf.field.segments.some((segment) => segment.list);
}

/** What a `where` expression of SPL can say. */
export function splunkAbility(node: Exclude<Node, { kind: "const" | "and" | "or" | "not" }>): Ability {
  const read = "lists" in node ? node.lists : [node.field];
  if (read.some((field) => field.segments.some((segment) => segment.list && segment.key.includes(".")))) {
    return { can: "refuse", reason: "a list behind a key with dots cannot be taken apart" };
  }
  if ("lists" in node) {
    if (node.lists.every((list) => list.root === "event")) return SAY;
    return {
      can: "refuse",
      reason: "`mvmap` takes a field, so a list inside an element cannot be bound again",
    };
  }
  if (isJsonPatchTest(node)) return SAY;
  const dots = node.field.segments.filter((segment) => segment.key.includes(".")).length;
  if (
    dots > 0 &&
    (dots > 1 || node.field.root === "element" || !node.field.segments.at(-1)?.key.includes("."))
  ) {
    return { can: "refuse", reason: "a key with dots can be read only at the end of a path" };
  }
  if (node.field.type === "any" || node.field.type === "int-or-string") {
    return {
      can: "refuse",
      reason: "spath returns text, so numbers, booleans and texts cannot be told apart",
    };
  }
  return quoting(node) ?? listing(node) ?? nulls(node) ?? SAY;
}

function quoting(node: LeafNode): Ability | undefined {
  const patterns = node.kind === "regex" || node.kind === "glob" ? patternsOf(node) : [];
  const plain = node.kind === "regex" ? [] : textsOf(node);
  if (patterns.every(isPrintable) && !plain.some(isAwkward)) return undefined;
  const reason = "quotes, backslashes and control characters are quoted differently by each part of Splunk";
  return { can: "refuse", reason };
}

function listing(node: LeafNode): Ability | undefined {
  const inner = node.field.root === "element" && isMultiValued(node.field);
  const patterned = !["exists", "compare", "cidr", "same"].includes(node.kind);
  if (inner && !patterned) return { can: "refuse", reason: `\`${node.kind}\` on a list inside an element` };
  if (node.kind === "same" && (isMultiValued(node.field) || isMultiValued(node.other))) {
    return { can: "refuse", reason: "comparing a list with another field needs `some` around it" };
  }
  return undefined;
}

function nulls(node: LeafNode): Ability | undefined {
  if (holdsForNullText(node)) {
    return {
      can: "approximate",
      direction: "wider",
      reason: 'a JSON null may read as the text "null" in Splunk',
    };
  }
  if (node.kind !== "exists" || !isInBody(node.field)) return undefined;
  return {
    can: "approximate",
    direction: "wider",
    reason: "a JSON null in a body counts as present in Splunk",
  };
}
