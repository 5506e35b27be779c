import type { AuditLevel } from "../audit/field-path.ts";
import type { Span } from "../diagnostics/source.ts";

/** Target languages, in the order of every table. */
export const TARGETS = ["sigma", "falco", "splunk", "elastic", "sentinel"] as const;
export type Target = (typeof TARGETS)[number];

/** Severities in rising order. */
export const SEVERITIES = ["informational", "low", "medium", "high", "critical"] as const;
export type SeverityLevel = (typeof SEVERITIES)[number];

/** A value in a clause; `list` when it names a list of `_shared/lists`. */
export interface Operand {
  readonly value: string | number | boolean;
  readonly list: boolean;
  readonly span: Span;
}

interface ClauseBase {
  /** Where it stands, as text: `match.any[1].verb`. Names the clause in tests and reports. */
  readonly path: string;
  readonly span: Span;
}

/** One clause as written. */
export type Clause = BlockClause | QuantifiedClause | UseClause | FieldClause;
export interface BlockClause extends ClauseBase {
  readonly kind: "all" | "any" | "none";
  readonly items: readonly Clause[];
}
export interface QuantifiedClause extends ClauseBase {
  readonly kind: "some" | "every";
  readonly list: string;
  readonly where: Clause;
}
export interface UseClause extends ClauseBase {
  readonly kind: "use";
  readonly macro: string;
}
export interface FieldClause extends ClauseBase {
  readonly kind: "field";
  readonly field: string;
  readonly operators: readonly string[];
  readonly operands: readonly Operand[];
}

/** A named exception: matching events are left out, for the reason that is given. */
export interface Exception {
  readonly name: string;
  readonly reason: string;
  readonly match: Clause;
}

/** Which approximations may be emitted for which target. */
export type Accept = Partial<Record<Target, "wider" | "narrower">>;

/** A detection as written, its references still unresolved. */
export interface Definition {
  readonly file: string;
  readonly span: Span;
  readonly id: string;
  readonly uuid: string;
  readonly title: string;
  readonly description: string;
  readonly severity: SeverityLevel;
  readonly severityReason?: string;
  readonly status: "experimental" | "test" | "stable" | "deprecated";
  readonly attack: readonly string[];
  readonly threatMatrix: readonly string[];
  readonly references: readonly string[];
  readonly author?: string;
  readonly date?: string;
  readonly modified?: string;
  readonly stages: readonly string[];
  readonly declaredLevel?: { readonly level: AuditLevel; readonly span: Span };
  readonly match: Clause;
  readonly except: readonly Exception[];
  readonly accept: Accept;
  readonly falsepositives: readonly string[];
  readonly respond: readonly string[];
  /** The folder: the ATT&CK tactic the rule is filed under. */
  readonly tactic: string;
  /** Spans of the keys and values that checks point at. */
  readonly spans: {
    readonly id: Span;
    readonly uuid: Span;
    readonly attack: readonly Span[];
  };
}

/** A shared piece of logic. */
export interface Macro {
  readonly name: string;
  readonly file: string;
  readonly span: Span;
  readonly description: string;
  readonly match: Clause;
}

/** A shared list of values. */
export interface ValueList {
  readonly name: string;
  readonly span: Span;
  readonly description: string;
  readonly values: readonly (string | number)[];
}

/** The clauses of a clause's own level and below, itself first. */
export function* clausesOf(clause: Clause): Generator<Clause> {
  yield clause;
  if ("items" in clause) for (const item of clause.items) yield* clausesOf(item);
  if ("where" in clause) yield* clausesOf(clause.where);
}
