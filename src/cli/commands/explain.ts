import type { Event } from "../../audit/envelopes.ts";
import type { Emission } from "../../backends/backend.ts";
import { backends } from "../../backends/registry.ts";
import { printable, renderDiagnostic } from "../../diagnostics/render.ts";
import { decide } from "../../evaluate/decide.ts";
import type { Host } from "../../host.ts";
import { TARGETS, type Target } from "../../load/definition.ts";
import { printClause } from "../../load/print-clause.ts";
import { printNode } from "../../lower/print.ts";
import { makeAlert } from "../../scan/alert.ts";
import { scanLog } from "../../scan/scan-log.ts";
import { chosen, EXIT, openPack, type PackOptions, report, UsageError } from "../context.ts";

/** Options of `explain`. */
export interface ExplainOptions extends PackOptions {
  readonly id: string;
  readonly event?: string | undefined;
  readonly target?: readonly Target[] | undefined;
}

/** `rulewright explain`: what a rule means, in every target, and why an event matches it or not. */
export async function explain(host: Host, options: ExplainOptions): Promise<number> {
  const checked = openPack(host, options, "without tests");
  const own = checked.problems.filter((one) => one.severity === "error" && one.file?.includes(options.id));
  if (own.length > 0) {
    report(host, own);
    return EXIT.invalid;
  }
  const [rule] = chosen(checked.rules, [options.id], (one) => one.definition.id);
  if (rule === undefined) throw new UsageError(`there is no detection \`${options.id}\``);
  const { definition } = rule;
  host.stdout(
    `${definition.title} (${definition.severity}, ${definition.attack.join(" ")})\n${definition.description}\n\n`,
  );
  host.stdout(
    `Matches at stage ${definition.stages.join(" or ")}, from audit level ${rule.level} on, when\n\n`,
  );
  host.stdout(
    `  ${printClause(definition.match, "  ")}\n\nIn full:\n\n  ${printNode(rule.written, "  ")}\n\n`,
  );
  for (const exception of definition.except) host.stdout(`Except ${exception.name}: ${exception.reason}\n`);
  if (options.event !== undefined) {
    await explainEvents(host, options.event, (event, line) => {
      const decision = decide(rule, checked.pack, event);
      const alert = makeAlert(rule, event, options.event ?? "", line);
      const what = `${alert.user || "(no user)"} ${alert.verb} ${alert.resource} ${alert.name ?? ""}`;
      host.stdout(
        `${decision.matches ? "MATCH   " : "no match"}  line ${line}: ${printable(what)} (${printable(alert.stage)})\n`,
      );
      if (!decision.stage) host.stdout(`  the rule looks at stage ${definition.stages.join(", ")} only\n`);
      for (const clause of decision.decidedBy) host.stdout(`  decided by ${clause.path}\n`);
      if (decision.decidedBy.length === 0 && decision.stage)
        host.stdout("  decided by several clauses together\n");
    });
    return EXIT.clean;
  }
  for (const target of options.target ?? TARGETS) {
    writeEmission(host, backends[target].emit(rule, backends[target].profiles[0] ?? ""));
  }
  return EXIT.clean;
}

function writeEmission(host: Host, emission: Emission): void {
  host.stdout(`── ${backends[emission.target].title} (${emission.profile}): ${emission.verdict}\n`);
  if (emission.verdict === "refused") {
    for (const problem of emission.problems) host.stdout(`${renderDiagnostic(problem, host.colour)}\n`);
    return;
  }
  for (const note of emission.notes)
    host.stdout(`   ${note.direction} at ${note.clause.path}: ${note.reason}\n`);
  host.stdout(`\n${emission.query}\n\n`);
}

async function explainEvents(
  host: Host,
  file: string,
  visit: (event: Event, line: number) => void,
): Promise<void> {
  try {
    await scanLog(host.open(file), {
      event: visit,
      skipped: ({ line, reason }) => host.stderr(`warning RW4001 ${file}:${line}: line skipped: ${reason}\n`),
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`cannot read ${file}: ${message}`);
  }
}
