/**
 * What every interpreter of a target language offers. An engine follows the target's own documents; it
 * shares no code with the generator (`lower/`, `backends/`), so that agreement between the two is evidence.
 */

/** One `audit.k8s.io/v1` Event, as `JSON.parse` gives it. Untrusted: any property may have any type. */
export type AuditEvent = Readonly<Record<string, unknown>>;

/** The five target languages. */
export type EngineId = "sigma" | "falco" | "splunk" | "elastic" | "sentinel";

/** A rule file as read: `file` is only used in messages. */
export interface RuleSource {
  readonly file: string;
  readonly text: string;
}

/** Something an engine cannot read or does not know; `line` and `column` are 1-based. */
export interface RuleProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The rule it belongs to, where that is known. */
  readonly rule?: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** One alert: the events that caused it, as indexes into what was given to `run`. */
export interface EngineAlert {
  readonly events: readonly number[];
  /** The result row, for languages whose result is a table. */
  readonly row?: Readonly<Record<string, unknown>>;
}

/** A rule ready to run. */
export interface EngineRule {
  /** The rule's own stable id, or its name where the format has none. */
  readonly id: string;
  readonly title: string;
  readonly severity: "informational" | "low" | "medium" | "high" | "critical";
  /**
   * Present when the rule judges every event alone: whether this event matches.
   * Never throws for any event, however odd its types are.
   */
  readonly matches?: (event: AuditEvent) => boolean;
  /** Executes the rule on a finite list of events (in log order). */
  readonly run: (events: readonly AuditEvent[]) => readonly EngineAlert[];
}

/** The rules of some files, and everything in them that could not be read. */
export interface ParsedRules {
  readonly rules: readonly EngineRule[];
  readonly problems: readonly RuleProblem[];
}

/** How to read the rules. */
export interface EngineOptions {
  /** How audit events arrive in the product (one of the engine's `profiles`); the first by default. */
  readonly profile?: string;
  /** Splunk: macro definitions (macros.conf). */
  readonly macros?: readonly RuleSource[];
}

/** An interpreter of one target language. */
export interface Engine {
  readonly id: EngineId;
  readonly profiles: readonly string[];
  /** Reads rule files of the language; one bad rule never hides the others. Never throws on bad input. */
  readonly parse: (sources: readonly RuleSource[], options?: EngineOptions) => ParsedRules;
}
