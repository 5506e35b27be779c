import { tacticsOf } from "../../attack/tactics.ts";
import { isMultiValued } from "../../audit/field-path.ts";
import type { Node } from "../../lower/ir.ts";
import type { Rule } from "../../lower/lower.ts";
import { type Ability, type Backend, type Note, type OutputFile, SAY } from "../backend.ts";
import { fullDescription, gather } from "../describe.ts";
import { emitWith } from "../finish.ts";
import { flatten } from "../flatten.ts";
import { isJsonPatchTest } from "../leaves.ts";
import { render } from "../templates.ts";
import { type Detection, detectionOf, type SelectionMap, type SigmaValue } from "./detection.ts";

/** What Sigma 2.1 can say of raw audit events. */
function ability(node: Exclude<Node, { kind: "const" | "and" | "or" | "not" }>): Ability {
  if ("lists" in node) {
    const reason = "Sigma 2.1 cannot ask several things of one and the same element of a list";
    return node.kind === "some" ? { can: "refuse", reason, wider: flatten(node) } : { can: "refuse", reason };
  }
  const { field } = node;
  if (field.derive === "command") {
    return { can: "refuse", reason: "Sigma cannot decode the request URI", hint: "ask requestURI itself" };
  }
  if (field.derive === "last") {
    const { derive: _, ...all } = field;
    const reason = "Sigma cannot pick the last source address: any of them counts";
    return { can: "refuse", reason, wider: { ...node, field: all } };
  }
  if (node.kind === "same") {
    if (isMultiValued(field) || isMultiValued(node.other)) {
      return { can: "refuse", reason: "`fieldref` compares two single values" };
    }
    return { can: "approximate", direction: "wider", reason: "`fieldref` ignores the case" };
  }
  if (node.kind === "exists" && field.segments.at(-1)?.list === true && !isJsonPatchTest(node)) {
    return { can: "approximate", direction: "wider", reason: "an empty list exists in Sigma" };
  }
  return SAY;
}

/** Single quotes keep everything but themselves; control characters need the double form. */
function yamlValue(value: SigmaValue): string {
  if (typeof value !== "string") return String(value);
  return /[\u0000-\u001f\u007f-\u009f]/.test(value)
    ? JSON.stringify(value)
    : `'${value.replaceAll("'", "''")}'`;
}

function yamlMap(map: SelectionMap): string[] {
  return [...map].flatMap(([key, values]) => {
    const [only] = values;
    if (values.length === 1 && only !== undefined) return [`${key}: ${yamlValue(only)}`];
    return [`${key}:`, ...values.map((value) => `  - ${yamlValue(value)}`)];
  });
}

function yamlDetection(detection: Detection): string {
  const lines: string[] = [];
  for (const [name, selection] of detection.selections) {
    lines.push(`${name}:`);
    const [only] = selection;
    if (selection.length === 1 && only !== undefined) lines.push(...yamlMap(only).map((line) => `  ${line}`));
    else
      for (const map of selection)
        lines.push(...yamlMap(map).map((line, i) => (i === 0 ? `  - ${line}` : `    ${line}`)));
  }
  lines.push(`condition: ${detection.condition}`);
  return lines.join("\n");
}

const STATUS = {
  experimental: "experimental",
  test: "test",
  stable: "stable",
  deprecated: "deprecated",
} as const;

function ruleFile(rule: Rule, verdict: string, notes: readonly Note[], detection: string): OutputFile {
  const { definition } = rule;
  const text = render("sigma/rule.yml", {
    source: `${definition.tactic}/${definition.id}.yaml`,
    verdict,
    notes: gather(notes.map((note) => note.reason)),
    definition,
    status: STATUS[definition.status],
    description: fullDescription(rule, verdict, notes),
    detection,
    tags: [
      ...tacticsOf(definition.attack, definition.tactic).map((tactic) => `attack.${tactic}`),
      ...definition.attack.map((id) => `attack.${id.toLowerCase()}`),
    ],
  });
  return { path: `${definition.id}.yml`, text };
}

/** Sigma 2.1 over raw audit events (docs/targets.md). Arrays match when any element does. */
export const sigma: Backend = {
  id: "sigma",
  title: "Sigma",
  profiles: ["raw"],
  emit: (rule, profile) =>
    emitWith(rule, rule.condition, { target: "sigma", profile }, ability, (said, verdict, notes) => {
      const query = yamlDetection(detectionOf(said));
      return { query, file: ruleFile(rule, verdict, notes, query) };
    }),
  bundle: () => [{ path: "README.md", text: render("sigma/README.md", {}) }],
};
