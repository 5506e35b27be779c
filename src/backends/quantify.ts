import type { FieldPath } from "../audit/field-path.ts";
import { and, type LeafNode, type Node, not, or } from "../lower/ir.ts";

/**
 * The canonical form for targets that can bind an element (Splunk, Sentinel): a leaf whose path goes through
 * a list becomes `some` over that list, and alternatives that ask the same of several lists become one `some`
 * over all of them. The meaning is unchanged.
 *
 * @param keep leaves for which the target has an expression of its own.
 */
export function quantify(node: Node, keep: (leaf: LeafNode) => boolean): Node {
  switch (node.kind) {
    case "const":
      return node;
    case "and":
      return and(node.children.map((child) => quantify(child, keep)));
    case "or":
      return merge(or(node.children.map((child) => quantify(child, keep))));
    case "not":
      return not(quantify(node.child, keep));
    case "some":
    case "every":
      return { ...node, child: quantify(node.child, keep) };
    default:
      return keep(node) ? node : bind(node, keep);
  }
}

function bind(leaf: LeafNode, keep: (leaf: LeafNode) => boolean): Node {
  const split = splitAtList(leaf.field);
  if (split === undefined || leaf.kind === "same") return leaf;
  const child = quantify({ ...leaf, field: split.rest }, keep);
  return { kind: "some", lists: [split.list], child, clause: leaf.clause };
}

/** The first list on a path, and the rest of the path inside an element. */
export function splitAtList(field: FieldPath): { list: FieldPath; rest: FieldPath } | undefined {
  if (field.derive === "command") return { list: field, rest: withoutDerive(field) };
  const at = field.segments.findIndex((segment) => segment.list);
  if (at === -1 || field.derive !== undefined) return undefined;
  const list: FieldPath = { ...field, segments: field.segments.slice(0, at + 1), type: "object", traits: {} };
  const rest: FieldPath = { ...field, root: "element", segments: field.segments.slice(at + 1) };
  return { list, rest };
}

function withoutDerive({ derive: _, ...field }: FieldPath): FieldPath {
  return { ...field, root: "element", segments: [] };
}

function merge(node: Node): Node {
  if (node.kind !== "or") return node;
  const merged: Node[] = [];
  for (const child of node.children) {
    const at = merged.findIndex(
      (other) => other.kind === "some" && child.kind === "some" && sameChild(other.child, child.child),
    );
    const other = merged[at];
    if (other?.kind === "some" && child.kind === "some") {
      merged[at] = { ...other, lists: [...other.lists, ...child.lists] };
    } else merged.push(child);
  }
  return or(merged);
}

function sameChild(a: Node, b: Node): boolean {
  return a === b || identity(a) === identity(b);
}

/** What a node asks, apart from the clause it came from. */
function identity(node: Node): string {
  return JSON.stringify(node, (key, value: unknown) =>
    ["clause", "traits", "level", "typeName"].includes(key) ? undefined : value,
  );
}
