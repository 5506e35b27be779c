import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Clause, Target } from "../load/definition.ts";
import type { Node } from "../lower/ir.ts";
import type { Rule } from "../lower/lower.ts";

/** How far the emitted rule is from its source (docs/verdicts.md). */
export type Verdict = "exact" | "wider" | "narrower" | "sampled" | "refused";

/** Why an emitted rule is not exact. */
export interface Note {
  readonly direction: "wider" | "narrower";
  readonly reason: string;
  readonly clause: Clause;
}

/** A file of the output, its path relative to the target's folder. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** A rule in a target's language. */
export interface Emitted {
  readonly verdict: Exclude<Verdict, "refused">;
  readonly rule: Rule;
  readonly target: Target;
  readonly profile: string;
  /** The expression alone, as it stands in the envelope. */
  readonly query: string;
  readonly notes: readonly Note[];
  /** The rule as a file of its own. */
  readonly file: OutputFile;
}

/** A rule that the target cannot say. */
export interface Refused {
  readonly verdict: "refused";
  readonly rule: Rule;
  readonly target: Target;
  readonly profile: string;
  readonly problems: readonly Diagnostic[];
}

export type Emission = Emitted | Refused;

/** What a backend answers when asked whether it can say a node (its children apart). */
export type Ability =
  /** As it is. */
  | { readonly can: "say" }
  /** As it is, but the text matches more or less than the node. */
  | { readonly can: "approximate"; readonly direction: "wider" | "narrower"; readonly reason: string }
  /** Not at all; perhaps something that matches more, or less, can stand in its place. */
  | {
      readonly can: "refuse";
      readonly reason: string;
      readonly hint?: string;
      /** The field is missing in the profile, rather than the construct in the language. */
      readonly unmapped?: true;
      readonly wider?: Node;
      readonly narrower?: Node;
    };

export const SAY: Ability = { can: "say" };

/** A target language. A backend is one folder with this interface, and one line in `registry.ts`. */
export interface Backend {
  readonly id: Target;
  readonly title: string;
  /** Ways in which audit events arrive in the product; the first is the default. */
  readonly profiles: readonly string[];
  readonly emit: (rule: Rule, profile: string) => Emission;
  /** The files that install all rules at once, and the README of the target's folder. */
  readonly bundle: (emitted: readonly Emitted[], profile: string) => readonly OutputFile[];
}
