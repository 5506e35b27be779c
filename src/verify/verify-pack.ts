import type { Emission } from "../backends/backend.ts";
import { backends } from "../backends/registry.ts";
import type { CheckedPack } from "../check/check-pack.ts";
import { engineLoaders } from "../engines/registry.ts";
import type { Target } from "../load/definition.ts";
import type { Rule } from "../lower/lower.ts";
import { type Budget, type Proof, verifyRule } from "./verify-rule.ts";

/** Events made for each rule and target when no budget is given. */
export const DEFAULT_BUDGET: Budget = { events: 200, seed: 20_260_101, limit: 3 };

/** What is verified. */
export interface VerifyPlan {
  readonly rules: readonly Rule[];
  readonly targets: readonly Target[];
  /** All profiles of a target, instead of its default alone. */
  readonly allProfiles: boolean;
  readonly budget: Budget;
  /** Real events that every rule is tried on, besides its own tests. */
  readonly fixtures: readonly unknown[];
}

/** Proves every emitted rule; calls `onProof` as each is done. */
export async function verifyPack(
  checked: CheckedPack,
  plan: VerifyPlan,
  onProof: (proof: Proof) => void = () => undefined,
): Promise<Proof[]> {
  const proofs: Proof[] = [];
  for (const target of plan.targets) {
    const engine = await engineLoaders[target]();
    const backend = backends[target];
    for (const profile of plan.allProfiles ? backend.profiles : backend.profiles.slice(0, 1)) {
      for (const rule of plan.rules) {
        const emission = backend.emit(rule, profile);
        if (emission.verdict === "refused") continue;
        const tests = checked.pack.tests.get(rule.definition.id)?.cases.flatMap((test) => test.events) ?? [];
        const proof = verifyRule(emission, engine, [...tests, ...plan.fixtures], plan.budget);
        proofs.push(proof);
        onProof(proof);
      }
    }
  }
  return proofs;
}

/** Proves what was compiled, with events made from the rules alone: the same on every machine. */
export async function proveEmissions(
  emissions: readonly Emission[],
  budget: Budget,
): Promise<Map<Emission, Proof>> {
  const proofs = new Map<Emission, Proof>();
  for (const emission of emissions) {
    if (emission.verdict === "refused") continue;
    proofs.set(emission, verifyRule(emission, await engineLoaders[emission.target](), [], budget));
  }
  return proofs;
}

/** Whether a proof failed. */
export function isDisproved(proof: Proof): boolean {
  return proof.disagreements.length > 0 || proof.unreadable.length > 0;
}
