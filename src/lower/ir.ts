import type { FieldPath } from "../audit/field-path.ts";
import type { Clause } from "../load/definition.ts";

/**
 * The rule IR: a closed union. Meaning, for an event (docs/language.md):
 * a leaf is true when at least one value at its path satisfies it; a missing, null or wrongly typed value
 * satisfies nothing; `not` is the complement. There is no third truth value.
 */
export type Node =
  | ConstNode
  | JunctionNode
  | NotNode
  | EqualsNode
  | TextNode
  | RegexNode
  | CidrNode
  | ExistsNode
  | CompareNode
  | SameNode
  | QuantifierNode;

export interface ConstNode {
  readonly kind: "const";
  readonly value: boolean;
}
export interface JunctionNode {
  readonly kind: "and" | "or";
  readonly children: readonly Node[];
}
export interface NotNode {
  readonly kind: "not";
  readonly child: Node;
}

interface Leaf {
  readonly field: FieldPath;
  /** The clause it was made from, for messages and coverage. */
  readonly clause: Clause;
}
/** Some value equals one of `values`; strings byte by byte, or with ASCII letters folded. */
export interface EqualsNode extends Leaf {
  readonly kind: "equals";
  readonly values: readonly (string | number | boolean)[];
  readonly nocase: boolean;
}
/** Some string value starts with, ends with, contains, or is matched by the glob, one of `values`. */
export interface TextNode extends Leaf {
  readonly kind: "startswith" | "endswith" | "contains" | "glob";
  readonly values: readonly string[];
  readonly nocase: boolean;
}
/** Some string value has a match of one of the patterns (portable subset, unanchored). */
export interface RegexNode extends Leaf {
  readonly kind: "regex";
  readonly patterns: readonly string[];
  readonly nocase: boolean;
}
/** Some string value is an address inside one of the ranges. */
export interface CidrNode extends Leaf {
  readonly kind: "cidr";
  readonly ranges: readonly string[];
}
/** Some value other than null is there. */
export interface ExistsNode extends Leaf {
  readonly kind: "exists";
}
/** Some number stands in this relation to `value`. */
export interface CompareNode extends Leaf {
  readonly kind: "compare";
  readonly operator: "gt" | "gte" | "lt" | "lte";
  readonly value: number;
}
/** Some value of `field` equals some value of `other`, byte by byte. */
export interface SameNode extends Leaf {
  readonly kind: "same";
  readonly other: FieldPath;
}
/** `some`: an element of one of the lists satisfies `child`; `every`: there are elements, and all do. */
export interface QuantifierNode {
  readonly kind: "some" | "every";
  readonly lists: readonly FieldPath[];
  readonly child: Node;
  readonly clause: Clause;
}

export type LeafNode = Exclude<Node, ConstNode | JunctionNode | NotNode | QuantifierNode>;

/** All kinds, for tables that must handle each. */
export type NodeKind = Node["kind"];

export const TRUE: ConstNode = { kind: "const", value: true };
export const FALSE: ConstNode = { kind: "const", value: false };

/** Conjunction; flattens, drops what is true, collapses when something is false. */
export function and(children: readonly Node[]): Node {
  return junction("and", children, true);
}

/** Disjunction; flattens, drops what is false, collapses when something is true. */
export function or(children: readonly Node[]): Node {
  return junction("or", children, false);
}

function junction(kind: "and" | "or", children: readonly Node[], neutral: boolean): Node {
  const flat: Node[] = [];
  for (const child of children) {
    if (child.kind === "const") {
      if (child.value !== neutral) return child;
    } else if (child.kind === kind) flat.push(...child.children);
    else flat.push(child);
  }
  const [only] = flat;
  if (only === undefined) return neutral ? TRUE : FALSE;
  return flat.length === 1 ? only : { kind, children: flat };
}

/** Complement; double negation and constants are folded. */
export function not(child: Node): Node {
  if (child.kind === "not") return child.child;
  if (child.kind === "const") return child.value ? FALSE : TRUE;
  return { kind: "not", child };
}

/** The nodes directly below a node. */
export function childrenOf(node: Node): readonly Node[] {
  if ("children" in node) return node.children;
  return "child" in node ? [node.child] : [];
}

/** A node and everything below it. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}
