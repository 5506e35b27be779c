import { compilePredicate } from "../evaluate/predicate.ts";
import type { Node } from "../lower/ir.ts";
import type { Rule } from "../lower/lower.ts";

/** A rule ready to be asked. */
export interface Compiled {
  readonly rule: Rule;
  readonly matches: (event: unknown) => boolean;
}

/** Finds the rules that match an event. */
export type Dispatcher = (event: unknown) => readonly Rule[];

interface Keyed extends Compiled {
  /** The only values that can match; undefined when any can. */
  readonly verbs: ReadonlySet<unknown> | undefined;
  readonly stages: ReadonlySet<unknown> | undefined;
}

/**
 * Compiles a pack: rules are found by the resource of the event first, then by stage and verb, so that most
 * rules are never asked about most events. What is skipped could not have matched: the keys are necessary
 * conditions, read from the top-level conjunction.
 */
export function compilePack(rules: readonly Rule[]): Dispatcher {
  const byResource = new Map<unknown, Keyed[]>();
  const always: Keyed[] = [];
  for (const rule of rules) {
    const keyed: Keyed = {
      rule,
      matches: compilePredicate(rule.condition),
      verbs: required(rule.condition, "verb"),
      stages: required(rule.condition, "stage"),
    };
    const resources = required(rule.condition, "objectRef.resource");
    if (resources === undefined) always.push(keyed);
    else for (const one of resources) byResource.set(one, [...(byResource.get(one) ?? []), keyed]);
  }
  return (event) => {
    const fields = event as { verb?: unknown; stage?: unknown; objectRef?: { resource?: unknown } | null };
    const found: Rule[] = [];
    const ask = (one: Keyed): void => {
      if (one.stages?.has(fields.stage) === false || one.verbs?.has(fields.verb) === false) return;
      if (one.matches(event)) found.push(one.rule);
    };
    always.forEach(ask);
    byResource.get(fields.objectRef?.resource)?.forEach(ask);
    return found;
  };
}

/** The values one of which a field must have for the condition to hold. */
export function required(node: Node, path: string): ReadonlySet<unknown> | undefined {
  if (node.kind === "equals" && !node.nocase && node.field.root === "event") {
    const name = node.field.segments.map((segment) => segment.key).join(".");
    return name === path ? new Set(node.values) : undefined;
  }
  if (node.kind === "and") {
    const sets = node.children.flatMap((child) => required(child, path) ?? []);
    return sets.sort((a, b) => a.size - b.size)[0];
  }
  if (node.kind === "or") {
    const sets = node.children.map((child) => required(child, path));
    if (sets.includes(undefined)) return undefined;
    return new Set(sets.flatMap((set) => [...(set ?? [])]));
  }
  return undefined;
}
