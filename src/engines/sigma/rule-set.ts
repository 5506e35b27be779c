import { didYouMean } from "../../diagnostics/suggest.ts";
import type { AuditEvent, RuleSource } from "../engine.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import type { Reference } from "./correlation.ts";
import type { SigmaDocument } from "./document.ts";
import { eventTime, type Firing, type Hit, runCorrelation } from "./windows.ts";

/** A document and the file it stands in. */
export interface Placed {
  readonly source: RuleSource;
  readonly document: SigmaDocument;
}

type Correlation = Extract<SigmaDocument, { kind: "correlation" }>;

const MAX_DEPTH = 10;

/** All documents, found by what correlations call them. */
export class RuleSet {
  readonly #byReference = new Map<string, SigmaDocument>();
  readonly #hidden = new Set<SigmaDocument>();
  readonly #depths = new Map<Correlation, number>();
  readonly #active = new Set<Correlation>();

  constructor(placed: readonly Placed[]) {
    for (const { document } of placed) {
      for (const reference of document.references) {
        if (!this.#byReference.has(reference)) this.#byReference.set(reference, document);
      }
    }
    const shown = new Set<SigmaDocument>();
    for (const { document } of placed) {
      if (document.kind !== "correlation") continue;
      for (const { name } of document.spec.rules) {
        const rule = this.#byReference.get(name);
        if (rule && rule !== document) (document.spec.generate ? shown : this.#hidden).add(rule);
      }
    }
    for (const document of shown) this.#hidden.delete(document);
  }

  /** Rules that only serve a correlation are not run alone. */
  isShown({ document }: Placed): boolean {
    return !this.#hidden.has(document);
  }

  /**
   * How many correlations stand on each other. Refuses one of unknown rules, of itself, or of too long a chain.
   */
  check(correlation: Correlation): number {
    const known = this.#depths.get(correlation);
    if (known !== undefined) return known;
    if (this.#active.has(correlation))
      throw new RuleSyntaxError("the correlation refers to itself", correlation.spec.offset);
    this.#active.add(correlation);
    try {
      const depths = correlation.spec.rules.map((reference) => this.#checkReference(reference));
      const depth = 1 + Math.max(0, ...depths);
      if (depth > MAX_DEPTH)
        throw new RuleSyntaxError("too many correlations of correlations", correlation.spec.offset);
      this.#depths.set(correlation, depth);
      return depth;
    } finally {
      this.#active.delete(correlation);
    }
  }

  #checkReference({ name, offset }: Reference): number {
    const rule = this.#byReference.get(name);
    if (!rule) {
      const hint = didYouMean(name.slice(0, 80), this.#byReference.keys());
      throw new RuleSyntaxError(
        `the correlation names \`${name.slice(0, 80)}\`, which is no readable rule`,
        offset,
        hint ?? "give the rule an `id` or a `name`, and its file",
      );
    }
    if (rule.kind !== "correlation") return 0;
    try {
      return this.check(rule);
    } catch (error) {
      if (!(error instanceof RuleSyntaxError)) throw error;
      throw new RuleSyntaxError(`\`${name}\` cannot be run: ${error.message}`, offset);
    }
  }

  /** The alerts of a correlation on a log. */
  run(correlation: Correlation, events: readonly AuditEvent[]): readonly Firing[] {
    return this.#run(correlation, events, new Map());
  }

  #run(
    correlation: Correlation,
    events: readonly AuditEvent[],
    done: Map<SigmaDocument, readonly Hit[]>,
  ): readonly Firing[] {
    const hits = correlation.spec.rules.map(({ name }) => {
      const rule = this.#byReference.get(name);
      const known = rule && done.get(rule);
      if (!rule || known) return known ?? [];
      const found =
        rule.kind === "correlation"
          ? this.#run(rule, events, done).map(({ hit }) => hit)
          : hitsOf(rule, events);
      done.set(rule, found);
      return found;
    });
    return runCorrelation(correlation.spec, hits);
  }
}

function hitsOf(
  rule: Extract<SigmaDocument, { kind: "rule" }>,
  events: readonly AuditEvent[],
): readonly Hit[] {
  return events.flatMap((event, i) => {
    const time = rule.matches(event) ? eventTime(event) : undefined;
    return time === undefined ? [] : [{ time, event, events: [i] }];
  });
}
