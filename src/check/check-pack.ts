import { type Diagnostic, diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import type { Pack } from "../load/pack.ts";
import { Lowering, lowerDefinition, type Rule } from "../lower/lower.ts";
import { attackTechniques } from "./attack-techniques.ts";
import { auditLevel } from "./audit-level.ts";
import { impossibleValues } from "./impossible-values.ts";
import { uniqueIds } from "./unique-ids.ts";

/** A pack whose every definition has been checked; `rules` are those without an error. */
export interface CheckedPack {
  readonly pack: Pack;
  readonly rules: readonly Rule[];
  readonly problems: readonly Diagnostic[];
}

/** Checks about the whole pack, one for each file of this folder. */
const packChecks = [uniqueIds, impossibleValues, attackTechniques] as const;

/** Runs all checks, and lowers the definitions that pass. */
export function checkPack(pack: Pack): CheckedPack {
  const problems: Diagnostic[] = [...pack.problems];
  for (const check of packChecks) problems.push(...check(pack));
  for (const macro of pack.macros.values()) {
    const lowering = new Lowering(pack);
    lowering.clause({ kind: "use", macro: macro.name, path: "match", span: macro.span }, undefined);
    problems.push(...lowering.problems);
  }
  const rules = pack.definitions.flatMap((definition) => {
    const lowered = lowerDefinition(definition, pack);
    const found = [...lowered.problems, ...auditLevel(lowered.rule)];
    problems.push(...found);
    return hasErrors(found) ? [] : [lowered.rule];
  });
  const broken = new Set(problems.filter((one) => one.severity === "error").map((one) => one.file));
  for (const definition of pack.definitions) {
    if (pack.tests.has(definition.id)) continue;
    const message = `\`${definition.id}\` has no tests`;
    problems.push(
      diagnostic("RW1401", definition.spans.id, message, `write ${definition.id}.tests.yaml beside it`),
    );
  }
  return {
    pack,
    rules: rules.filter((rule) => !broken.has(rule.definition.file)),
    problems: inOrder(problems),
  };
}

/** By file and place; the same finding once (a macro is lowered wherever it is used). */
function inOrder(problems: readonly Diagnostic[]): Diagnostic[] {
  const unique = new Map(
    problems.map((one) => [`${one.file} ${one.span?.start} ${one.code} ${one.message}`, one]),
  );
  return [...unique.values()].sort(
    (a, b) => (a.file ?? "").localeCompare(b.file ?? "", "en") || (a.span?.start ?? 0) - (b.span?.start ?? 0),
  );
}
