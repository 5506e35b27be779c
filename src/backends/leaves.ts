import type { FieldPath } from "../audit/field-path.ts";
import { leafTest } from "../evaluate/leaf-test.ts";
import type { LeafNode, Node } from "../lower/ir.ts";

/** Whether a leaf is the question "is the body a JSON patch?", which virtual paths ask. */
export function isJsonPatchTest(node: Node): boolean {
  if (node.kind !== "exists") return false;
  const [body, key] = node.field.segments;
  return body?.list === true && key?.key === "op" && node.field.segments.length === 2;
}

/** Whether the path ends in a list of scalars and goes through no other list. */
export function isScalarList(field: FieldPath): boolean {
  const lists = field.segments.filter((segment) => segment.list).length;
  return lists === 1 && field.segments.at(-1)?.list === true;
}

/** Whether every constant of a leaf is text. */
export function isTextLeaf(node: LeafNode): boolean {
  return node.kind === "equals" && node.values.every((value) => typeof value === "string");
}

/** The constants of a leaf that are text. */
export function textsOf(node: LeafNode): readonly string[] {
  switch (node.kind) {
    case "equals":
      return node.values.filter((value) => typeof value === "string");
    case "startswith":
    case "endswith":
    case "contains":
    case "glob":
      return node.values;
    case "regex":
      return node.patterns;
    case "cidr":
      return node.ranges;
    default:
      return [];
  }
}

/** Whether the field is part of a request or response body, where null and "" occur. */
export function isInBody(field: FieldPath): boolean {
  return field.level !== "Metadata";
}

/**
 * Whether a question about a text of a body is answered with yes by the text "null": some targets read a JSON
 * null as that text.
 */
export function holdsForNullText(node: LeafNode): boolean {
  if (!isInBody(node.field) || node.kind === "same" || node.kind === "exists") return false;
  return leafTest(node)("null");
}
