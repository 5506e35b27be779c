import type { FieldPath } from "../../audit/field-path.ts";
import type { LeafNode, Node } from "../../lower/ir.ts";
import { parseRegex, type Regex } from "../../lower/portable-regex.ts";
import { foldCase, globRegex, literalRegex } from "../../lower/print-regex.ts";
import { atom, join, type Text } from "../precedence.ts";
import { literal, pattern } from "./literal.ts";

/** Fields that a search computes before its `where`, by name; shared by all expressions of the search. */
export interface Extractions {
  readonly lines: Map<string, string>;
  /** The field that holds the event as JSON. */
  readonly event: string;
}

/** The field name for a path: its keys joined by `_`. */
function nameOf(keys: readonly string[]): string {
  return keys.map((key) => key.replaceAll(/[^A-Za-z0-9]+/g, "_")).join("_");
}

/** The path as `spath` takes it: `{}` behind a list. */
function spathOf(field: FieldPath): string {
  return field.segments.map((one) => one.key + (one.list ? "{}" : "")).join(".");
}

/**
 * Writes `where` expressions of SPL. Negation is `if(x,1,0)=0`, which is total: what is NULL for a missing
 * field counts as false (docs/targets.md, Splunk).
 */
export class SplWriter {
  readonly #extractions: Extractions;
  /** The element that `mvmap` has bound, when inside one. */
  readonly #element: string | undefined;

  constructor(extractions: Extractions, element?: string) {
    this.#extractions = extractions;
    this.#element = element;
  }

  write(node: Node): Text {
    switch (node.kind) {
      case "const":
        return atom(node.value ? "1=1" : "1=0");
      case "and":
      case "or":
        return join(
          node.kind,
          node.kind.toUpperCase(),
          node.children.map((child) => this.write(child)),
        );
      case "not":
        return atom(`if(${this.write(node.child).text}, 1, 0)=0`);
      case "some":
        return atom(`mvcount(${this.#matching(node)})>0`);
      case "every":
        return atom(`mvcount(${this.#matching(node)})=mvcount(${this.#list(node.lists)})`);
      default:
        return this.#leaf(node);
    }
  }

  /** The elements that satisfy the child. One place for the form that binds an element. */
  #matching(node: Extract<Node, { kind: "some" | "every" }>): string {
    const list = this.#list(node.lists);
    const child = new SplWriter(this.#extractions, list).write(node.child).text;
    return `mvmap(${list}, if(${child}, 1, null()))`;
  }

  /** A field with the elements of all lists. */
  #list(lists: readonly FieldPath[]): string {
    const [only] = lists;
    if (lists.length === 1 && only !== undefined) return this.#extracted(only);
    const { lines } = this.#extractions;
    const value = `mvappend(${lists.map((list) => this.#source(list)).join(", ")})`;
    const known = [...lines].find(([, other]) => other === value)?.[0];
    const number = [...lines.keys()].filter((name) => name.startsWith("elements_")).length + 1;
    return this.#define(known ?? `elements_${number}`, value);
  }

  /** The eval expression that reads a path of the event. */
  #source(field: FieldPath): string {
    const { event } = this.#extractions;
    const dotted = field.segments.findIndex((one) => one.key.includes("."));
    if (dotted === -1) return `spath(${event}, ${literal(spathOf(field))})`;
    const before = field.segments
      .slice(0, dotted)
      .map((one) => one.key)
      .join(".");
    return `json_extract_exact(json_extract(${event}, ${literal(before)}), ${literal(field.segments[dotted]?.key ?? "")})`;
  }

  /** A computed field for a path of the event. */
  #extracted(field: FieldPath): string {
    const keys = field.segments.map((one) => one.key);
    if (field.derive === "last") return this.#define("client_ip", `mvindex(${this.#source(field)}, -1)`);
    if (field.derive === "command") return this.#command(field);
    return this.#define(nameOf(keys), this.#source(field));
  }

  #define(name: string, value: string): string {
    this.#extractions.lines.set(name, value);
    return name;
  }

  /** The decoded arguments of an exec: every `command` parameter of the query. */
  #command(field: FieldPath): string {
    const uri = this.#define(nameOf(field.segments.map((one) => one.key)), this.#source(field));
    this.#define("parameters", `split(mvjoin(mvindex(split(${uri}, "?"), 1, -1), "?"), "&")`);
    this.#define("arguments", 'mvfilter(match(parameters, "^command="))');
    return this.#define(
      "exec_command",
      'mvmap(arguments, urldecode(replace(substr(arguments, 9), "[+]", " ")))',
    );
  }

  /** The operand for a field: one value, or several when the path goes through a list of the element. */
  #operand(field: FieldPath): string {
    if (field.root === "event") return this.#extracted(field);
    const element = this.#element ?? "";
    return field.segments.length === 0 ? element : `spath(${element}, ${literal(spathOf(field))})`;
  }

  #leaf(node: LeafNode): Text {
    const field = this.#operand(node.field);
    if (node.kind === "exists") return atom(`isnotnull(${field})`);
    if (node.kind === "same") return atom(`("x".${field})=("x".${this.#operand(node.other)})`);
    // Inside an element a list is searched by pattern; `mvfind` gives the index of the first, or NULL.
    const inner = node.field.root === "element" && node.field.segments.some((one) => one.list);
    if (inner)
      return this.#any(patternsOf(node), (one) => `isnotnull(mvfind(${field}, ${literal(pattern(one))}))`);
    switch (node.kind) {
      case "cidr":
        return this.#any(node.ranges, (range) => `cidrmatch(${literal(range)}, ${field})`);
      case "compare": {
        const sign = { gt: ">", gte: ">=", lt: "<", lte: "<=" }[node.operator];
        return atom(`tonumber(${field})${sign}${node.value}`);
      }
      case "equals":
        return this.#any(node.values, (value) => equality(field, value, node.nocase));
      case "startswith":
      case "endswith":
      case "contains":
        if (!node.nocase && node.values.every((value) => !/[%_]/.test(value))) {
          return this.#any(
            node.values,
            (value) => `like(${field}, ${literal(likePattern(node.kind, value))})`,
          );
        }
    }
    return this.#any(patternsOf(node), (one) => `match(${field}, ${literal(pattern(one))})`);
  }

  #any<T>(values: readonly T[], write: (value: T) => string): Text {
    return join(
      "or",
      "OR",
      values.map((value) => atom(write(value))),
    );
  }
}

function likePattern(kind: string, value: string): string {
  return (kind === "startswith" ? "" : "%") + value + (kind === "endswith" ? "" : "%");
}

function equality(field: string, value: string | number | boolean, nocase: boolean): string {
  if (typeof value === "boolean") return `${field}="${value}"`;
  if (typeof value === "number") return `tonumber(${field})=${value}`;
  // Texts that look like numbers would be compared as numbers.
  if (nocase || /^[\s+-]*[0-9.]/.test(value))
    return `match(${field}, ${literal(pattern(whole(value, nocase)))})`;
  return `${field}=${literal(value)}`;
}

function whole(value: string, nocase: boolean): Regex {
  const text = literalRegex(value);
  return { kind: "sequence", items: [{ kind: "start" }, nocase ? foldCase(text) : text, { kind: "end" }] };
}

/** The question of a leaf as patterns over one value. */
export function patternsOf(node: LeafNode): Regex[] {
  const fold = (regex: Regex): Regex => ("nocase" in node && node.nocase ? foldCase(regex) : regex);
  switch (node.kind) {
    case "equals":
      return node.values.map((value) => whole(String(value), node.nocase));
    case "startswith":
      return node.values.map((value) =>
        fold({ kind: "sequence", items: [{ kind: "start" }, literalRegex(value)] }),
      );
    case "endswith":
      return node.values.map((value) =>
        fold({ kind: "sequence", items: [literalRegex(value), { kind: "end" }] }),
      );
    case "contains":
      return node.values.map((value) => fold(literalRegex(value)));
    case "glob":
      return node.values.map((value) => fold(globRegex(value)));
    case "regex":
      return node.patterns.map((one) => fold(parseRegex(one)));
    default:
      return [];
  }
}
