import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Clause, Target } from "../load/definition.ts";
import { and, FALSE, type Node, not, or, TRUE } from "../lower/ir.ts";
import type { Rule } from "../lower/lower.ts";
import type { Ability, Note } from "./backend.ts";

/** Says of one node, without its children, whether a target can say it. */
export type Abilities = (node: Exclude<Node, { kind: "const" | "and" | "or" | "not" }>) => Ability;

/** A condition that the target can say as it stands, and how it differs from the source. */
export type Sayable =
  | { readonly node: Node; readonly verdict: "exact" | "wider" | "narrower"; readonly notes: readonly Note[] }
  | { readonly problems: readonly Diagnostic[] };

/**
 * Rewrites a condition to one that the target can say. What it cannot say is replaced by something wider or
 * narrower, but only in the direction that the definition accepts for this target: everything else is
 * refused, with all reasons. Under a negation the directions change places.
 */
export function sayable(rule: Rule, node: Node, target: Target, abilities: Abilities): Sayable {
  const pass = new Pass(rule, target, abilities);
  const rewritten = pass.rewrite(node, false);
  if (pass.problems.length > 0) return { problems: pass.problems };
  if (rewritten.kind === "const") {
    const message = `nothing of the rule can be said in ${target}`;
    return { problems: [diagnostic("RW2001", rule.definition.spans.id, message)] };
  }
  const notes = unique(pass.notes);
  return { node: rewritten, verdict: notes[0]?.direction ?? "exact", notes };
}

function unique(notes: readonly Note[]): Note[] {
  return notes.filter(
    (note, i) =>
      notes.findIndex((other) => other.reason === note.reason && other.clause === note.clause) === i,
  );
}

/** One walk over a condition. Holds what it found. */
class Pass {
  readonly notes: Note[] = [];
  readonly problems: Diagnostic[] = [];
  readonly #target: Target;
  readonly #abilities: Abilities;
  readonly #accepted: "wider" | "narrower" | undefined;

  constructor(rule: Rule, target: Target, abilities: Abilities) {
    this.#target = target;
    this.#abilities = abilities;
    this.#accepted = rule.definition.accept[target];
  }

  rewrite(node: Node, negated: boolean): Node {
    switch (node.kind) {
      case "const":
        return node;
      case "and":
        return and(node.children.map((child) => this.rewrite(child, negated)));
      case "or":
        return or(node.children.map((child) => this.rewrite(child, negated)));
      case "not":
        return not(this.rewrite(node.child, !negated));
      default:
        return this.#leaf(node, negated);
    }
  }

  #leaf(node: Parameters<Abilities>[0], negated: boolean): Node {
    const ability = this.#abilities(node);
    if (ability.can === "say") return this.#inside(node, negated);
    if (ability.can === "approximate") {
      this.#note(node.clause, flip(ability.direction, negated), ability.reason);
      return this.#inside(node, negated);
    }
    if (this.#accepted === undefined) {
      this.#refuse(node.clause, ability);
      return TRUE;
    }
    const wanted = flip(this.#accepted, negated);
    const instead = wanted === "wider" ? (ability.wider ?? TRUE) : (ability.narrower ?? FALSE);
    this.notes.push({ direction: this.#accepted, reason: ability.reason, clause: node.clause });
    return this.rewrite(instead, negated);
  }

  #inside(node: Parameters<Abilities>[0], negated: boolean): Node {
    return "child" in node ? { ...node, child: this.rewrite(node.child, negated) } : node;
  }

  #note(clause: Clause, direction: "wider" | "narrower", reason: string): void {
    if (this.#accepted === direction) {
      this.notes.push({ direction, reason, clause });
      return;
    }
    const message = `in ${this.#target} the clause could only be ${direction}: ${reason}`;
    const hint = `accept it: \`accept: {${this.#target}: ${direction}}\``;
    this.problems.push(diagnostic("RW2003", clause.span, message, hint));
  }

  #refuse(clause: Clause, ability: Extract<Ability, { can: "refuse" }>): void {
    const code = ability.unmapped === true ? "RW2002" : "RW2001";
    this.problems.push(diagnostic(code, clause.span, ability.reason, ability.hint));
  }
}

function flip(direction: "wider" | "narrower", negated: boolean): "wider" | "narrower" {
  if (!negated) return direction;
  return direction === "wider" ? "narrower" : "wider";
}
