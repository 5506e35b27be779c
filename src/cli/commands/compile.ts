import { backends } from "../../backends/registry.ts";
import { hasErrors } from "../../diagnostics/diagnostic.ts";
import type { Host } from "../../host.ts";
import { TARGETS, type Target } from "../../load/definition.ts";
import { type Compiled, compileRules, withEvidence } from "../../publish/compile.ts";
import { driftOf, replaceFolder } from "../../publish/write-folder.ts";
import { EXIT, openPack, type PackOptions, report, UsageError } from "../context.ts";
import { diagnosticData } from "../formats.ts";

/** Options of `compile`. */
export interface CompileCommandOptions extends PackOptions {
  readonly target?: readonly Target[] | undefined;
  readonly profile?: readonly string[] | undefined;
  readonly out: string;
  readonly check: boolean;
  readonly verify: boolean;
  readonly format: "pretty" | "json";
}

/** `splunk=raw` or, with one target, `raw`. */
function profilesOf(options: CompileCommandOptions): Partial<Record<Target, string>> {
  const profiles: Partial<Record<Target, string>> = {};
  for (const text of options.profile ?? []) {
    const [first = "", second] = text.split("=");
    const target = second === undefined ? options.target?.[0] : TARGETS.find((one) => one === first);
    const profile = second ?? first;
    if (target === undefined || !backends[target].profiles.includes(profile)) {
      const known = TARGETS.flatMap((one) => backends[one].profiles.map((name) => `${one}=${name}`));
      throw new UsageError(`unknown profile \`${text}\`; profiles: ${known.join(", ")}`);
    }
    profiles[target] = profile;
  }
  return profiles;
}

/** `rulewright compile`: writes the rules of all targets, or checks that they are up to date. */
export async function compile(host: Host, options: CompileCommandOptions): Promise<number> {
  const checked = openPack(host, options, "without tests");
  const errors = checked.problems.filter((one) => one.severity === "error");
  if (hasErrors(errors)) {
    report(host, errors);
    host.stderr("nothing was written\n");
    return EXIT.invalid;
  }
  const targets = options.target ?? TARGETS;
  const emitted = compileRules(checked.rules, { targets, profiles: profilesOf(options) });
  const compiled = options.verify ? await proved(host, emitted) : emitted;
  if (compiled === undefined) return EXIT.findings;
  if (options.check) return checkDrift(host, options.out, compiled, options.format);
  try {
    replaceFolder(options.out, compiled.files);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  summarise(host, options, compiled);
  return EXIT.clean;
}

/** Events made for each rule and target before it is written. `verify` tries more. */
const BUDGET = 40;

/** The output with its evidence; undefined, and nothing is written, when a verdict is disproved. */
async function proved(host: Host, compiled: Compiled): Promise<Compiled | undefined> {
  const { isDisproved, DEFAULT_BUDGET, proveEmissions } = await import("../../verify/verify-pack.ts");
  const proofs = await proveEmissions(compiled.emissions, { ...DEFAULT_BUDGET, events: BUDGET });
  const failed = [...proofs.values()].filter(isDisproved);
  if (failed.length > 0) {
    const { renderDisproof } = await import("../disproof.ts");
    for (const proof of failed) host.stderr(renderDisproof(host, proof));
    host.stderr("nothing was written: a rule must not claim what was disproved\n");
    return undefined;
  }
  const evidence = new Map(
    [...proofs].map(([one, { events, matching, seed }]) => [one, { events, matching, seed }]),
  );
  return withEvidence(compiled, evidence);
}

function checkDrift(host: Host, out: string, compiled: Compiled, format: string): number {
  const drift = driftOf(out, compiled.files, () => true);
  const all = [
    ...drift.missing.map((path) => `missing  ${path}`),
    ...drift.changed.map((path) => `changed  ${path}`),
    ...drift.extra.map((path) => `extra    ${path}`),
  ];
  if (format === "json") host.stdout(`${JSON.stringify({ drift }, null, 2)}\n`);
  else if (all.length === 0) host.stdout(`${out} is up to date (${compiled.files.length} files)\n`);
  else
    host.stdout(
      `${out} is not what the definitions compile to:\n  ${all.join("\n  ")}\nrun: rulewright compile\n`,
    );
  return all.length === 0 ? EXIT.clean : EXIT.findings;
}

function summarise(host: Host, options: CompileCommandOptions, compiled: Compiled): void {
  if (options.format === "json") {
    const rules = compiled.emissions.map((one) => ({
      id: one.rule.definition.id,
      target: one.target,
      profile: one.profile,
      verdict: one.verdict,
      ...(one.verdict === "refused"
        ? { problems: one.problems.map(diagnosticData) }
        : { file: `${one.target}/${one.file.path}`, reasons: one.notes.map((note) => note.reason) }),
    }));
    host.stdout(`${JSON.stringify({ out: options.out, files: compiled.files.length, rules }, null, 2)}\n`);
    return;
  }
  for (const target of new Set(compiled.emissions.map((one) => one.target))) {
    const own = compiled.emissions.filter((one) => one.target === target);
    const counts = ["exact", "wider", "narrower", "sampled", "refused"].flatMap((verdict) => {
      const count = own.filter((one) => one.verdict === verdict).length;
      return count === 0 ? [] : [`${count} ${verdict}`];
    });
    host.stdout(`${target.padEnd(9)} ${counts.join(", ")}\n`);
  }
  host.stdout(`${compiled.files.length} files in ${options.out}\n`);
}
