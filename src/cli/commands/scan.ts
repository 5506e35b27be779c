import { diagnostic, hasErrors } from "../../diagnostics/diagnostic.ts";
import { printable } from "../../diagnostics/render.ts";
import type { Host } from "../../host.ts";
import { SEVERITIES, type SeverityLevel } from "../../load/definition.ts";
import type { Rule } from "../../lower/lower.ts";
import { makeAlert } from "../../scan/alert.ts";
import { compilePack } from "../../scan/dispatch.ts";
import { type SkippedLine, scanLog } from "../../scan/scan-log.ts";
import { type AlertFormat, alertWriter } from "../alert-output.ts";
import { chosen, EXIT, openPack, type PackOptions, report } from "../context.ts";
import { progressBar } from "../progress.ts";

/** Options of `scan`. */
export interface ScanOptions extends PackOptions {
  readonly files: readonly string[];
  readonly rule?: readonly string[] | undefined;
  readonly minSeverity: SeverityLevel;
  readonly failOn?: SeverityLevel | undefined;
  readonly format: AlertFormat;
  readonly strict: boolean;
  readonly all: boolean;
}

/** Broken lines that are reported one by one in each file; the rest is counted. */
const REPORTED = 10;

function rank(severity: SeverityLevel): number {
  return SEVERITIES.indexOf(severity);
}

function rulesFor(rules: readonly Rule[], options: ScanOptions): Rule[] {
  const asked = chosen(rules, options.rule, (rule) => rule.definition.id);
  return asked.filter((rule) => rank(rule.definition.severity) >= rank(options.minSeverity));
}

/** `rulewright scan`: runs the pack on logs of any size. */
export async function scan(host: Host, options: ScanOptions): Promise<number> {
  const checked = openPack(host, options, "without tests");
  if (hasErrors(checked.problems)) {
    report(
      host,
      checked.problems.filter((one) => one.severity === "error"),
    );
    return EXIT.invalid;
  }
  const rules = rulesFor(checked.rules, options);
  const dispatch = compilePack(rules);
  const writer = alertWriter(
    host,
    options.format,
    rules.map((rule) => rule.definition),
    options.all,
  );
  const totals = { lines: 0, events: 0, skipped: 0, alerts: 0, failed: 0, worst: -1 };
  const started = host.now();
  for (const file of options.files) {
    const found = await scanFile(host, file, (event, line) => {
      for (const rule of dispatch(event)) {
        totals.alerts++;
        totals.worst = Math.max(totals.worst, rank(rule.definition.severity));
        writer.alert(makeAlert(rule, event, file === "-" ? "<stdin>" : file, line));
      }
    });
    if (found === undefined) totals.failed++;
    else for (const key of ["lines", "events", "skipped"] as const) totals[key] += found[key];
  }
  const { worst, failed, ...summary } = totals;
  writer.end({ files: options.files.length, rules: rules.length, ...summary });
  const seconds = ((host.now() - started) / 1000).toFixed(1);
  host.stderr(
    `${summary.alerts} alerts of ${rules.length} rules on ${summary.events} events ` +
      `(${summary.lines} lines, ${summary.skipped} skipped) in ${seconds} s\n`,
  );
  if (failed > 0) return EXIT.usage;
  if (options.strict && totals.skipped > 0) return EXIT.findings;
  return options.failOn !== undefined && worst >= rank(options.failOn) ? EXIT.findings : EXIT.clean;
}

type OnEvent = Parameters<typeof scanLog>[1]["event"];

async function scanFile(
  host: Host,
  file: string,
  event: OnEvent,
): Promise<Awaited<ReturnType<typeof scanLog>> | undefined> {
  let reported = 0;
  const name = file === "-" ? "<stdin>" : file;
  const skipped = ({ line, reason }: SkippedLine): void => {
    if (++reported > REPORTED) return;
    host.stderr(`warning RW4001 ${printable(name)}:${line}: line skipped: ${reason}\n`);
  };
  try {
    const progress = await progressBar(host, host.size(file));
    try {
      const found = await scanLog(host.open(file), { event, skipped, bytes: progress.add });
      if (reported > REPORTED)
        host.stderr(`warning RW4001 ${printable(name)}: ${reported - REPORTED} more lines skipped\n`);
      return found;
    } finally {
      progress.stop();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined && !(error instanceof RangeError)) throw error;
    const reason = code === "ENOENT" ? "it does not exist" : code === "EISDIR" ? "it is a folder" : message;
    report(host, [diagnostic("RW4002", { file: name }, `cannot read ${name}: ${reason}`)]);
    return undefined;
  }
}
