import { isMultiValued } from "../../audit/field-path.ts";
import type { LeafNode, Node } from "../../lower/ir.ts";
import { type Ability, SAY } from "../backend.ts";
import { isInBody, isJsonPatchTest, isScalarList } from "../leaves.ts";
import type { SentinelProfile } from "./profiles.ts";

/** Leaves that Kusto asks of a list without binding an element. */
export function keepsList(leaf: LeafNode): boolean {
  if (isJsonPatchTest(leaf)) return true;
  if (!isScalarList(leaf.field) || leaf.field.derive !== undefined) return false;
  if (leaf.kind === "exists") return true;
  return leaf.kind === "equals" && !leaf.nocase && leaf.values.every((value) => typeof value === "string");
}

/** What Kusto can say over a table. */
export function sentinelAbility(
  node: Exclude<Node, { kind: "const" | "and" | "or" | "not" }>,
  profile: SentinelProfile,
): Ability {
  const fields =
    "lists" in node ? node.lists : node.kind === "same" ? [node.field, node.other] : [node.field];
  for (const field of fields) {
    const key = field.segments[0]?.key ?? "";
    if (field.root === "element" || profile.columns["*"] !== undefined || Object.hasOwn(profile.columns, key))
      continue;
    const reason = `${profile.table} does not hold \`${key}\`: ${profile.missing[key] ?? "no such column"}`;
    return { can: "refuse", unmapped: true, reason, hint: "another profile may hold it: azure-diagnostics" };
  }
  if ("lists" in node) return SAY;
  if (isJsonPatchTest(node)) return SAY;
  const { field } = node;
  if (field.type === "any" || field.type === "int-or-string") {
    return { can: "refuse", reason: `\`${field.type}\` values cannot be told apart by type in Kusto` };
  }
  if (node.kind === "same" && (isMultiValued(field) || isMultiValued(node.other))) {
    return { can: "refuse", reason: "comparing a list with another field needs `some` around it" };
  }
  const textInBody = field.type === "string" && isInBody(field) && !isScalarList(field);
  if (node.kind === "exists" && textInBody) {
    return { can: "approximate", direction: "narrower", reason: "an empty text counts as missing in Kusto" };
  }
  return SAY;
}
