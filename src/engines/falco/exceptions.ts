import { RuleSyntaxError } from "../syntax-error.ts";
import { joined, type Located, placed } from "./located.ts";

/** A scalar or a list in an exception, with its place. */
export type Entry =
  | { readonly kind: "item"; readonly text: string; readonly offset: number }
  | { readonly kind: "items"; readonly items: readonly Entry[]; readonly offset: number };

/** One element of a rule's `exceptions`. */
export interface ExceptionInfo {
  readonly name: string;
  readonly offset: number;
  readonly fields: Entry | undefined;
  readonly comps: Entry | undefined;
  readonly values: readonly Entry[];
}

const LIST_OPERATORS = new Set(["in", "intersects", "pmatch"]);

/** The checks of Falco when an exception is first defined; gives it with its default operators. */
export function completed(exception: ExceptionInfo): ExceptionInfo {
  const { fields, comps, name, offset } = exception;
  if (!fields || isEmpty(fields)) throw new RuleSyntaxError(`exception \`${name}\` needs \`fields\``, offset);
  if (fields.kind === "item") {
    const operator = comps ?? { kind: "item", text: "in", offset };
    if (operator.kind === "item" && LIST_OPERATORS.has(operator.text))
      return { ...exception, comps: operator };
    throw new RuleSyntaxError(
      `exception \`${name}\` has one field, so \`comps\` must be in, intersects or pmatch`,
      operator.offset,
    );
  }
  const equal = fields.items.map((item): Entry => ({ kind: "item", text: "=", offset: item.offset }));
  const operators = comps ?? { kind: "items", items: equal, offset };
  if (operators.kind === "items" && operators.items.length === fields.items.length) {
    return { ...exception, comps: operators };
  }
  throw new RuleSyntaxError(
    `exception \`${name}\`: \`fields\` and \`comps\` differ in length`,
    operators.offset,
  );
}

function isEmpty(entry: Entry): boolean {
  return entry.kind === "items" ? entry.items.length === 0 : entry.text === "";
}

/**
 * The rule's condition with its exceptions: `(condition) and not ((field op value and …) or …)`. The texts are
 * put together without any quoting but that of blanks, as Falco does (`rule_loader_compiler.cpp`).
 */
export function withExceptions(condition: Located, exceptions: readonly ExceptionInfo[]): Located {
  if (exceptions.length === 0) return condition;
  const start = condition.origins[0] ?? 0;
  const parts = [placed("(", start), condition, placed(")", start)];
  for (const exception of exceptions) {
    const { fields, comps, values } = exception;
    if (!fields || !comps || values.length === 0) continue;
    parts.push(placed(" and not ", exception.offset));
    if (fields.kind === "item") parts.push(...oneField(exception, fields.text, comps));
    else parts.push(...manyFields(exception, fields.items, comps));
  }
  return joined(parts);
}

function oneField(exception: ExceptionInfo, field: string, comps: Entry): Located[] {
  const operator = comps.kind === "item" ? comps.text : "in";
  const parts = [placed(`(${field} ${operator} (`, exception.offset)];
  exception.values.forEach((value, i) => {
    if (value.kind !== "item")
      throw new RuleSyntaxError("with one field every value must be a text", value.offset);
    parts.push(placed(`${i === 0 ? "" : ", "}${quoted(value.text)}`, value.offset));
  });
  return [...parts, placed("))", exception.offset)];
}

function manyFields(exception: ExceptionInfo, fields: readonly Entry[], comps: Entry): Located[] {
  const operators = comps.kind === "items" ? comps.items : [];
  const parts = [placed("(", exception.offset)];
  exception.values.forEach((tuple, n) => {
    if (tuple.kind !== "items" || tuple.items.length !== fields.length) {
      throw new RuleSyntaxError("a value must have as many items as there are fields", tuple.offset);
    }
    parts.push(placed(n === 0 ? "(" : " or (", tuple.offset));
    tuple.items.forEach((value, i) => {
      const operator = textOf(operators[i]);
      const text = `${i === 0 ? "" : " and "} ${textOf(fields[i])} ${operator} ${valueText(value, operator)}`;
      parts.push(placed(text, value.offset));
    });
    parts.push(placed(")", tuple.offset));
  });
  return [...parts, placed(")", exception.offset)];
}

function textOf(entry: Entry | undefined): string {
  return entry?.kind === "item" ? entry.text : "";
}

function valueText(value: Entry, operator: string): string {
  if (value.kind === "items") return `(${value.items.map((item) => quoted(textOf(item))).join(", ")})`;
  if (!LIST_OPERATORS.has(operator)) return quoted(value.text);
  return value.text.startsWith("(") ? value.text : `(${value.text})`;
}

/** Falco adds quotes around a blank and nothing else. */
export function quoted(text: string): string {
  return text.includes(" ") && !text.startsWith('"') && !text.startsWith("'") ? `"${text}"` : text;
}
