import ipaddr from "ipaddr.js";
import type { FieldPath, FieldType } from "../audit/field-path.ts";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { FieldClause, Operand } from "../load/definition.ts";
import type { Node } from "./ir.ts";
import { parseRegex, RegexError } from "./portable-regex.ts";

/** Operators a field clause may name, `nocase` apart. */
export const OPERATORS = [
  "startswith",
  "endswith",
  "contains",
  "glob",
  "re",
  "cidr",
  "exists",
  "gt",
  "gte",
  "lt",
  "lte",
  "same-as",
] as const;
type Operator = (typeof OPERATORS)[number] | "equals";

/** The operands of a clause after its lists were filled in. */
export type Values = readonly Operand[];

/** A field clause, its operator understood: makes the leaf for one real path. */
export interface LeafPlan {
  readonly operator: Operator;
  readonly nocase: boolean;
  readonly make: (field: FieldPath) => Node;
}

const TEXT: ReadonlySet<FieldType> = new Set([
  "string",
  "timestamp",
  "quantity",
  "bytes",
  "int-or-string",
  "any",
]);
const NUMERIC: ReadonlySet<FieldType> = new Set(["integer", "number", "int-or-string", "any"]);
const NOCASE: ReadonlySet<string> = new Set(["equals", "startswith", "endswith", "contains", "glob", "re"]);

/** Reads the operators behind `|`. */
export function readOperator(
  clause: FieldClause,
  problems: Diagnostic[],
): { operator: Operator; nocase: boolean } | undefined {
  const nocase = clause.operators.includes("nocase");
  const [operator = "equals", extra] = clause.operators.filter((name) => name !== "nocase");
  const known: readonly string[] = OPERATORS;
  if (operator !== "equals" && !known.includes(operator)) {
    const synonyms: Record<string, string> = {
      in: "equals: just give a list",
      not: "none",
      i: "nocase",
      all: "all",
    };
    const hint = synonyms[operator];
    const message = `unknown operator \`${operator}\``;
    const help = didYouMean(operator, [...OPERATORS, "nocase"]) ?? (hint ? `use \`${hint}\`` : undefined);
    problems.push(
      diagnostic("RW1303", clause.span, message, help ?? `one of: ${OPERATORS.join(", ")}, nocase`),
    );
    return undefined;
  }
  if (extra !== undefined) {
    problems.push(diagnostic("RW1303", clause.span, `\`${operator}\` and \`${extra}\` do not go together`));
    return undefined;
  }
  if (nocase && !NOCASE.has(operator)) {
    problems.push(diagnostic("RW1303", clause.span, `\`nocase\` has no meaning for \`${operator}\``));
    return undefined;
  }
  return { operator: operator as Operator, nocase };
}

/** Whether an operator with these values can be asked of a field of this type; otherwise why not. */
export function typeProblem(operator: Operator, values: Values, field: FieldPath): string | undefined {
  const { type } = field;
  if (operator === "exists" || operator === "same-as") return undefined;
  if (type === "object") return "is an object: name a field inside it, or use `exists`";
  if (operator === "equals") {
    const wrong = values.find((operand) => !accepts(type, operand.value));
    return wrong === undefined ? undefined : `is ${article(type)}, it cannot equal ${shown(wrong.value)}`;
  }
  const numeric = ["gt", "gte", "lt", "lte"].includes(operator);
  const fits = numeric ? NUMERIC.has(type) : TEXT.has(type);
  return fits ? undefined : `is ${article(type)}: \`${operator}\` does not apply`;
}

function accepts(type: FieldType, value: string | number | boolean): boolean {
  if (type === "any") return true;
  if (typeof value === "boolean") return type === "boolean";
  if (typeof value === "number") return NUMERIC.has(type) && (type !== "integer" || Number.isInteger(value));
  return TEXT.has(type);
}

function article(type: FieldType): string {
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function shown(value: string | number | boolean): string {
  return typeof value === "string" ? `the text ${JSON.stringify(value)}` : `\`${value}\``;
}

/** Checks the values that an operator was given, once for the clause; undefined when it is unusable. */
export function planLeaf(
  clause: FieldClause,
  operator: Operator,
  nocase: boolean,
  values: Values,
  problems: Diagnostic[],
): LeafPlan | undefined {
  const before = problems.length;
  const fail = (operand: Operand, code: Diagnostic["code"], message: string, hint?: string): void => {
    problems.push(diagnostic(code, operand.span, message, hint));
  };
  if (values.length === 0) {
    problems.push(
      diagnostic("RW1303", clause.span, "a value is missing", "to test presence: `|exists: true`"),
    );
  }
  for (const operand of values) checkValue(operator, operand, fail);
  if (problems.length > before) return undefined;
  return { operator, nocase, make: maker(clause, operator, nocase, values) };
}

type Fail = (operand: Operand, code: Diagnostic["code"], message: string, hint?: string) => void;

function checkValue(operator: Operator, operand: Operand, fail: Fail): void {
  const { value } = operand;
  if (value === "") fail(operand, "RW1309", "a comparison with the empty string", "use `|exists: false`");
  else if (operator === "glob" && /^\*+$/.test(String(value))) {
    fail(operand, "RW1303", "a glob of `*` alone", "use `|exists: true`");
  } else if (operator === "exists" && typeof value !== "boolean") {
    fail(operand, "RW1302", "`exists` takes true or false");
  } else if (["gt", "gte", "lt", "lte"].includes(operator) && typeof value !== "number") {
    fail(operand, "RW1302", `\`${operator}\` takes a number`);
  } else if (operator === "re") checkRegex(operand, fail);
  else if (operator === "cidr" && !isRange(String(value))) {
    fail(operand, "RW1306", `\`${value}\` is not an address range`, "write it as `10.0.0.0/8`");
  } else if (["startswith", "endswith", "contains", "glob"].includes(operator) && typeof value !== "string") {
    fail(operand, "RW1302", `\`${operator}\` takes text`, `write \`"${value}"\``);
  }
}

function checkRegex(operand: Operand, fail: Fail): void {
  try {
    parseRegex(String(operand.value));
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    fail(operand, "RW1305", `at character ${error.at + 1}: ${error.message}`);
  }
}

function isRange(text: string): boolean {
  return text.includes("/") && ipaddr.isValidCIDR(text);
}

function maker(clause: FieldClause, operator: Operator, nocase: boolean, values: Values): LeafPlan["make"] {
  const plain = values.map((operand) => operand.value);
  const texts = [...new Set(plain.map(String))];
  switch (operator) {
    case "equals":
      return (field) => ({
        kind: "equals",
        field,
        clause,
        nocase,
        values: suitable(field.type, [...new Set(plain)]),
      });
    case "startswith":
    case "endswith":
    case "contains":
    case "glob":
      return (field) => ({ kind: operator, field, clause, nocase, values: texts });
    case "re":
      return (field) => ({ kind: "regex", field, clause, nocase, patterns: texts });
    case "cidr":
      return (field) => ({ kind: "cidr", field, clause, ranges: texts });
    case "exists":
      return (field) => {
        const exists: Node = { kind: "exists", field, clause };
        return plain[0] === true ? exists : { kind: "not", child: exists };
      };
    case "same-as":
      throw new Error("same-as is lowered with its second path");
    default: {
      const bound = (value: number): LeafPlan["make"] => {
        return (field) => ({ kind: "compare", field, clause, operator, value });
      };
      // "any of" several bounds is the widest of them.
      const numbers = plain.map(Number);
      return bound(operator.startsWith("g") ? Math.min(...numbers) : Math.max(...numbers));
    }
  }
}

/** A number in a text field was meant as text (`name: 8080`); YAML made it a number. */
function suitable(
  type: FieldType,
  values: readonly (string | number | boolean)[],
): readonly (string | number | boolean)[] {
  const textOnly = TEXT.has(type) && type !== "int-or-string" && type !== "any";
  return textOnly ? values.map(String) : values;
}
