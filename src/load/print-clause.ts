import type { Clause, FieldClause, Operand } from "./definition.ts";

/** Words for the operators; `nocase` is said behind the values. */
const WORDS: Readonly<Record<string, string>> = {
  startswith: "starts with",
  endswith: "ends with",
  contains: "contains",
  glob: "is like",
  re: "matches",
  cidr: "is an address in",
  gt: "is more than",
  gte: "is at least",
  lt: "is less than",
  lte: "is at most",
  "same-as": "is the same as",
};

/** A clause as people read it: as written, with macros and lists as names. */
export function printClause(clause: Clause, indent = ""): string {
  const deeper = `${indent}  `;
  switch (clause.kind) {
    case "all":
    case "any":
    case "none":
      return block(clause.kind, clause.items, indent);
    case "use":
      return clause.macro.replaceAll("-", " ");
    case "some":
    case "every":
      return `${clause.kind} element of ${clause.list}:\n${deeper}${printClause(clause.where, deeper)}`;
    case "field":
      return fieldText(clause);
  }
}

function block(kind: "all" | "any" | "none", items: readonly Clause[], indent: string): string {
  if (kind === "all") return items.map((item) => printClause(item, indent)).join(`\n${indent}and `);
  const deeper = `${indent}  `;
  const head = kind === "any" ? "any of:" : "none of:";
  return [head, ...items.map((item) => `${deeper}- ${printClause(item, `${deeper}  `)}`)].join(`\n`);
}

function fieldText(clause: FieldClause): string {
  const nocase = clause.operators.includes("nocase") ? " (any case)" : "";
  const [operator] = clause.operators.filter((one) => one !== "nocase");
  if (operator === "exists")
    return `${clause.field} ${clause.operands[0]?.value === false ? "is absent" : "is present"}`;
  const word = operator === undefined ? "is" : (WORDS[operator] ?? operator);
  return `${clause.field} ${word} ${clause.operands.map(operandText).join(" or ")}${nocase}`;
}

function operandText(operand: Operand): string {
  return operand.list ? `one of $${operand.value}` : String(operand.value);
}
