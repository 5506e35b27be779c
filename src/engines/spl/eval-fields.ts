import type { EvalNode } from "./eval-syntax.ts";

/** The fields that an expression names, for functions that allow one only (`mvfilter`). */
export function fieldsOf(node: EvalNode): ReadonlySet<string> {
  const names = new Set<string>();
  const waiting: EvalNode[] = [node];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (at.kind === "field") names.add(at.name);
    waiting.push(...partsOf(at));
  }
  return names;
}

function partsOf(node: EvalNode): readonly EvalNode[] {
  switch (node.kind) {
    case "call":
      return node.args;
    case "compare":
      return [node.left, node.right];
    case "logic":
      return node.parts;
    case "not":
    case "negate":
      return [node.part];
    case "chain":
      return [node.first, ...node.rest.map(({ part }) => part)];
    default:
      return [];
  }
}
