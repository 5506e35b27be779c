import type { Comparison } from "./values.ts";

/** Operators that take two values and give one. */
export type ValueOperator = "+" | "-" | "*" | "/" | "%" | ".";

/** A tree of an `eval` or `where` expression; chains are lists, so that long ones need no deep recursion. */
export type EvalNode =
  | { readonly kind: "number"; readonly value: number; readonly offset: number }
  | { readonly kind: "string"; readonly value: string; readonly offset: number }
  | { readonly kind: "field"; readonly name: string; readonly offset: number }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly EvalNode[];
      readonly offset: number;
    }
  | {
      readonly kind: "compare";
      readonly operator: Comparison;
      readonly left: EvalNode;
      readonly right: EvalNode;
      readonly offset: number;
    }
  | {
      readonly kind: "logic";
      readonly operator: "and" | "or" | "xor";
      readonly parts: readonly EvalNode[];
      readonly offset: number;
    }
  | { readonly kind: "not"; readonly part: EvalNode; readonly offset: number }
  | { readonly kind: "negate"; readonly part: EvalNode; readonly offset: number }
  | {
      readonly kind: "chain";
      readonly first: EvalNode;
      readonly rest: readonly { readonly operator: ValueOperator; readonly part: EvalNode }[];
      readonly offset: number;
    };
