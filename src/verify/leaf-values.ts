import type { FieldPath } from "../audit/field-path.ts";
import { isInBody } from "../backends/leaves.ts";
import type { LeafNode } from "../lower/ir.ts";
import type { Random } from "./random.ts";

/** Removes the field instead of setting it. */
export const MISSING: unique symbol = Symbol("missing");

/** Lengths at which targets change their mind: Falco's constants, Elastic's `ignore_above`. */
const LENGTHS = [255, 256, 1023, 1024, 1025];

/**
 * Values worth trying in the place of a leaf: those that satisfy it, and those that nearly do. Only values
 * that a well-formed event can hold there (the traits of the field say which).
 */
export function valuesFor(node: LeafNode): unknown[] {
  const { field } = node;
  const found = [...satisfying(node), ...near(node)];
  if (isInBody(field)) found.push(null, ...(isText(field) ? [""] : []));
  return [...new Set(found.filter((value) => isPossible(field, value))), MISSING];
}

/** Values that make a leaf true. */
export function satisfying(node: LeafNode): unknown[] {
  switch (node.kind) {
    case "equals":
      return [...node.values];
    case "startswith":
      return node.values.flatMap((value) => [value, `${value}x`, `${value}\nx`]);
    case "endswith":
      return node.values.flatMap((value) => [value, `x${value}`]);
    case "contains":
      return node.values.flatMap((value) => [value, `a${value}z`]);
    case "glob":
      return node.values.map((value) => value.replaceAll("*", "mid").replaceAll("?", "q"));
    case "regex":
      return node.patterns.flatMap(plainMatches);
    case "cidr":
      return node.ranges.map((range) => range.replace(/\/\d+$/, ""));
    case "exists":
      return [sample(node.field)];
    case "compare": {
      const step = node.operator === "gt" ? 1 : node.operator === "lt" ? -1 : 0;
      return [node.value + step];
    }
    case "same":
      return ["same"];
  }
}

/** Texts that match a simple pattern: its literal parts. Others are found through the fixtures. */
function plainMatches(pattern: string): string[] {
  return pattern.split("|").map((part) =>
    part
      .replaceAll(/\\(.)/g, "$1")
      .replaceAll(/[\^$()]/g, "")
      .replaceAll(/\[([^\]])[^\]]*\]/g, "$1")
      .replaceAll(/[+*?]/g, ""),
  );
}

function near(node: LeafNode): unknown[] {
  if (node.kind === "compare") return [node.value - 1, node.value, node.value + 1, 0];
  if (node.kind === "cidr")
    return ["8.8.8.8", "10.0.0.1", "::1", "fd00::1", "not an address", "10.0.0.1.evil"];
  if (node.kind === "exists") return [sample(node.field)];
  if (node.kind === "same") return ["other", "SAME"];
  const texts = satisfying(node).filter((value) => typeof value === "string");
  const near: unknown[] = texts.flatMap(neighbours);
  if (node.kind === "equals" && node.values.some((value) => typeof value === "boolean"))
    near.push(true, false);
  for (const value of node.kind === "equals" ? node.values : []) {
    if (typeof value === "number") near.push(value + 1, value - 1, value * 10, 0);
  }
  const [first] = texts;
  if (first !== undefined)
    for (const length of LENGTHS) near.push(first.padEnd(length, "p"), first.padStart(length, "s"));
  return near;
}

function neighbours(text: string): string[] {
  return [
    `${text}x`,
    `x${text}`,
    text.slice(1),
    text.slice(0, -1),
    text.toUpperCase(),
    text.toLowerCase(),
    swapCase(text),
    `${text} `,
    ` ${text}`,
    `${text}\n`,
    `a\n${text}`,
    `${text}"`,
    `"${text}"`,
    `${text}\\`,
    `${text},${text}`,
    `[${text}]`,
    `${text}-readonly`,
    `${text}*`,
    `${text}ü`,
  ];
}

function swapCase(text: string): string {
  const [first = "", ...rest] = text;
  const swapped = first === first.toUpperCase() ? first.toLowerCase() : first.toUpperCase();
  return swapped + rest.join("");
}

function isText(field: FieldPath): boolean {
  return ["string", "timestamp", "quantity", "bytes"].includes(field.type);
}

/** Whether an API server can have written the value in this field. */
function isPossible(field: FieldPath, value: unknown): boolean {
  const { traits } = field;
  // A field with closed values is there with one of them, or not there at all.
  if (value === null) return traits.values === undefined;
  if (typeof value !== "string") return true;
  if (!isInBody(field) && value === "") return false;
  if (traits.values !== undefined) return traits.values.includes(value);
  if (traits.maxLength !== undefined && value.length > traits.maxLength) return false;
  return traits.lowerCase !== true || /^[a-z0-9.\-_]*$/.test(value);
}

/** Some value of the field's type. */
function sample(field: FieldPath): unknown {
  const [only] = field.traits.values ?? [];
  if (only !== undefined) return only;
  switch (field.type) {
    case "boolean":
      return false;
    case "integer":
    case "number":
      return 0;
    case "object":
      return {};
    default:
      return "sample";
  }
}

/** One of the values for a leaf. */
export function randomValue(node: LeafNode, random: Random): unknown {
  return random.pick(valuesFor(node)) ?? MISSING;
}
