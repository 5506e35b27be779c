import { keysOfType } from "../../audit/catalogue.ts";
import type { FieldPath } from "../../audit/field-path.ts";
import { fieldOfType } from "../../audit/kubernetes-types.ts";
import type { LeafNode } from "../../lower/ir.ts";
import { literal } from "./literal.ts";

/**
 * Questions about elements of lists that have no field of their own: the list is read as JSON text
 * (`jevt.value[/pointer]`), and the text is searched. That is exact when the key occurs at one place only
 * below the list, since quotes inside values are escaped.
 */

/** A string inside JSON text, whatever it holds. */
const STRING = '([^"\\\\]|\\\\.)*';
const ANY = "(.|\n)*";

/** How a leaf is asked of the JSON text at a pointer: any of the tests is enough. */
export interface SerialisedTest {
  readonly pointer: readonly string[];
  readonly tests: readonly string[];
}

/** The test for a leaf behind a list, or why there is none. */
export function serialisedTest(node: LeafNode): SerialisedTest | { readonly reason: string } {
  const at = node.field.segments.findIndex((segment) => segment.list);
  const pointer = node.field.segments.slice(0, at + 1).map((segment) => segment.key);
  const key = node.field.segments.slice(at + 1).at(-1);
  const flags = node.kind === "equals" && node.values.every((value) => typeof value === "boolean");
  if (key !== undefined && !isUnique(node.field, at, flags)) {
    return {
      reason: `the key \`${key.key}\` can occur at several places of the list, and Falco sees only its text`,
    };
  }
  if (flags && key?.list === false) {
    return { pointer, tests: node.values.map((value) => `contains ${literal(`"${key.key}":${value}`)}`) };
  }
  const lead = key === undefined ? "[[,]" : `"${key.key}":${key.list ? `\\[("${STRING}",)*` : ""}`;
  const patterns = textPatterns(node);
  if (patterns === undefined)
    return { reason: `\`${node.kind}\` with these values cannot be asked of JSON text` };
  return { pointer, tests: patterns.map((one) => `regex ${literal(`${ANY}${lead}${one}${ANY}`)}`) };
}

/** The value part of the pattern; the quotes of the JSON string are its ends. */
function textPatterns(node: LeafNode): string[] | undefined {
  if (!("values" in node) || node.kind === "glob" || node.nocase) return undefined;
  const values = node.values.map(String);
  if (values.some((value) => /[<>&"\\\u0000-\u001f\u007f-\uffff]/.test(value))) return undefined;
  const quoted = values.map((value) => value.replaceAll(/[.+*?()[\]{}$|]/g, "[$&]").replaceAll("^", "\\^"));
  switch (node.kind) {
    case "equals":
      return quoted.map((value) => `"${value}"`);
    case "startswith":
      return quoted.map((value) => `"${value}`);
    case "endswith":
      return quoted.map((value) => `"${STRING}${value}"`);
    case "contains":
      return quoted.map((value) => `"${STRING}${value}`);
  }
}

/**
 * Whether the last key of a path is the only one of its name below the list. A map of texts can hold any key,
 * so it makes a question about texts ambiguous, but not one about booleans.
 */
function isUnique(field: FieldPath, list: number, flags: boolean): boolean {
  const key = field.segments.at(-1)?.key ?? "";
  const element = field.segments[list]?.element ?? "any";
  return occurrences(element, key, flags, 0) === 1;
}

const MANY = 1000;

function occurrences(typeExpression: string, key: string, flags: boolean, depth: number): number {
  const type = typeExpression.replace(/^(?:\[\])+/, "");
  const map = /^map<(.*)>$/.exec(type);
  if (map?.[1] !== undefined) return !flags || !/^(?:string|quantity|bytes)$/.test(map[1]) ? MANY : 0;
  if (type === "object" || type === "any" || depth > 10) return MANY;
  if (!/^[A-Z]/.test(type)) return 0;
  let total = 0;
  for (const name of keysOfType(type)) {
    if (name === key) total++;
    total += occurrences(fieldOfType(type, name) ?? "", key, flags, depth + 1);
  }
  return total;
}
