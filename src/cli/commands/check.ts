import { atLeast, hasErrors, type Severity } from "../../diagnostics/diagnostic.ts";
import type { Host } from "../../host.ts";
import { EXIT, openPack, type PackOptions, report } from "../context.ts";
import { diagnosticData, type Format, githubAnnotation, junitOfDiagnostics } from "../formats.ts";

/** Options of `check`. */
export interface CheckOptions extends PackOptions {
  readonly format: Format;
  readonly failLevel: Severity;
}

/** `rulewright check`: validates definitions and their tests' form. */
export function check(host: Host, options: CheckOptions): number {
  const { pack, problems } = openPack(host, options, "with tests");
  if (options.format === "json") {
    host.stdout(
      `${JSON.stringify({ definitions: pack.definitions.length, problems: problems.map(diagnosticData) }, null, 2)}\n`,
    );
  } else if (options.format === "junit") host.stdout(junitOfDiagnostics(problems));
  else if (options.format === "github") for (const one of problems) host.stdout(githubAnnotation(one));
  else {
    report(host, problems);
    const errors = problems.filter((one) => one.severity === "error").length;
    const warnings = problems.filter((one) => one.severity === "warning").length;
    const counts = `${pack.definitions.length} definitions, ${pack.macros.size} macros, ${pack.lists.size} lists`;
    host.stdout(`${counts}: ${errors} errors, ${warnings} warnings\n`);
  }
  if (hasErrors(problems)) return EXIT.invalid;
  return problems.some((one) => atLeast(one.severity, options.failLevel)) ? EXIT.findings : EXIT.clean;
}
