import type { Node } from "../../lower/ir.ts";
import { at } from "../precedence.ts";
import { type Extractions, SplWriter } from "./expression.ts";
import { literal } from "./literal.ts";
import type { SplunkProfile } from "./profiles.ts";

/** Columns for people, read from the event. */
const OUTPUT: Readonly<Record<string, string>> = {
  user: 'spath(@, "user.username")',
  src_ip: 'mvindex(spath(@, "sourceIPs{}"), -1)',
  action: 'spath(@, "verb")',
  resource: 'spath(@, "objectRef.resource")',
  subresource: 'spath(@, "objectRef.subresource")',
  namespace: 'spath(@, "objectRef.namespace")',
  object: 'spath(@, "objectRef.name")',
  code: 'spath(@, "responseStatus.code")',
  user_agent: 'spath(@, "userAgent")',
  audit_id: 'spath(@, "auditID")',
};

/**
 * A whole search: the macro and a loose prefilter on raw words, the fields, the exact `where`, the columns.
 *
 * Every field is read with `spath(_raw, …)`: automatic extraction stops at 5,000 bytes, and a long request
 * URI alone can push every later field behind that.
 */
export function splQuery(condition: Node, profile: SplunkProfile): string {
  const extractions: Extractions = { lines: new Map(), event: profile.event };
  const writer = new SplWriter(extractions);
  const conjuncts = condition.kind === "and" ? condition.children : [condition];
  const wheres = conjuncts.map((one) => at("atom", writer.write(one)));
  const evals = [...extractions.lines].map(([name, value]) => `${name}=${value}`);
  const output = Object.entries(OUTPUT).map(
    ([name, value]) => `${name}=${value.replace("@", profile.event)}`,
  );
  const lines = [
    ["`kube_audit`", ...conjuncts.flatMap(prefilter)].join(" "),
    `| eval ${evals.join(",\n    ")}`,
    `| where ${wheres.join("\n    AND ")}`,
    `| eval ${output.join(", ")}`,
    `| table _time ${Object.keys(OUTPUT).join(" ")}`,
  ];
  return lines.join("\n");
}

/**
 * Raw words that every match holds, for speed: only positive equalities of the condition itself, with values
 * that the index keeps as they are.
 */
function prefilter(node: Node): string[] {
  if (node.kind !== "equals") return [];
  const values = node.values.map(String);
  if (node.nocase || !values.every((value) => /^[A-Za-z0-9]+$/.test(value))) return [];
  const words = values.map(literal);
  return [words.length === 1 ? (words[0] ?? "") : `(${words.join(" OR ")})`];
}
