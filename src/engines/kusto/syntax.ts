import type { ScalarType, Value } from "./types.ts";

/** The syntax tree of Kusto queries; every node knows its offset so that every problem has a position. */
export type Expression = { readonly offset: number } & (
  | { readonly kind: "literal"; readonly type: ScalarType; readonly value: Value }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "star" }
  | { readonly kind: "typeof"; readonly type: ScalarType }
  | { readonly kind: "member"; readonly target: Expression; readonly name: string }
  | { readonly kind: "index"; readonly target: Expression; readonly index: Expression }
  | CallExpression
  | { readonly kind: "binary"; readonly op: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "logical"; readonly op: "and" | "or"; readonly items: readonly Expression[] }
  | {
      readonly kind: "list";
      readonly op: string;
      readonly left: Expression;
      readonly items: readonly Expression[];
    }
  | {
      readonly kind: "between";
      readonly negated: boolean;
      readonly value: Expression;
      readonly low: Expression;
      readonly high: Expression;
    }
  | { readonly kind: "minus"; readonly value: Expression }
  | { readonly kind: "query"; readonly query: Query }
);

/** A function call; shared by scalar functions, aggregates and user functions. */
export interface CallExpression {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Expression[];
  readonly offset: number;
}

/** `name = expression`; without a name, Kusto makes one. */
export interface Assignment {
  readonly name?: string;
  readonly expression: Expression;
  readonly offset: number;
}

/** A column name or pattern of `project-away` and its kind. */
export interface ColumnPattern {
  readonly pattern: string;
  readonly offset: number;
}

/** `sort by` key. */
export interface SortKey {
  readonly expression: Expression;
  readonly ascending: boolean;
  readonly nullsFirst: boolean;
}

/** An expanded array of `mv-expand` and `mv-apply`. */
export interface ExpandItem extends Assignment {
  readonly type?: ScalarType;
}

/** A tabular operator. */
export type Operator = { readonly offset: number } & (
  | { readonly op: "where"; readonly condition: Expression }
  | { readonly op: "extend" | "project" | "distinct" | "serialize"; readonly items: readonly Assignment[] }
  | {
      readonly op: "project-away" | "project-keep" | "project-reorder";
      readonly patterns: readonly ColumnPattern[];
    }
  | {
      readonly op: "project-rename";
      readonly pairs: readonly { readonly to: string; readonly from: string; readonly offset: number }[];
    }
  | {
      readonly op: "summarize";
      readonly aggregates: readonly Assignment[];
      readonly by: readonly Assignment[];
    }
  | {
      readonly op: "mv-expand" | "mv-apply";
      readonly items: readonly ExpandItem[];
      readonly itemIndex?: string;
      readonly limit?: Expression;
      readonly asArray: boolean;
      readonly body: readonly Operator[];
    }
  | {
      readonly op: "join";
      readonly joinKind: string;
      readonly right: Query;
      readonly on: readonly Expression[];
      readonly lookup: boolean;
    }
  | {
      readonly op: "union";
      readonly tables: readonly Query[];
      readonly inner: boolean;
      readonly source?: string;
    }
  | { readonly op: "take"; readonly count: Expression }
  | { readonly op: "top"; readonly count: Expression; readonly keys: readonly SortKey[] }
  | { readonly op: "sort"; readonly keys: readonly SortKey[] }
  | { readonly op: "count"; readonly name: string }
);

/** Where a pipeline starts. */
export type Source = { readonly offset: number } & (
  | { readonly kind: "reference"; readonly expression: Expression }
  | { readonly kind: "print"; readonly items: readonly Assignment[] }
  | {
      readonly kind: "datatable";
      readonly columns: readonly { readonly name: string; readonly type: ScalarType }[];
      readonly cells: readonly Expression[];
    }
  | {
      readonly kind: "union";
      readonly tables: readonly Query[];
      readonly inner: boolean;
      readonly source?: string;
    }
);

/** A pipeline. */
export interface Query {
  readonly source: Source;
  readonly operators: readonly Operator[];
  readonly offset: number;
}

/** A parameter of a `let` function; `columns` makes it tabular, an empty list means `(*)`. */
export interface Parameter {
  readonly name: string;
  readonly type?: ScalarType;
  readonly columns?: readonly { readonly name: string; readonly type: ScalarType }[];
  readonly fallback?: Expression;
  readonly offset: number;
}

/** `let name = …;` */
export interface LetStatement {
  readonly name: string;
  readonly offset: number;
  readonly parameters?: readonly Parameter[];
  readonly body: Block;
}

/** Statements and the expression that gives the result; a lone scalar stands as a `reference`. */
export interface Block {
  readonly lets: readonly LetStatement[];
  readonly result: Query;
}
