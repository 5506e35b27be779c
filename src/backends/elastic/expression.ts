import type { FieldPath } from "../../audit/field-path.ts";
import type { LeafNode, Node } from "../../lower/ir.ts";
import { append } from "../../lower/simplify.ts";
import { atom, join, type Text } from "../precedence.ts";
import { fragment, quoted } from "./literal.ts";
import type { ElasticField, ElasticProfile } from "./profiles.ts";

/** The indexed field of a path, if the profile has it. */
export function fieldOf(field: FieldPath, profile: ElasticProfile): ElasticField | undefined {
  const key = field.segments.map((segment) => segment.key).join(".");
  return Object.hasOwn(profile.fields, key) ? profile.fields[key] : undefined;
}

/** The nested path of a list, if its elements are indexed as nested objects. */
export function nestedOf(list: FieldPath, profile: ElasticProfile): string | undefined {
  const key = list.segments.map((segment) => segment.key).join(".");
  return Object.hasOwn(profile.nested, key) ? profile.nested[key] : undefined;
}

/** Writes Kibana KQL. `not` is the complement: a missing field makes a clause false. */
export function kuery(node: Node, profile: ElasticProfile, inside?: FieldPath): Text {
  switch (node.kind) {
    case "const":
      return atom(node.value ? "kubernetes.audit.verb:*" : "not kubernetes.audit.verb:*");
    case "and":
    case "or":
      return join(
        node.kind,
        node.kind,
        node.children.map((child) => kuery(child, profile, inside)),
      );
    case "not":
      return atom(`not (${kuery(node.child, profile, inside).text})`);
    case "some":
    case "every":
      return nestedSome(node, profile);
    default:
      return leaf(node, profile, inside);
  }
}

function nestedSome(node: Extract<Node, { kind: "some" | "every" }>, profile: ElasticProfile): Text {
  const parts = node.lists.map((list) => {
    const path = nestedOf(list, profile) ?? "";
    return atom(`${path}:{ ${kuery(node.child, profile, list).text} }`);
  });
  return join("or", "or", parts);
}

function leaf(node: LeafNode, profile: ElasticProfile, inside: FieldPath | undefined): Text {
  const path =
    inside !== undefined && node.field.root === "element" ? append(inside, node.field) : node.field;
  const target = fieldOf(path, profile);
  if (target === undefined) throw new Error("the field is not mapped");
  const nested = target.nested;
  const name = nested !== undefined ? target.field.slice(nested.length + 1) : target.field;
  const text = ask(node, name);
  // A nested field can only be asked inside braces.
  return nested !== undefined && inside === undefined ? atom(`${nested}:{ ${text.text} }`) : text;
}

function ask(node: LeafNode, name: string): Text {
  switch (node.kind) {
    case "equals":
      return atom(
        `${name}:${anyOf(node.values.map((value) => (typeof value === "string" ? quoted(value) : String(value))))}`,
      );
    case "startswith":
      return atom(`${name}:${anyOf(node.values.map((value) => `${fragment(value)}*`))}`);
    case "endswith":
      return atom(`${name}:${anyOf(node.values.map((value) => `*${fragment(value)}`))}`);
    case "contains":
      return atom(`${name}:${anyOf(node.values.map((value) => `*${fragment(value)}*`))}`);
    case "glob":
      return atom(`${name}:${anyOf(node.values.map((value) => value.split("*").map(fragment).join("*")))}`);
    case "exists":
      return atom(`${name}:*`);
    case "compare":
      return atom(`${name} ${{ gt: ">", gte: ">=", lt: "<", lte: "<=" }[node.operator]} ${node.value}`);
    case "cidr":
      return atom(`${name}:${anyOf(node.ranges.map(quoted))}`);
    default:
      throw new Error(`KQL has no ${node.kind}`);
  }
}

function anyOf(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? "") : `(${values.join(" or ")})`;
}
