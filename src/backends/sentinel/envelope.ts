import { TACTIC_IDS, tacticsOf } from "../../attack/tactics.ts";
import type { Rule } from "../../lower/lower.ts";
import type { Emitted, Note, OutputFile } from "../backend.ts";
import { fullDescription, gather } from "../describe.ts";
import { render } from "../templates.ts";
import type { SentinelProfile } from "./profiles.ts";

/** Sentinel has no `critical`. */
const SEVERITY = {
  informational: "Informational",
  low: "Low",
  medium: "Medium",
  high: "High",
  critical: "High",
} as const;

/** How often a rule runs, and the time it is given to see late events. */
const FREQUENCY = "15m";

/** The query as it runs on a schedule: only what arrived since the last run, however late. */
export function scheduled(query: string): string {
  const [table = "", ...rest] = query.split("\n");
  return [table, `| where ingestion_time() > ago(${FREQUENCY})`, ...rest].join("\n");
}

interface Values {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly severity: string;
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly query: string;
}

function valuesOf(rule: Rule, verdict: string, notes: readonly Note[], query: string): Values {
  const { definition } = rule;
  const tactics = tacticsOf(definition.attack, definition.tactic);
  return {
    id: definition.uuid,
    name: definition.title,
    description: fullDescription(rule, verdict, notes).slice(0, 5000),
    severity: SEVERITY[definition.severity],
    tactics: tactics.map((tactic) => (TACTIC_IDS[tactic]?.name ?? tactic).replaceAll(" ", "")),
    techniques: [...new Set(definition.attack.map((id) => id.replace(/\.\d+$/, "")))],
    query: scheduled(query),
  };
}

/** One analytic rule as YAML, the form of Azure-Sentinel's repository. */
export function ruleFile(
  rule: Rule,
  profile: SentinelProfile,
  verdict: string,
  notes: readonly Note[],
  query: string,
): OutputFile {
  const { id, tactic } = rule.definition;
  const text = render("sentinel/rule.yaml", {
    ...valuesOf(rule, verdict, notes, query),
    source: `${tactic}/${id}.yaml`,
    verdict,
    notes: gather(notes.map((note) => note.reason)),
    connector: profile.connector,
  });
  return { path: `${id}.yaml`, text };
}

/** A text that begins with `[` is an expression in ARM. */
function armText(text: string): string {
  return text.startsWith("[") ? `[${text}` : text;
}

function armResource(one: Emitted): object {
  const values = valuesOf(one.rule, one.verdict, one.notes, one.query);
  const field = (identifier: string, columnName: string): object => ({ identifier, columnName });
  return {
    type: "Microsoft.OperationalInsights/workspaces/providers/alertRules",
    name: `[concat(parameters('workspace'),'/Microsoft.SecurityInsights/${values.id}')]`,
    apiVersion: "2025-09-01",
    kind: "Scheduled",
    properties: {
      displayName: armText(values.name),
      description: armText(values.description),
      severity: values.severity,
      enabled: true,
      query: armText(values.query),
      queryFrequency: "PT15M",
      queryPeriod: "PT1H",
      triggerOperator: "GreaterThan",
      triggerThreshold: 0,
      suppressionDuration: "PT1H",
      suppressionEnabled: false,
      tactics: values.tactics,
      techniques: values.techniques,
      eventGroupingSettings: { aggregationKind: "AlertPerResult" },
      entityMappings: [
        { entityType: "Account", fieldMappings: [field("FullName", "User")] },
        { entityType: "IP", fieldMappings: [field("Address", "ClientIp")] },
      ],
      customDetails: {
        Verb: "Verb",
        Resource: "Resource",
        Namespace: "Namespace",
        Name: "Name",
        AuditId: "AuditId",
      },
    },
  };
}

/** All rules as one ARM template. */
export function armTemplate(emitted: readonly Emitted[]): OutputFile {
  const template = {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    parameters: { workspace: { type: "string", metadata: { description: "Log Analytics workspace" } } },
    resources: emitted.map(armResource),
  };
  return { path: "azuredeploy.json", text: `${JSON.stringify(template, null, 2)}\n` };
}
