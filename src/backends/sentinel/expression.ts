import type { FieldPath } from "../../audit/field-path.ts";
import type { LeafNode, Node } from "../../lower/ir.ts";
import { parseRegex } from "../../lower/portable-regex.ts";
import { commonDialect, foldCase, globRegex, printRegex } from "../../lower/print-regex.ts";
import { isJsonPatchTest, isScalarList } from "../leaves.ts";
import { at, atom, join, type Text } from "../precedence.ts";
import { literal, member } from "./literal.ts";
import type { SentinelProfile } from "./profiles.ts";

/** What an element variable is: an expression, and whether it is text already. */
export interface Bound {
  readonly expression: string;
  readonly text: boolean;
}

/** Query steps that stand before the `where` that uses their columns. */
export interface Steps {
  readonly lines: string[];
  /** Numbers the variables of one query. */
  readonly counter: { next: number };
}

/** The decoded arguments of an exec, one array element each. */
const COMMANDS = '@"[?&]command=([^&#]*)"';

/**
 * Writes conditions of Kusto. Every expression is two-valued: what is null for a missing field is wrapped
 * (docs/targets.md, Sentinel).
 */
export class KustoWriter {
  readonly #profile: SentinelProfile;
  readonly #steps: Steps;
  readonly #bound: Bound | undefined;

  constructor(profile: SentinelProfile, steps: Steps, bound?: Bound) {
    this.#profile = profile;
    this.#steps = steps;
    this.#bound = bound;
  }

  write(node: Node): Text {
    switch (node.kind) {
      case "const":
        return atom(String(node.value));
      case "and":
      case "or":
        return join(
          node.kind,
          node.kind,
          node.children.map((child) => this.write(child)),
        );
      case "not":
        return atom(`not(${this.write(node.child).text})`);
      case "some":
        return this.#counted(node, (index, child) => ({
          count: `${index} > 0 and ${child}`,
          test: (m) => `${m} > 0`,
        }));
      case "every":
        return this.#every(node);
      default:
        return this.#leaf(node);
    }
  }

  /** `| mv-apply x = lists on (…)` for a `some` that every match needs: one row an event survives. */
  required(node: Extract<Node, { kind: "some" | "every" }>): void {
    const { variable, bound } = this.#variable(node);
    const inner: Steps = { lines: [], counter: this.#steps.counter };
    const child = new KustoWriter(this.#profile, inner, bound).write(node.child);
    const body = [...inner.lines, `where ${child.text}`, "take 1"].join(" | ");
    this.#steps.lines.push(`mv-apply ${variable} = ${this.#lists(node.lists)} on (${body})`);
  }

  #every(node: Extract<Node, { kind: "some" | "every" }>): Text {
    const all = this.#counted(node, (index) => ({ count: `${index} > 0`, test: (m) => `${m} > 0` }));
    const failing = { ...node, child: { kind: "not" as const, child: node.child } };
    const none = this.#counted(failing, (index, child) => ({
      count: `${index} > 0 and ${child}`,
      test: (m) => `${m} == 0`,
    }));
    return join("and", "and", [all, none]);
  }

  /**
   * Counts elements in a column, so that the answer can stand anywhere in an expression. A leading marker
   * element, left out by its index, keeps events whose lists are empty.
   */
  #counted(
    node: Extract<Node, { kind: "some" | "every" }>,
    how: (index: string, child: string) => { count: string; test: (column: string) => string },
  ): Text {
    const { variable, bound, number } = this.#variable(node);
    const inner: Steps = { lines: [], counter: this.#steps.counter };
    const child = new KustoWriter(this.#profile, inner, bound).write(node.child);
    const { count, test } = how(`i${number}`, at("atom", child));
    const column = `m${number}`;
    const body = [...inner.lines, `summarize ${column} = countif(${count})`].join(" | ");
    const lists = this.#lists(node.lists, "dynamic([0])");
    this.#steps.lines.push(`mv-apply with_itemindex=i${number} ${variable} = ${lists} on (${body})`);
    return atom(test(column));
  }

  #variable(node: Extract<Node, { kind: "some" | "every" }>): {
    variable: string;
    bound: Bound;
    number: number;
  } {
    const number = this.#steps.counter.next++;
    const variable = `c${number}`;
    const command = node.lists.some((list) => list.derive === "command");
    const bound = command
      ? { expression: `url_decode(replace_string(tostring(${variable}), "+", " "))`, text: true }
      : { expression: variable, text: false };
    return { variable, bound, number };
  }

  #lists(lists: readonly FieldPath[], first?: string): string {
    const parts = lists.map((list) =>
      list.derive === "command"
        ? `coalesce(extract_all(${COMMANDS}, ${this.#string(list)}), dynamic([]))`
        : `coalesce(${this.access(list)}, dynamic([]))`,
    );
    const all = first === undefined ? parts : [first, ...parts];
    return all.length === 1 ? (all[0] ?? "") : `array_concat(${all.join(", ")})`;
  }

  /** The expression for a path, lists left open. */
  access(field: FieldPath): string {
    if (field.root === "element") {
      return (this.#bound?.expression ?? "") + field.segments.map((one) => member(one.key)).join("");
    }
    const [first, ...rest] = field.segments;
    const all = this.#profile.columns["*"];
    const column = all ?? this.#profile.columns[first?.key ?? ""];
    const keys = all === undefined ? rest : field.segments;
    return (column?.column ?? "") + keys.map((one) => member(one.key)).join("");
  }

  /** The path as text; "" when it is missing. */
  #string(field: FieldPath): string {
    const access = this.access(field);
    if (field.derive === "last") return `tostring(${access}[-1])`;
    const whole = field.segments.length === (field.root === "element" ? 0 : 1);
    const column = this.#profile.columns[field.segments[0]?.key ?? ""];
    const isText = field.root === "element" ? this.#bound?.text === true : column?.type === "string";
    return whole && isText ? access : `tostring(${access})`;
  }

  #leaf(node: LeafNode): Text {
    if (isJsonPatchTest(node)) {
      const body = { ...node.field, segments: node.field.segments.slice(0, 1) };
      return atom(`isnotempty(tostring(${this.access(body)}[0].op))`);
    }
    if (isScalarList(node.field) && node.field.derive === undefined) return this.#list(node);
    switch (node.kind) {
      case "equals":
        return this.#equals(node);
      case "startswith":
      case "endswith":
      case "contains": {
        const operator = `${node.kind}${node.nocase ? "" : "_cs"}`;
        return this.#any(node.values, (value) => `${this.#string(node.field)} ${operator} ${literal(value)}`);
      }
      case "glob":
        return this.#matches(node.field, node.values.map(globRegex), node.nocase);
      case "regex":
        return this.#matches(node.field, node.patterns.map(parseRegex), node.nocase);
      case "cidr":
        return this.#any(node.ranges, (range) => {
          const test = range.includes(":") ? "ipv6_is_in_range" : "ipv4_is_in_range";
          return `coalesce(${test}(${this.#string(node.field)}, ${literal(range)}), false)`;
        });
      case "exists":
        return atom(`isnotempty(${this.#string(node.field)})`);
      case "compare": {
        const sign = { gt: ">", gte: ">=", lt: "<", lte: "<=" }[node.operator];
        return atom(`coalesce(${this.#number(node.field, node.value)} ${sign} ${node.value}, false)`);
      }
      case "same":
        return this.#same(node);
    }
  }

  #number(field: FieldPath, value: number): string {
    const integer = field.type === "integer" && Number.isInteger(value);
    return `${integer ? "tolong" : "todouble"}(${this.access(field)})`;
  }

  #any<T>(values: readonly T[], write: (value: T) => string): Text {
    return join(
      "or",
      "or",
      values.map((value) => atom(write(value))),
    );
  }

  #matches(field: FieldPath, patterns: readonly ReturnType<typeof parseRegex>[], nocase: boolean): Text {
    return this.#any(patterns, (pattern) => {
      const text = printRegex(nocase ? foldCase(pattern) : pattern, commonDialect);
      return `${this.#string(field)} matches regex ${literal(text)}`;
    });
  }

  #equals(node: Extract<Node, { kind: "equals" }>): Text {
    const texts = node.values.filter((value) => typeof value === "string");
    const numbers = node.values.filter((value) => typeof value === "number");
    const parts = node.values
      .filter((value) => typeof value === "boolean")
      .map((value) => atom(`tobool(${this.access(node.field)}) == ${value}`));
    const string = this.#string(node.field);
    if (texts.length === 1)
      parts.push(atom(`${string} ${node.nocase ? "=~" : "=="} ${literal(texts[0] ?? "")}`));
    if (texts.length > 1)
      parts.push(atom(`${string} ${node.nocase ? "in~" : "in"} (${texts.map(literal).join(", ")})`));
    const number = numbers.length === 0 ? "" : this.#number(node.field, numbers[0] ?? 0);
    if (numbers.length === 1) parts.push(atom(`${number} == ${numbers[0]}`));
    if (numbers.length > 1) parts.push(atom(`${number} in (${numbers.join(", ")})`));
    return join("or", "or", parts);
  }

  /** A list of texts: membership, or that it is not empty. Other questions bind an element. */
  #list(node: LeafNode): Text {
    const list = this.access(node.field);
    if (node.kind === "exists") return atom(`coalesce(array_length(${list}) > 0, false)`);
    const values = node.kind === "equals" ? node.values : [];
    return this.#any(
      values,
      (value) => `coalesce(set_has_element(${list}, ${literal(String(value))}), false)`,
    );
  }

  #same(node: Extract<Node, { kind: "same" }>): Text {
    const left = this.#string(node.field);
    const right = new KustoWriter(this.#profile, this.#steps, this.#bound).#string(node.other);
    return { text: `isnotempty(${left}) and ${left} == ${right}`, strength: "and" };
  }
}
