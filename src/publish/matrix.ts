import type { Emission } from "../backends/backend.ts";
import { TARGETS } from "../load/definition.ts";
import type { Rule } from "../lower/lower.ts";

const MARK = {
  exact: "exact",
  wider: "wider",
  narrower: "narrower",
  sampled: "sampled",
  refused: "–",
} as const;

/** The matrix rule × target × verdict as a Markdown table, with a line of totals. */
export function verdictMatrix(rules: readonly Rule[], emissions: readonly Emission[]): string {
  const targets = TARGETS.filter((target) => emissions.some((one) => one.target === target));
  const rows = rules.map((rule) => {
    const cells = targets.map((target) => {
      const found = emissions.find((one) => one.rule === rule && one.target === target);
      return found === undefined ? "" : MARK[found.verdict];
    });
    return `| ${rule.definition.id} | ${rule.definition.severity} | ${cells.join(" | ")} |`;
  });
  const totals = targets.map((target) => {
    const own = emissions.filter((one) => one.target === target);
    return `${own.filter((one) => one.verdict === "exact").length} of ${own.length} exact`;
  });
  return [
    `| detection | severity | ${targets.join(" | ")} |`,
    `|---|---|${targets.map(() => "---").join("|")}|`,
    ...rows,
    `| **${rules.length} detections** | | ${totals.join(" | ")} |`,
  ].join("\n");
}
