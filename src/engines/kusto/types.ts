import { RuleSyntaxError } from "../syntax-error.ts";

/**
 * The scalar types of Kusto that audit tables need (Microsoft: "Scalar data types"). `decimal` and `guid`
 * are refused by the parser.
 */
export type ScalarType = "bool" | "int" | "long" | "real" | "string" | "datetime" | "timespan" | "dynamic";

/**
 * A value of a cell. Null is `null`; a string is never null; datetime and timespan are whole microseconds
 * (Kusto's seventh decimal is beyond a double and beyond audit logs); dynamic is a JSON value.
 */
export type Value = unknown;

/** A column of a tabular result. */
export interface Column {
  readonly name: string;
  readonly type: ScalarType;
}

/** A row that remembers which events it was made of, so that an alert can name its evidence. */
export interface Row {
  readonly values: readonly Value[];
  readonly events: readonly number[];
}

/** What one execution shares: the clock, the log, and the window of `prev` and its kind. */
export interface Context {
  readonly now: number;
  readonly table: (name: string) => readonly Row[];
  readonly cache: Map<object, Value>;
  rows: readonly Row[];
  index: number;
}

/** A compiled scalar expression. */
export interface Bound {
  readonly type: ScalarType;
  readonly offset: number;
  /** Depends on nothing, so it was computed once. */
  readonly constant: boolean;
  /** Reads no other row and no table: a query of such expressions judges every event alone. */
  readonly alone: boolean;
  /** The name a column gets when the author gives none. */
  readonly name?: string | undefined;
  readonly eval: (row: readonly Value[], context: Context) => Value;
}

/** A compiled tabular expression. */
export interface BoundTable {
  readonly columns: readonly Column[];
  /** Each result row comes from one event and from nothing else. */
  readonly perRow: boolean;
  /** The order of rows is defined, which `prev`, `next` and `row_number` need. */
  readonly serialized: boolean;
  /** Whether the log is read at all (a datatable does not). */
  readonly usesEvents: boolean;
  readonly run: (context: Context) => readonly Row[];
}

/** One compiled operator of a pipeline. */
export interface Stage {
  readonly columns: readonly Column[];
  readonly perRow: boolean;
  readonly serialized: boolean;
  readonly usesEvents?: boolean;
  readonly apply: (rows: readonly Row[], context: Context) => readonly Row[];
}

/** Raised while running when a result outgrows every sensible bound: a hostile rule, not a detection. */
export class EvaluationLimit extends Error {}

const MAX_ROWS = 1_000_000;
const MAX_TEXT = 1_048_576;
const MAX_ELEMENTS = 100_000;

/** Stops a pipeline whose rows multiply without end (unions and joins of themselves). */
export function boundedRows<T extends { readonly length: number }>(rows: T): T {
  if (rows.length > MAX_ROWS) throw new EvaluationLimit(`a step gives more than ${MAX_ROWS} rows`);
  return rows;
}

/** Kusto's own bound on a string is 1 MB; ours keeps doubling `let` statements harmless. */
export function boundedText(text: string): string {
  if (text.length > MAX_TEXT) throw new EvaluationLimit("a string grows over 1 MiB");
  return text;
}

/** The same for arrays (`array_concat` of itself). */
export function boundedArray(items: readonly Value[]): readonly Value[] {
  if (items.length > MAX_ELEMENTS) throw new EvaluationLimit(`an array has over ${MAX_ELEMENTS} elements`);
  return items;
}

/** Reads a type name as `typeof(…)`, `datatable` and parameters write it. */
export function scalarType(name: string, offset: number): ScalarType {
  switch (name) {
    case "bool":
    case "boolean":
      return "bool";
    case "int":
      return "int";
    case "long":
      return "long";
    case "real":
    case "double":
      return "real";
    case "string":
      return "string";
    case "datetime":
    case "date":
      return "datetime";
    case "timespan":
    case "time":
      return "timespan";
    case "dynamic":
      return "dynamic";
    default:
      throw new RuleSyntaxError(`unknown or unsupported type \`${name}\``, offset);
  }
}

/** int, long or real. */
export function isNumeric(type: ScalarType): boolean {
  return type === "int" || type === "long" || type === "real";
}
