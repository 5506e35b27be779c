import type { Comparison } from "./values.ts";

/** A tree of the `search` command. */
export type SearchNode =
  | { readonly kind: "all" | "any"; readonly parts: readonly SearchNode[]; readonly offset: number }
  | { readonly kind: "not"; readonly part: SearchNode; readonly offset: number }
  | {
      readonly kind: "compare";
      readonly field: string;
      readonly operator: Comparison;
      readonly value: string;
      readonly offset: number;
    }
  | {
      readonly kind: "in";
      readonly field: string;
      readonly values: readonly string[];
      readonly offset: number;
    }
  /** A word or phrase of the raw text; `*` alone is any event. */
  | { readonly kind: "term"; readonly text: string; readonly offset: number };
