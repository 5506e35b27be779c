import { readFileSync, writeFileSync } from "node:fs";
import { hasErrors } from "../../diagnostics/diagnostic.ts";
import type { Host } from "../../host.ts";
import { TARGETS } from "../../load/definition.ts";
import { compileRules } from "../../publish/compile.ts";
import { detectionsPage, diagnosticsPage, readmeWithMatrix } from "../../publish/docs.ts";
import { EXIT, openPack, type PackOptions, report } from "../context.ts";

/** Options of `docs`. */
export interface DocsOptions extends PackOptions {
  readonly check: boolean;
}

/** `rulewright docs`: the generated pages, and the matrix in the README; `--check` fails on drift. */
export function docs(host: Host, options: DocsOptions): number {
  const checked = openPack(host, options, "with tests");
  if (hasErrors(checked.problems)) {
    report(
      host,
      checked.problems.filter((one) => one.severity === "error"),
    );
    return EXIT.invalid;
  }
  const { emissions } = compileRules(checked.rules, { targets: TARGETS, profiles: {} });
  const rules = [...checked.rules].sort((a, b) => (a.definition.id < b.definition.id ? -1 : 1));
  const pages: Record<string, string> = {
    "docs/diagnostics.md": diagnosticsPage(),
    "docs/detections.md": detectionsPage({ ...checked, rules }, emissions),
    "README.md": readmeWithMatrix(readOr("README.md"), rules, emissions),
  };
  const stale = Object.keys(pages).filter((path) => readOr(path) !== pages[path]);
  if (!options.check) for (const path of stale) writeFileSync(path, pages[path] ?? "");
  for (const path of stale) host.stdout(`${options.check ? "out of date" : "written"}: ${path}\n`);
  return options.check && stale.length > 0 ? EXIT.findings : EXIT.clean;
}

function readOr(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
