import type { Rule } from "../lower/lower.ts";
import type { Note } from "./backend.ts";

/** The reasons of an inexact rule, as sentences for its own description. */
export function describeNotes(verdict: string, notes: readonly Note[]): string | undefined {
  if (notes.length === 0) return undefined;
  const effect =
    verdict === "wider" ? "matches more than its source" : "misses some of what its source matches";
  const reasons = gather(notes.map((note) => note.reason));
  return `This rule is ${verdict}: it ${effect}. ${reasons.map(sentence).join(" ")}`;
}

/** Reasons that differ only in the field they name become one, which names the first. */
export function gather(reasons: readonly string[]): string[] {
  const groups = new Map<string, Set<string>>();
  for (const reason of reasons) {
    const shape = reason.replace(/`[^`]*`/, "`…`");
    groups.set(shape, (groups.get(shape) ?? new Set()).add(reason));
  }
  return [...groups.values()].map((group) => {
    const [first = "", ...others] = group;
    return others.length === 0 ? first : `${first}; so it is with ${others.length} more fields`;
  });
}

function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return start.endsWith(".") ? start : `${start}.`;
}

/** Description and, where the rule is not exact, what that means. */
export function fullDescription(rule: Rule, verdict: string, notes: readonly Note[]): string {
  const extra = describeNotes(verdict, notes);
  const text = rule.definition.description.replaceAll(/\s*\n\s*/g, " ").trim();
  return extra === undefined ? text : `${text} ${extra}`;
}
