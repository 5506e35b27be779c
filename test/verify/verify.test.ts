import { readdirSync, readFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import type { Emitted } from "../../src/backends/backend.ts";
import { backends } from "../../src/backends/registry.ts";
import { engineLoaders } from "../../src/engines/registry.ts";
import { TARGETS } from "../../src/load/definition.ts";
import { eventsFor } from "../../src/verify/make-events.ts";
import { Random } from "../../src/verify/random.ts";
import { DEFAULT_BUDGET, isDisproved, verifyPack } from "../../src/verify/verify-pack.ts";
import { type Proof, verifyRule } from "../../src/verify/verify-rule.ts";
import { ruleOf } from "../helpers.ts";
import { shippedPack } from "../pack.ts";

const conformance = new URL("../conformance/", import.meta.url).pathname;
const constructs = readdirSync(conformance).filter((file) => file.endsWith(".txt"));

function told(proof: Proof): string {
  return `${proof.rule} ${proof.target} ${proof.verdict} ${proof.unreadable.join()} ${JSON.stringify(proof.disagreements)}`;
}

describe("verification", () => {
  test.each(TARGETS)("every construct means in %s what it means in the language", async (target) => {
    const engine = await engineLoaders[target]();
    for (const name of constructs) {
      const head = readFileSync(conformance + name, "utf8").split("\n---\n")[0] ?? "";
      const { match, more } = load(head) as { match: string; more?: string };
      const rule = ruleOf(match, more);
      for (const profile of backends[target].profiles) {
        const emission = backends[target].emit(rule, profile);
        if (emission.verdict === "refused") continue;
        const proof = verifyRule(emission, engine, [], { ...DEFAULT_BUDGET, events: 300 });
        expect([name, isDisproved(proof) ? told(proof) : "proved"]).toEqual([name, "proved"]);
      }
    }
  });

  test("the whole pack, in every target and profile", async () => {
    const checked = shippedPack();
    const plan = {
      rules: checked.rules,
      targets: TARGETS,
      allProfiles: true,
      fixtures: [],
      budget: { ...DEFAULT_BUDGET, events: 60 },
    };
    const proofs = await verifyPack(checked, plan);
    expect(proofs.filter(isDisproved).map(told)).toEqual([]);
    expect(proofs.length).toBeGreaterThan(checked.rules.length * 3);
  });

  test("a wrong text is found, and shrunk to what shows it", async () => {
    const rule = ruleOf("verb: create\nobjectRef.resource: pods");
    const good = backends.falco.emit(rule, "k8saudit");
    if (good.verdict === "refused") throw new Error("refused");
    const text = good.file.text.replace('ka.verb = "create"', 'ka.verb in ("create", "get")');
    const broken: Emitted = { ...good, file: { ...good.file, text } };
    const engine = await engineLoaders.falco();
    expect(isDisproved(verifyRule(good, engine, [], DEFAULT_BUDGET))).toBe(false);
    const get = {
      stage: "ResponseComplete",
      verb: "get",
      user: { username: "x" },
      objectRef: { resource: "pods", name: "y" },
    };
    const [found] = verifyRule(broken, engine, [get], DEFAULT_BUDGET).disagreements;
    expect(found).toMatchObject({
      source: false,
      target: true,
      event: { verb: "get", objectRef: { resource: "pods" } },
    });
    expect(found?.event).not.toHaveProperty("user");
    expect(isDisproved(verifyRule({ ...broken, verdict: "wider" }, engine, [get], DEFAULT_BUDGET))).toBe(
      false,
    );
    expect(isDisproved(verifyRule({ ...broken, verdict: "narrower" }, engine, [get], DEFAULT_BUDGET))).toBe(
      true,
    );
  });

  test("a text that the engine cannot read is no proof", async () => {
    const good = backends.sentinel.emit(ruleOf("verb: create"), "aks");
    if (good.verdict === "refused") throw new Error("refused");
    const broken: Emitted = {
      ...good,
      file: { ...good.file, text: good.file.text.replace("| where Verb", "| where (Verb") },
    };
    const proof = verifyRule(broken, await engineLoaders.sentinel(), [], DEFAULT_BUDGET);
    expect(proof.unreadable).not.toEqual([]);
    expect(isDisproved(proof)).toBe(true);
  });

  test("the same seed makes the same events", () => {
    const { condition } = ruleOf("pod.containers.securityContext.privileged: true\nuserAgent|contains: a");
    const make = (seed: number): unknown[] => eventsFor(condition, [], 100, new Random(seed));
    expect(make(1)).toEqual(make(1));
    expect(make(1)).not.toEqual(make(2));
  });
});
