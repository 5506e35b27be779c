import type { Emitted } from "../backends/backend.ts";
import type { AuditEvent, Engine, EngineRule } from "../engines/engine.ts";
import { compilePredicate } from "../evaluate/predicate.ts";
import type { Node } from "../lower/ir.ts";
import { eventsFor, wellFormed } from "./make-events.ts";
import { Random, seedOf } from "./random.ts";
import { shrink } from "./shrink.ts";

/** An event on which the emitted text and the definition differ in a way that the verdict does not allow. */
export interface Disagreement {
  readonly event: unknown;
  readonly source: boolean;
  readonly target: boolean;
}

/** What the proof of one emitted rule found. */
export interface Proof {
  readonly rule: string;
  readonly target: string;
  readonly profile: string;
  readonly verdict: string;
  readonly events: number;
  /** How many of them matched the definition. */
  readonly matching: number;
  readonly seed: number;
  readonly disagreements: readonly Disagreement[];
  /** Why the engine could not read the emitted file. */
  readonly unreadable: readonly string[];
}

/** How much is tried. */
export interface Budget {
  /** Events made for each rule. */
  readonly events: number;
  readonly seed: number;
  /** Disagreements after which a rule is given up. */
  readonly limit: number;
}

/** What a verdict allows: `wider` may match more, `narrower` less, `exact` neither. */
export function allows(verdict: Emitted["verdict"], source: boolean, target: boolean): boolean {
  if (source === target) return true;
  return target ? verdict === "wider" : verdict === "narrower";
}

/**
 * Proves an emitted rule: the whole emitted file is parsed by the engine of its language and executed on
 * events, and compared with the definition on each.
 *
 * @param fixtures events of tests and real logs that every rule is tried on.
 */
export function verifyRule(
  emitted: Emitted,
  engine: Engine,
  fixtures: readonly unknown[],
  budget: Budget,
): Proof {
  const { definition, condition } = emitted.rule;
  const seed = seedOf(definition.id, budget.seed);
  const head = {
    rule: definition.id,
    target: emitted.target,
    profile: emitted.profile,
    verdict: emitted.verdict,
    seed,
  };
  const parsed = engine.parse([{ file: emitted.file.path, text: emitted.file.text }], {
    profile: emitted.profile,
  });
  const [rule] = parsed.rules;
  if (rule === undefined || parsed.problems.length > 0) {
    const reasons = parsed.problems.map((one) => `${one.file}:${one.line}:${one.column}: ${one.message}`);
    return {
      ...head,
      events: 0,
      matching: 0,
      disagreements: [],
      unreadable: reasons.length > 0 ? reasons : ["no rule in the file"],
    };
  }
  const compared = compare(
    condition,
    rule,
    emitted,
    eventsFor(condition, fixtures, budget.events + fixtures.length, new Random(seed)),
    budget.limit,
  );
  return { ...head, ...compared, unreadable: [] };
}

/** What an engine says of one event. */
export function engineMatches(rule: EngineRule, event: unknown): boolean {
  const one = event as AuditEvent;
  return rule.matches === undefined ? rule.run([one]).length > 0 : rule.matches(one);
}

function compare(
  condition: Node,
  rule: EngineRule,
  emitted: Emitted,
  events: readonly unknown[],
  limit: number,
): Pick<Proof, "events" | "matching" | "disagreements"> {
  const predicate = compilePredicate(condition);
  const matches = (event: unknown): boolean => predicate(wellFormed(event));
  const disagreements: Disagreement[] = [];
  let matching = 0;
  const differs = (event: unknown): boolean =>
    !allows(emitted.verdict, matches(event), engineMatches(rule, wellFormed(event)));
  for (const event of events) {
    if (matches(event)) matching++;
    if (!differs(event)) continue;
    const smallest = wellFormed(shrink(event, differs));
    disagreements.push({ event: smallest, source: matches(smallest), target: engineMatches(rule, smallest) });
    if (disagreements.length >= limit) break;
  }
  return { events: events.length, matching, disagreements };
}
