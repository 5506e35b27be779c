import { TACTIC_IDS, tacticsOf, technique } from "../../attack/tactics.ts";
import type { Rule } from "../../lower/lower.ts";
import type { Emitted, Note, OutputFile } from "../backend.ts";
import { fullDescription } from "../describe.ts";
import { render } from "../templates.ts";
import type { ElasticProfile } from "./profiles.ts";

/** Kibana has no `informational`; the risk scores are the middle of its bands. */
const SEVERITY = {
  informational: { severity: "low", risk: 10 },
  low: { severity: "low", risk: 21 },
  medium: { severity: "medium", risk: 47 },
  high: { severity: "high", risk: 73 },
  critical: { severity: "critical", risk: 99 },
} as const;

const ATTACK = "https://attack.mitre.org";

function threat(rule: Rule): object[] {
  const { attack, tactic } = rule.definition;
  return tacticsOf(attack, tactic).flatMap((name) => {
    const known = TACTIC_IDS[name];
    if (known === undefined) return [];
    const parents = [
      ...new Set(attack.filter((id) => technique(id)?.tactics.includes(name)).map((id) => id.slice(0, 5))),
    ];
    const reference = `${ATTACK}/tactics/${known.id}/`;
    return [
      {
        framework: "MITRE ATT&CK",
        tactic: { id: known.id, name: known.name, reference },
        technique: parents.map((id) => techniqueData(id, attack)),
      },
    ];
  });
}

function techniqueData(id: string, attack: readonly string[]): object {
  const children = attack.filter((one) => one.startsWith(`${id}.`));
  const data = (one: string, path: string): object => ({
    id: one,
    name: technique(one)?.name ?? one,
    reference: `${ATTACK}/techniques/${path}/`,
  });
  const own = data(id, id);
  if (children.length === 0) return own;
  return { ...own, subtechnique: children.map((child) => data(child, child.replace(".", "/"))) };
}

/** One rule in the form of Kibana's import. */
export function kibanaRule(
  rule: Rule,
  profile: ElasticProfile,
  verdict: string,
  notes: readonly Note[],
  query: string,
): object {
  const { definition } = rule;
  const { severity, risk } = SEVERITY[definition.severity];
  return {
    rule_id: definition.uuid,
    name: definition.title,
    description: fullDescription(rule, verdict, notes),
    type: "query",
    query,
    language: "kuery",
    index: profile.index,
    severity,
    risk_score: risk,
    enabled: false,
    interval: "5m",
    from: "now-9m",
    timestamp_override: "event.ingested",
    max_signals: 1000,
    author: ["rulewright"],
    license: "Apache-2.0",
    references: definition.references,
    false_positives: definition.falsepositives,
    note: definition.respond.map((step) => `- ${step}`).join("\n"),
    tags: ["Domain: Kubernetes", "Data Source: Kubernetes", `rulewright: ${verdict}`],
    threat: threat(rule),
    related_integrations: [profile.integration],
    version: 1,
  };
}

/** One rule as a readable file. */
export function ruleFile(id: string, rule: object): OutputFile {
  return { path: `${id}.json`, text: `${JSON.stringify(rule, null, 2)}\n` };
}

/** All rules as Kibana imports them: one a line. */
export function importFiles(emitted: readonly Emitted[]): OutputFile[] {
  const lines = emitted.map((one) => JSON.stringify(JSON.parse(one.file.text)));
  return [
    { path: "rulewright.ndjson", text: `${lines.join("\n")}\n` },
    { path: "README.md", text: render("elastic/README.md", {}) },
  ];
}
