import type { Node } from "../../lower/ir.ts";
import { KustoWriter, type Steps } from "./expression.ts";
import type { SentinelProfile } from "./profiles.ts";

/**
 * A whole query: the table, cheap conditions first, then those that look into lists, then the columns for
 * people.
 */
export function kustoQuery(condition: Node, profile: SentinelProfile): string {
  const conjuncts = condition.kind === "and" ? condition.children : [condition];
  const cheap = conjuncts.filter((one) => !hasQuantifier(one));
  const costly = conjuncts.filter(hasQuantifier);
  const steps: Steps = { lines: [...profile.prelude], counter: { next: 1 } };
  const writer = new KustoWriter(profile, steps);
  for (const one of cheap) steps.lines.push(`where ${writer.write(one).text}`);
  const tests: string[] = [];
  for (const one of costly) {
    if (one.kind === "some") writer.required(one);
    else tests.push(writer.write(one).text);
  }
  for (const test of tests) steps.lines.push(`where ${test}`);
  const columns = Object.entries(profile.output).map(([name, value]) =>
    name === value ? name : `${name} = ${value}`,
  );
  steps.lines.push(`project TimeGenerated, ${columns.join(", ")}`);
  return [profile.table, ...steps.lines.map((line) => `| ${line}`)].join("\n");
}

function hasQuantifier(node: Node): boolean {
  if (node.kind === "some" || node.kind === "every") return true;
  if ("children" in node) return node.children.some(hasQuantifier);
  return "child" in node && hasQuantifier(node.child);
}
