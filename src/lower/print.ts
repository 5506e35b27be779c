import { fieldText } from "../audit/field-path.ts";
import type { Node } from "./ir.ts";

/** A condition as one readable expression. Text is shown as JSON strings. */
export function printNode(node: Node, indent = ""): string {
  const deeper = `${indent}  `;
  switch (node.kind) {
    case "const":
      return String(node.value);
    case "and":
    case "or": {
      const parts = node.children.map((child) => {
        const text = printNode(child, deeper);
        return child.kind === "and" || child.kind === "or" ? `(\n${deeper}${text}\n${indent})` : text;
      });
      return parts.join(`\n${indent}${node.kind} `);
    }
    case "not":
      return `not (${printNode(node.child, deeper)})`;
    case "some":
    case "every": {
      const lists = [...new Set(node.lists.map(fieldText))].join(", ");
      const child = printNode(node.child, deeper);
      return `${node.kind} element of ${lists}\n${deeper}where ${child}`;
    }
    default:
      return `${fieldText(node.field)} ${printTest(node)}`;
  }
}

function printTest(node: Exclude<Node, { kind: "const" | "and" | "or" | "not" | "some" | "every" }>): string {
  const list = (values: readonly unknown[]): string =>
    values.length === 1
      ? JSON.stringify(values[0])
      : `any of [${values.map((value) => JSON.stringify(value)).join(", ")}]`;
  const nocase = "nocase" in node && node.nocase ? " (any case)" : "";
  switch (node.kind) {
    case "equals":
      return `is ${list(node.values)}${nocase}`;
    case "startswith":
      return `starts with ${list(node.values)}${nocase}`;
    case "endswith":
      return `ends with ${list(node.values)}${nocase}`;
    case "contains":
      return `contains ${list(node.values)}${nocase}`;
    case "glob":
      return `is like ${list(node.values)}${nocase}`;
    case "regex":
      return `matches ${list(node.patterns)}${nocase}`;
    case "cidr":
      return `is an address in ${list(node.ranges)}`;
    case "exists":
      return "exists";
    case "compare":
      return `${{ gt: ">", gte: ">=", lt: "<", lte: "<=" }[node.operator]} ${node.value}`;
    case "same":
      return `is the same as ${fieldText(node.other)}`;
  }
}
