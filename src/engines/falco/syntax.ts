import type { Located } from "./located.ts";

/** A constant of a condition. */
export interface Constant {
  readonly kind: "constant";
  readonly text: string;
  readonly offset: number;
}

/** A field, with what stands in its brackets. */
export interface FieldExpression {
  readonly kind: "field";
  readonly name: string;
  readonly arg: string | undefined;
  readonly offset: number;
}

/** A field transformer such as `tolower(…)`, or `val(…)`. */
export interface TransformExpression {
  readonly kind: "transform";
  readonly name: string;
  readonly args: readonly TransformArgument[];
  readonly offset: number;
}

/** The bracketed list of `join(",", (a, b))`. */
export interface ListExpression {
  readonly kind: "list";
  readonly items: readonly Operand[];
  readonly offset: number;
}

/** What a check can compare. */
export type Operand = FieldExpression | TransformExpression | Constant;

/** What a transformer can take. */
export type TransformArgument = Operand | ListExpression;

/** The right side of a check. */
export type Right =
  | Constant
  | FieldExpression
  | TransformExpression
  | { readonly kind: "constants"; readonly items: readonly Constant[]; readonly offset: number };

/** A condition (libsinsp's filter grammar, `filter/parser.h`); offsets are those of the rule files. */
export type Condition =
  | { readonly kind: "and" | "or"; readonly items: readonly Condition[]; readonly offset: number }
  | { readonly kind: "not"; readonly item: Condition; readonly offset: number }
  | { readonly kind: "macro"; readonly name: string; readonly offset: number }
  | {
      readonly kind: "check";
      readonly left: FieldExpression | TransformExpression;
      readonly operator: string;
      /** Absent for `exists`. */
      readonly right?: Right;
      /** Written with `anyof`: one of the constants is enough. */
      readonly any: boolean;
      readonly offset: number;
    };

/** Where a condition comes from. */
export interface ConditionSource {
  readonly text: Located;
  readonly offset: number;
}
