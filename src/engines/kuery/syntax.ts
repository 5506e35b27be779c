/** A field name or value of KQL, decoded; `parts` are the pieces between the wildcards of an unquoted one. */
export interface Literal {
  readonly text: string;
  readonly quoted: boolean;
  readonly parts?: readonly string[];
  readonly offset: number;
}

/** The comparison of a range. */
export type RangeOperator = "<" | "<=" | ">" | ">=";

/** The syntax tree of Kibana's query language (Elastic: "Kibana Query Language"). */
export type Query = { readonly offset: number } & (
  | { readonly kind: "and" | "or"; readonly items: readonly Query[] }
  | { readonly kind: "not"; readonly item: Query }
  | { readonly kind: "is"; readonly field?: Literal; readonly value: Literal }
  | { readonly kind: "range"; readonly field: Literal; readonly op: RangeOperator; readonly value: Literal }
  | { readonly kind: "nested"; readonly path: Literal; readonly item: Query }
  | { readonly kind: "everything" }
);
