import type { Host } from "../../host.ts";
import { TARGETS } from "../../load/definition.ts";
import { compileRules } from "../../publish/compile.ts";
import { verdictMatrix } from "../../publish/matrix.ts";
import { EXIT, openPack, type PackOptions, report } from "../context.ts";

/** Options of `list`. */
export interface ListOptions extends PackOptions {
  readonly format: "pretty" | "markdown" | "json";
}

/** `rulewright list`: the matrix rule × target × verdict. */
export function list(host: Host, options: ListOptions): number {
  const checked = openPack(host, options, "without tests");
  const errors = checked.problems.filter((one) => one.severity === "error");
  report(host, errors);
  const compiled = compileRules(checked.rules, { targets: TARGETS, profiles: {} });
  const rules = [...checked.rules].sort((a, b) => (a.definition.id < b.definition.id ? -1 : 1));
  if (options.format === "json") {
    const manifest = compiled.files.find((file) => file.path === "manifest.json");
    host.stdout(manifest?.text ?? "");
  } else {
    const matrix = verdictMatrix(rules, compiled.emissions);
    host.stdout(`${options.format === "markdown" ? matrix : columns(matrix)}\n`);
  }
  return errors.length > 0 ? EXIT.invalid : EXIT.clean;
}

/** A Markdown table with aligned columns, for a terminal. */
function columns(table: string): string {
  const rows = table.split("\n").filter((line) => !line.startsWith("|---"));
  const cells = rows.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("**", "")),
  );
  const widths = (cells[0] ?? []).map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
