import type { Emission, Emitted, OutputFile } from "../backends/backend.ts";
import { gather } from "../backends/describe.ts";
import { backends } from "../backends/registry.ts";
import type { Target } from "../load/definition.ts";
import { TARGETS } from "../load/definition.ts";
import type { Rule } from "../lower/lower.ts";

/** What `compile` is asked for. */
export interface CompileOptions {
  readonly targets: readonly Target[];
  /** Profile by target; the target's default where absent. */
  readonly profiles: Partial<Record<Target, string>>;
}

/** All rules in all asked targets, and the files of the output folder. */
export interface Compiled {
  /** Sorted by id. */
  readonly rules: readonly Rule[];
  readonly emissions: readonly Emission[];
  /** Sorted by path, relative to the output folder. */
  readonly files: readonly OutputFile[];
}

/** The profile a target is compiled for. */
export function profileOf(target: Target, options: CompileOptions): string {
  return options.profiles[target] ?? backends[target].profiles[0] ?? "";
}

/** Emits every rule for every asked target. The same rules give the same bytes. */
export function compileRules(rules: readonly Rule[], options: CompileOptions): Compiled {
  const sorted = [...rules].sort((a, b) => (a.definition.id < b.definition.id ? -1 : 1));
  const emissions: Emission[] = [];
  const files: OutputFile[] = [];
  for (const target of TARGETS.filter((one) => options.targets.includes(one))) {
    const backend = backends[target];
    const profile = profileOf(target, options);
    const made = sorted.map((rule) => backend.emit(rule, profile));
    const emitted = made.filter((one): one is Emitted => one.verdict !== "refused");
    emissions.push(...made);
    const own = [...emitted.map((one) => one.file), ...backend.bundle(emitted, profile)];
    files.push(...own.map((file) => ({ path: `${target}/${file.path}`, text: file.text })));
  }
  files.push({ path: "manifest.json", text: manifest(sorted, emissions) });
  return { rules: sorted, emissions, files: inOrder(files) };
}

function inOrder(files: readonly OutputFile[]): OutputFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** How a verdict was proved: the events that were tried, and the seed that makes them again. */
export interface Evidence {
  readonly events: number;
  readonly matching: number;
  readonly seed: number;
}

/** The same output, its manifest with the evidence of each verdict. */
export function withEvidence(compiled: Compiled, evidence: ReadonlyMap<Emission, Evidence>): Compiled {
  const text = manifest(compiled.rules, compiled.emissions, evidence);
  const others = compiled.files.filter((file) => file.path !== "manifest.json");
  return { ...compiled, files: inOrder([...others, { path: "manifest.json", text }]) };
}

/** Every rule and what became of it, for machines. */
function manifest(
  rules: readonly Rule[],
  emissions: readonly Emission[],
  evidence: ReadonlyMap<Emission, Evidence> = new Map(),
): string {
  const entries = rules.map((rule) => {
    const { id, uuid, title, severity, status, attack, tactic } = rule.definition;
    const own = emissions.filter((one) => one.rule === rule);
    const targets = Object.fromEntries(own.map((one) => [one.target, entryOf(one, evidence.get(one))]));
    return { id, uuid, title, tactic, severity, status, attack, level: rule.level, targets };
  });
  return `${JSON.stringify({ format: 1, rules: entries }, null, 2)}\n`;
}

function entryOf(one: Emission, evidence: Evidence | undefined): object {
  const head = { verdict: one.verdict, profile: one.profile };
  if (one.verdict === "refused")
    return { ...head, reasons: gather(one.problems.map((found) => found.message)) };
  const reasons = gather(one.notes.map((note) => note.reason));
  return {
    ...head,
    file: `${one.target}/${one.file.path}`,
    ...(reasons.length > 0 ? { reasons } : {}),
    ...(evidence === undefined ? {} : { evidence }),
  };
}
