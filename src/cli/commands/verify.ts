import { hasErrors } from "../../diagnostics/diagnostic.ts";
import type { Host } from "../../host.ts";
import { TARGETS, type Target } from "../../load/definition.ts";
import { scanLog } from "../../scan/scan-log.ts";
import { DEFAULT_BUDGET, isDisproved, verifyPack } from "../../verify/verify-pack.ts";
import type { Proof } from "../../verify/verify-rule.ts";
import { chosen, EXIT, openPack, type PackOptions, report } from "../context.ts";
import { renderDisproof } from "../disproof.ts";

/** Options of `verify`. */
export interface VerifyOptions extends PackOptions {
  readonly ids?: readonly string[] | undefined;
  readonly target?: readonly Target[] | undefined;
  readonly budget: number;
  readonly seed: number;
  readonly events?: readonly string[] | undefined;
  readonly format: "pretty" | "json";
}

/** `rulewright verify`: executes every emitted rule and compares it with its definition. */
export async function verify(host: Host, options: VerifyOptions): Promise<number> {
  const checked = openPack(host, options, "with tests");
  if (hasErrors(checked.problems)) {
    report(
      host,
      checked.problems.filter((one) => one.severity === "error"),
    );
    return EXIT.invalid;
  }
  const fixtures: unknown[] = [];
  for (const file of options.events ?? []) {
    await scanLog(host.open(file), { event: (event) => fixtures.push(event), skipped: () => undefined });
  }
  const rules = chosen(checked.rules, options.ids, (rule) => rule.definition.id);
  const budget = { ...DEFAULT_BUDGET, events: options.budget, seed: options.seed };
  const plan = { rules, targets: options.target ?? TARGETS, allProfiles: true, budget, fixtures };
  const show = (proof: Proof): void => {
    if (options.format === "pretty" && isDisproved(proof)) host.stdout(renderDisproof(host, proof));
  };
  const proofs = await verifyPack(checked, plan, show);
  const failed = proofs.filter(isDisproved);
  if (options.format === "json") host.stdout(`${JSON.stringify({ seed: options.seed, proofs }, null, 2)}\n`);
  else {
    const events = proofs.reduce((sum, proof) => sum + proof.events, 0);
    host.stdout(
      `${proofs.length} emitted rules, ${events} events, seed ${options.seed}: ` +
        `${proofs.length - failed.length} proved, ${failed.length} disproved\n`,
    );
  }
  return failed.length === 0 ? EXIT.clean : EXIT.findings;
}
