import { didYouMean } from "../../diagnostics/suggest.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import type { Block, Parameter } from "./syntax.ts";
import type { Bound, BoundTable, Column } from "./types.ts";

/** What a `let` name (or a parameter) stands for. */
export type LetEntry =
  | { readonly kind: "scalar"; readonly bound: Bound }
  | { readonly kind: "table"; readonly table: BoundTable }
  | {
      readonly kind: "function";
      readonly parameters: readonly Parameter[];
      readonly body: Block;
      readonly scope: LetScope;
    };

/** The tables of a profile; `custom` has any table whose name ends in `_CL`. */
export interface Tables {
  readonly get: (name: string) => BoundTable | undefined;
  readonly has: (name: string) => boolean;
  readonly keys: () => Iterable<string>;
  /** What to say about a name that another profile knows. */
  readonly hint: (name: string) => string | undefined;
}

/** Counts the nodes that inlining makes, so that functions calling functions cannot explode. */
export interface Budget {
  left: number;
}

/** The names above a query: lets, parameters and the tables of the profile. */
export class LetScope {
  readonly #entries = new Map<string, LetEntry>();
  readonly #outer: LetScope | undefined;
  readonly tables: Tables;
  readonly budget: Budget;

  constructor(tables: Tables, budget: Budget, outer?: LetScope) {
    this.tables = tables;
    this.budget = budget;
    this.#outer = outer;
  }

  inner(): LetScope {
    return new LetScope(this.tables, this.budget, this);
  }

  declare(name: string, entry: LetEntry): void {
    this.#entries.set(name, entry);
  }

  find(name: string): LetEntry | undefined {
    for (let scope: LetScope | undefined = this; scope; scope = scope.#outer) {
      const entry = scope.#entries.get(name);
      if (entry) return entry;
    }
    return undefined;
  }

  names(): string[] {
    return [...this.#entries.keys(), ...(this.#outer?.names() ?? [])];
  }

  spend(offset: number): void {
    if (--this.budget.left < 0)
      throw new RuleSyntaxError("the query expands to too many expressions", offset);
  }
}

/** The names an expression may use. */
export interface Scope {
  readonly lets: LetScope;
  readonly columns: readonly Column[];
  readonly index: ReadonlyMap<string, number>;
  /** The order of rows is defined, so window functions may be used. */
  readonly serialized: boolean;
}

/** The scope of expressions over the rows of a table. */
export function rowScope(lets: LetScope, columns: readonly Column[], serialized = false): Scope {
  return { lets, columns, index: new Map(columns.map((column, i) => [column.name, i])), serialized };
}

/** The error for a name that is neither column, variable nor table. */
export function unknownName(
  name: string,
  offset: number,
  candidates: Iterable<string>,
  what: string,
  hint?: string,
): never {
  throw new RuleSyntaxError(`unknown ${what} \`${name}\``, offset, hint ?? didYouMean(name, candidates));
}
