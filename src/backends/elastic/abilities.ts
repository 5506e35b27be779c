import { type FieldPath, fieldText } from "../../audit/field-path.ts";
import { type LeafNode, type Node, nodesOf } from "../../lower/ir.ts";
import { append } from "../../lower/simplify.ts";
import { type Ability, SAY } from "../backend.ts";
import { flatten } from "../flatten.ts";
import { textsOf } from "../leaves.ts";
import { fieldOf, nestedOf } from "./expression.ts";
import type { ElasticField, ElasticProfile } from "./profiles.ts";

/** What Kibana KQL can say over the mapping of a profile. */
export function elasticAbility(
  node: Exclude<Node, { kind: "const" | "and" | "or" | "not" }>,
  profile: ElasticProfile,
): Ability {
  if ("lists" in node) return quantifier(node, profile);
  // Fields of an element are judged with their list, in `quantifier`.
  if (node.field.root === "element") return SAY;
  return leafAbility(node, node.field, profile);
}

function quantifier(node: Extract<Node, { kind: "some" | "every" }>, profile: ElasticProfile): Ability {
  const [list] = node.lists;
  const isNested =
    node.kind === "some" &&
    node.lists.length === 1 &&
    list !== undefined &&
    nestedOf(list, profile) !== undefined;
  if (isNested && list !== undefined) {
    for (const one of nodesOf(node.child)) {
      if (!("field" in one)) continue;
      if (one.field.root !== "element")
        return { can: "refuse", reason: "a field of the event inside nested braces" };
      const ability = leafAbility(one, append(list, one.field), profile);
      if (ability.can !== "say") return ability;
    }
    return SAY;
  }
  const reason = "the index keeps no elements: values of different elements of a list are mixed";
  return node.kind === "some" ? { can: "refuse", reason, wider: flatten(node) } : { can: "refuse", reason };
}

function leafAbility(node: LeafNode, path: FieldPath, profile: ElasticProfile): Ability {
  const target = path.derive === "last" ? undefined : fieldOf(path, profile);
  if (path.derive === "command") {
    return { can: "refuse", reason: "KQL cannot decode the request URI", hint: "ask requestURI itself" };
  }
  if (target === undefined || path.derive === "last") {
    const name = fieldText(path);
    const why = path.derive === "last" ? "the order of source addresses is lost" : "is not indexed";
    return { can: "refuse", unmapped: true, reason: `\`${name}\` ${why} (profile ${profile.id})` };
  }
  return operator(node) ?? typed(node, target) ?? length(node, path, target, profile) ?? SAY;
}

function operator(node: LeafNode): Ability | undefined {
  if (node.kind === "same") return { can: "refuse", reason: "KQL cannot compare two fields" };
  if (node.kind === "regex") return { can: "refuse", reason: "KQL has no regular expressions" };
  if (node.kind === "cidr") return { can: "refuse", reason: "only a field of type ip has address ranges" };
  if ("nocase" in node && node.nocase) return { can: "refuse", reason: "keyword fields are case-sensitive" };
  if (node.kind === "glob" && node.values.some((value) => value.includes("?"))) {
    return { can: "refuse", reason: "`?` is a literal in KQL" };
  }
  const edges = node.kind !== "equals" && textsOf(node).some((text) => /^\s|\s$/.test(text));
  return edges
    ? { can: "refuse", reason: "a wildcard beside white space is lost when KQL is parsed" }
    : undefined;
}

function typed(node: LeafNode, target: ElasticField): Ability | undefined {
  if (target.type === "text") {
    if (node.kind === "exists") return undefined;
    if (node.kind !== "equals") return { can: "refuse", reason: "the field is analysed text" };
    const reason = `the field is analysed text: other values with the same words match too (${target.field})`;
    return { can: "approximate", direction: "wider", reason };
  }
  if (target.type === "flattened" && node.kind !== "equals") {
    return { can: "refuse", reason: "a flattened field takes equality only" };
  }
  return undefined;
}

/** Values above `ignore_above` are not in the index: equality with a shorter text does not care. */
function length(
  node: LeafNode,
  path: FieldPath,
  target: ElasticField,
  profile: ElasticProfile,
): Ability | undefined {
  if (target.type !== "keyword" && target.type !== "flattened") return undefined;
  const limit = profile.ignoreAbove;
  if (node.kind === "equals") {
    const long = textsOf(node).some((text) => text.length > limit);
    return long ? { can: "refuse", reason: `values over ${limit} characters are not indexed` } : undefined;
  }
  if ((path.traits.maxLength ?? Number.POSITIVE_INFINITY) <= limit || path.traits.values !== undefined)
    return undefined;
  const reason = `values of ${fieldText(path)} over ${limit} characters are not indexed`;
  return { can: "approximate", direction: "narrower", reason };
}
