import { createColors } from "picocolors";
import type { CheckedPack } from "../../check/check-pack.ts";
import {
  atLeast,
  type Diagnostic,
  diagnostic,
  hasErrors,
  type Severity,
} from "../../diagnostics/diagnostic.ts";
import { type TestReport, testDefinition, testMacro } from "../../evaluate/run-tests.ts";
import type { Host } from "../../host.ts";
import { EXIT, openPack, type PackOptions, report, UsageError } from "../context.ts";
import { diagnosticData, type Format, githubAnnotation, junit } from "../formats.ts";

/** Options of `test`. */
export interface TestOptions extends PackOptions {
  readonly ids?: readonly string[] | undefined;
  readonly format: Format;
  readonly failLevel: Severity;
}

/** Runs the tests of a checked pack: definitions first, then macros. */
export function runPackTests(checked: CheckedPack, ids: readonly string[] = []): TestReport[] {
  const { pack } = checked;
  const wanted = (id: string): boolean => ids.length === 0 || ids.includes(id);
  const reports: TestReport[] = [];
  for (const { definition } of checked.rules) {
    const tests = pack.tests.get(definition.id);
    if (tests !== undefined && wanted(definition.id)) reports.push(testDefinition(definition, pack, tests));
  }
  for (const macro of pack.macros.values()) {
    const tests = pack.tests.get(macro.name);
    if (tests !== undefined && wanted(macro.name)) reports.push(testMacro(macro, pack, tests));
  }
  return reports;
}

/** `rulewright test`: runs the tests beside the definitions, and says which clauses they prove. */
export function test(host: Host, options: TestOptions): number {
  const checked = openPack(host, options, "with tests");
  const { pack } = checked;
  for (const id of options.ids ?? []) {
    if (!pack.macros.has(id) && !pack.definitions.some((one) => one.id === id)) {
      throw new UsageError(`there is no detection or macro \`${id}\``);
    }
  }
  const reports = runPackTests(checked, options.ids);
  const untested = checked.rules.filter((rule) => !pack.tests.has(rule.definition.id));
  const missing = untested
    .filter(
      (rule) =>
        options.ids === undefined || options.ids.length === 0 || options.ids.includes(rule.definition.id),
    )
    .map((rule) => diagnostic("RW1401", rule.definition.spans.id, `\`${rule.definition.id}\` has no tests`));
  const problems = [
    ...checked.problems.filter((one) => one.code !== "RW1401"),
    ...missing,
    ...reports.flatMap((one) => one.problems),
  ];
  write(host, options.format, reports, problems);
  if (hasErrors(checked.problems)) return EXIT.invalid;
  return problems.some((one) => atLeast(one.severity, options.failLevel)) ? EXIT.findings : EXIT.clean;
}

function write(
  host: Host,
  format: Format,
  reports: readonly TestReport[],
  problems: readonly Diagnostic[],
): void {
  switch (format) {
    case "json": {
      const data = reports.map(({ problems: found, ...rest }) => ({
        ...rest,
        problems: found.map(diagnosticData),
      }));
      host.stdout(`${JSON.stringify({ reports: data, problems: problems.map(diagnosticData) }, null, 2)}\n`);
      return;
    }
    case "junit":
      host.stdout(junit(reports.map(suite)));
      return;
    case "github":
      for (const found of problems) host.stdout(githubAnnotation(found));
      return;
    default:
      pretty(host, reports, problems);
  }
}

function suite(report: TestReport): Parameters<typeof junit>[0][number] {
  const cases = report.cases.map((one) => {
    if (one.passed) return { name: one.name };
    return {
      name: one.name,
      failure: `expected ${one.expect}, ${one.matches} of the request's events matched`,
    };
  });
  const clauses = report.clauses.map((one) => {
    const name = `clause ${one.path}`;
    return one.proven ? { name } : { name, failure: "no test proves this clause" };
  });
  return { name: report.id, file: report.file, cases: [...cases, ...clauses] };
}

function pretty(host: Host, reports: readonly TestReport[], problems: readonly Diagnostic[]): void {
  report(host, problems);
  const paint = createColors(host.colour);
  for (const one of reports) {
    const passed = one.cases.filter((result) => result.passed).length;
    const proven = one.clauses.filter((clause) => clause.proven).length;
    const good = passed === one.cases.length;
    const mark = good ? paint.green("✓") : paint.red("✗");
    const clauses = `${proven}/${one.clauses.length} clauses proven`;
    host.stdout(`${mark} ${one.id}  ${passed}/${one.cases.length} cases, ${clauses}\n`);
  }
  const all = reports.flatMap((one) => one.cases);
  const clauses = reports.flatMap((one) => one.clauses);
  const failed = all.filter((one) => !one.passed).length;
  const proven = clauses.filter((one) => one.proven).length;
  const real = all.filter((one) => one.real).length;
  host.stdout(
    `${reports.length} tested: ${all.length - failed} cases passed, ${failed} failed (${real} from real logs); ` +
      `${proven} of ${clauses.length} clauses proven\n`,
  );
}
