import type { FieldPath } from "../../audit/field-path.ts";
import type { LeafNode, Node } from "../../lower/ir.ts";
import { parseRegex } from "../../lower/portable-regex.ts";
import { commonDialect, foldCase, printRegex } from "../../lower/print-regex.ts";
import { isInBody, isJsonPatchTest } from "../leaves.ts";
import { at, atom, join, type Text } from "../precedence.ts";

/** A value of a search identifier. */
export type SigmaValue = string | number | boolean | null;

/** A map whose entries are joined by AND. */
export type SelectionMap = ReadonlyMap<string, readonly SigmaValue[]>;

/** One search identifier: maps of which any is enough. */
export type Selection = readonly SelectionMap[];

/** The `detection` part of a rule. */
export interface Detection {
  readonly selections: ReadonlyMap<string, Selection>;
  readonly condition: string;
}

/** The raw dotted name that Sigma rules for audit logs use. */
export function sigmaField(field: FieldPath): string {
  return field.segments.map((segment) => segment.key).join(".");
}

/** Escapes what Sigma reads as a wildcard, and backslashes before them. */
export function escapeValue(text: string): string {
  return text.replaceAll(/\\+(?=[*?\\]|$)|[*?]/g, (found) =>
    found.startsWith("\\") ? found + found : `\\${found}`,
  );
}

/** Names selections and gathers what they ask. */
export class DetectionWriter {
  readonly selections = new Map<string, Selection>();
  #negated = false;

  /** The condition for a node; leaves of one conjunction share a selection. */
  write(node: Node): Text {
    switch (node.kind) {
      case "const":
        throw new Error("a constant has no selection");
      case "and":
        return this.#conjunction(node.children);
      case "or":
        return this.#disjunction(node.children);
      case "not":
        return this.#negation(node.child);
      case "some":
      case "every":
        throw new Error("Sigma 2.1 binds no elements");
      default:
        return this.#conjunction([node]);
    }
  }

  #negation(child: Node): Text {
    const before = this.#negated;
    this.#negated = true;
    const text = at("atom", this.write(child));
    this.#negated = before;
    return atom(`not ${text}`);
  }

  /** Alternatives that are single leaves stand in one selection, as a list of maps. */
  #disjunction(children: readonly Node[]): Text {
    const maps = children.flatMap((child) => (isEntry(child) ? [new Map([entryOf(child)])] : []));
    const others = children.filter((child) => !isEntry(child)).map((child) => this.write(child));
    const together = maps.length > 0 ? [atom(this.#name(maps))] : [];
    return join("or", "or", [...together, ...others]);
  }

  #conjunction(children: readonly Node[]): Text {
    const parts: Text[] = [];
    let selection = new Map<string, readonly SigmaValue[]>();
    const close = (): void => {
      if (selection.size > 0) parts.push(atom(this.#name([selection])));
      selection = new Map();
    };
    for (const child of children) {
      if (!("field" in child)) continue;
      const entry: boolean = isEntry(child);
      if (!entry) {
        parts.push(this.#presentInBody(sigmaField(child.field)));
        continue;
      }
      const [key, values] = entryOf(child);
      if (selection.has(key)) close();
      selection.set(key, values);
    }
    close();
    for (const child of children) if (!("field" in child)) parts.push(this.write(child));
    return join("and", "and", parts);
  }

  /** `exists` alone is true for a JSON null. */
  #presentInBody(name: string): Text {
    const present = this.#name([new Map([[`${name}|exists`, [true]]])]);
    const empty = this.#name([new Map([[name, [null]]])]);
    return { text: `${present} and not ${empty}`, strength: "and" };
  }

  #name(selection: Selection): string {
    const kind = this.#negated ? "filter" : "selection";
    const wanted = identity(selection);
    for (const [name, other] of this.selections) {
      if (name.startsWith(kind) && identity(other) === wanted) return name;
    }
    const count = [...this.selections.keys()].filter((name) => name.startsWith(kind)).length;
    const name = count === 0 ? kind : `${kind}_${count + 1}`;
    this.selections.set(name, selection);
    return name;
  }
}

function identity(selection: Selection): string {
  return JSON.stringify(selection.map((map) => [...map]));
}

/** A leaf that is one entry of a map; the presence of a field of a body takes two. */
function isEntry(node: Node): node is LeafNode {
  if (!("field" in node)) return false;
  return node.kind !== "exists" || !isInBody(node.field) || isJsonPatchTest(node);
}

/** Whether case cannot make a difference to the values of a field. */
function caseless(field: FieldPath): boolean {
  return field.traits.lowerCase === true || field.traits.values !== undefined;
}

function entryOf(node: LeafNode): [string, readonly SigmaValue[]] {
  const name = sigmaField(node.field);
  const cased = "nocase" in node && !node.nocase && !caseless(node.field) ? "|cased" : "";
  switch (node.kind) {
    case "equals": {
      const textual = node.values.some((value) => typeof value === "string");
      const values = node.values.map((value) => (typeof value === "string" ? escapeValue(value) : value));
      return [name + (textual ? cased : ""), values];
    }
    case "startswith":
    case "endswith":
    case "contains":
      return [`${name}|${node.kind}${cased}`, node.values.map(escapeValue)];
    case "glob":
      return [name + cased, node.values.map(globValue)];
    case "regex": {
      const print = (text: string): string => {
        const parsed = parseRegex(text);
        return printRegex(node.nocase ? foldCase(parsed) : parsed, commonDialect);
      };
      return [`${name}|re`, node.patterns.map(print)];
    }
    case "cidr":
      return [`${name}|cidr`, node.ranges];
    case "exists":
      return [`${name}|exists`, [true]];
    case "compare":
      return [`${name}|${node.operator}`, [node.value]];
    case "same":
      return [`${name}|fieldref`, [sigmaField(node.other)]];
  }
}

/** A glob keeps its wildcards; only backslashes before them are escaped. */
function globValue(glob: string): string {
  return glob
    .split(/([*?])/)
    .map((part) => (part === "*" || part === "?" ? part : part.replaceAll("\\", "\\\\")))
    .join("");
}

/** The detection part for a condition. */
export function detectionOf(node: Node): Detection {
  const writer = new DetectionWriter();
  const { text } = writer.write(node);
  return { selections: writer.selections, condition: text };
}
