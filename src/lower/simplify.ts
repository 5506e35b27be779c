import type { FieldPath } from "../audit/field-path.ts";
import { and, type LeafNode, type Node, not, or } from "./ir.ts";

/**
 * Rewrites that keep the meaning and make more of it sayable:
 * - an element of which only one thing is asked needs no binding: `some x where y: v` is `x.y: v`;
 * - `some` distributes over `or`; what does not speak of the element moves out of it;
 * - equality tests of one field join to one.
 */
export function simplify(node: Node): Node {
  switch (node.kind) {
    case "and":
      return and(node.children.map(simplify));
    case "or":
      return mergeEquals(or(node.children.map(simplify)));
    case "not":
      return not(simplify(node.child));
    case "some":
      return simplifySome({ ...node, child: simplify(node.child) });
    case "every":
      return { ...node, child: simplify(node.child) };
    case "glob":
      return plainGlob(node);
    default:
      return node;
  }
}

type Some = Extract<Node, { kind: "some" | "every" }>;

function simplifySome(node: Some): Node {
  const { child } = node;
  if (child.kind === "or") {
    return or(child.children.map((one) => simplifySome({ ...node, child: one })));
  }
  if (isLeaf(child) && child.kind !== "same" && child.field.root === "element") {
    return or(node.lists.map((list) => ({ ...child, field: append(list, child.field) })));
  }
  return node;
}

function isLeaf(node: Node): node is LeafNode {
  return "field" in node;
}

/** The path of a field of the elements of a list. */
export function append(list: FieldPath, field: FieldPath): FieldPath {
  return { ...field, root: list.root, segments: [...list.segments, ...field.segments], level: list.level };
}

function samePath(a: FieldPath, b: FieldPath): boolean {
  return (
    a.root === b.root &&
    a.derive === b.derive &&
    a.segments.length === b.segments.length &&
    a.segments.every(
      (segment, i) => segment.key === b.segments[i]?.key && segment.list === b.segments[i]?.list,
    )
  );
}

function mergeEquals(node: Node): Node {
  if (node.kind !== "or") return node;
  const merged: Node[] = [];
  for (const child of node.children) {
    const at = merged.findIndex(
      (other) =>
        other.kind === "equals" &&
        child.kind === "equals" &&
        other.nocase === child.nocase &&
        samePath(other.field, child.field),
    );
    const other = merged[at];
    if (other?.kind === "equals" && child.kind === "equals") {
      merged[at] = { ...other, values: [...new Set([...other.values, ...child.values])] };
    } else merged.push(child);
  }
  return or(merged);
}

/** Globs that are only a prefix, a suffix or a part become that, which every target says better. */
function plainGlob(node: Extract<Node, { kind: "startswith" | "endswith" | "contains" | "glob" }>): Node {
  return or(
    node.values.map((glob): Node => {
      const { field, clause, nocase } = node;
      const inner = glob.replace(/^\*+/, "").replace(/\*+$/, "");
      if (/[*?]/.test(inner)) return { ...node, values: [glob] };
      const open = glob.startsWith("*");
      const close = glob.endsWith("*");
      if (!open && !close) return { kind: "equals", field, clause, nocase, values: [inner] };
      const kind = open && close ? "contains" : open ? "endswith" : "startswith";
      return { kind, field, clause, nocase, values: [inner] };
    }),
  );
}
