import { and, FALSE, type Node, or, TRUE } from "../lower/ir.ts";
import { append } from "../lower/simplify.ts";

type Quantifier = Extract<Node, { kind: "some" | "every" }>;

/**
 * A wider condition without the binding: each thing that is asked of the element is asked of any element.
 * What is denied of the element is dropped, since "no element" would be narrower.
 */
export function flatten(node: Quantifier): Node {
  return or(node.lists.map((list) => widen(node.child, (field) => append(list, field))));
}

type Place = (field: Parameters<typeof append>[1]) => Parameters<typeof append>[1];

function widen(node: Node, place: Place): Node {
  switch (node.kind) {
    case "const":
      return node;
    case "and":
      return and(node.children.map((child) => widen(child, place)));
    case "or":
      return or(node.children.map((child) => widen(child, place)));
    case "not":
      return TRUE;
    case "some":
    case "every": {
      const lists = node.lists.map((list) => (list.root === "element" ? place(list) : list));
      return lists.length === 0 ? FALSE : flatten({ ...node, lists });
    }
    case "same":
      return TRUE;
    default:
      return node.field.root === "element" ? { ...node, field: place(node.field) } : node;
  }
}
