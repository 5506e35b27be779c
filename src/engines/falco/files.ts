import type { RuleProblem, RuleSource } from "../engine.ts";
import { lineAndColumn, type RuleSyntaxError } from "../syntax-error.ts";

/** All rule files in one row of offsets, since Falco merges lists, macros and rules across files. */
export class Files {
  readonly #sources: readonly RuleSource[];
  readonly #bases: readonly number[];

  constructor(sources: readonly RuleSource[]) {
    this.#sources = sources;
    let next = 0;
    this.#bases = sources.map(({ text }) => {
      const base = next;
      next += text.length + 1;
      return base;
    });
  }

  /** The offset at which a file begins. */
  base(index: number): number {
    return this.#bases[index] ?? 0;
  }

  /** A problem at an offset in the row. */
  problem(offset: number, message: string, rule?: string, hint?: string): RuleProblem {
    const after = this.#bases.findIndex((base) => base > offset);
    const index = Math.max(0, after < 0 ? this.#sources.length - 1 : after - 1);
    const source = this.#sources[index] ?? { file: "", text: "" };
    const place = lineAndColumn(source.text, offset - this.base(index));
    return {
      file: source.file,
      ...place,
      ...(rule === undefined ? {} : { rule }),
      message,
      ...(hint === undefined ? {} : { hint }),
    };
  }

  /** The problem that an error tells of. */
  problemOf(error: RuleSyntaxError, rule?: string): RuleProblem {
    return this.problem(error.offset, error.message, rule, error.hint);
  }
}
