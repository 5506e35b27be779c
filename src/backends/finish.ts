import { diagnostic } from "../diagnostics/diagnostic.ts";
import type { Target } from "../load/definition.ts";
import type { Node } from "../lower/ir.ts";
import type { Rule } from "../lower/lower.ts";
import { type Abilities, sayable } from "./approximate.ts";
import type { Emission, Note, OutputFile } from "./backend.ts";

/** What a backend makes of a condition that its target can say. */
export interface Made {
  readonly query: string;
  readonly file: OutputFile;
  /** Why the text cannot be installed (a limit of the target), if so. */
  readonly limit?: string;
}

/**
 * The path that every backend takes: find what can be said, write it, hold it against the target's limits.
 *
 * @param node the rule's condition in the form that the backend prefers.
 */
export function emitWith(
  rule: Rule,
  node: Node,
  place: { readonly target: Target; readonly profile: string },
  abilities: Abilities,
  make: (node: Node, verdict: "exact" | "wider" | "narrower", notes: readonly Note[]) => Made,
): Emission {
  const said = sayable(rule, node, place.target, abilities);
  if ("problems" in said) return { verdict: "refused", rule, ...place, problems: said.problems };
  const { query, file, limit } = make(said.node, said.verdict, said.notes);
  if (limit !== undefined) {
    const problem = diagnostic("RW2004", rule.definition.spans.id, `${place.target}: ${limit}`);
    return { verdict: "refused", rule, ...place, problems: [problem] };
  }
  return { verdict: said.verdict, rule, ...place, query, notes: said.notes, file };
}
