import { createColors } from "picocolors";
import { printable } from "../diagnostics/render.ts";
import type { Host } from "../host.ts";
import { SEVERITIES, type SeverityLevel } from "../load/definition.ts";
import type { Alert } from "../scan/alert.ts";

/** What is shown of a rule. */
export interface RuleHead {
  readonly id: string;
  readonly title: string;
  readonly severity: SeverityLevel;
  readonly attack: readonly string[];
  readonly description: string;
}

/** Formats of alerts. */
export const ALERT_FORMATS = ["pretty", "jsonl", "json", "sarif"] as const;
export type AlertFormat = (typeof ALERT_FORMATS)[number];

/** Writes alerts as they are found; `end` closes the document. */
export interface AlertWriter {
  readonly alert: (alert: Alert) => void;
  readonly end: (summary: Record<string, unknown>) => void;
}

/** Alerts that are shown in full for each rule; the others are counted. */
const SHOWN = 5;

/** The writer of a format. Alerts are streamed: none but the few that `pretty` shows stay in memory. */
export function alertWriter(
  host: Host,
  format: AlertFormat,
  rules: readonly RuleHead[],
  all: boolean,
): AlertWriter {
  if (format === "jsonl") {
    return { alert: (alert) => host.stdout(`${JSON.stringify(alert)}\n`), end: () => undefined };
  }
  if (format === "json") return jsonWriter(host);
  return format === "sarif"
    ? sarifWriter(host, rules)
    : prettyWriter(host, rules, all ? Number.POSITIVE_INFINITY : SHOWN);
}

function jsonWriter(host: Host): AlertWriter {
  let first = true;
  host.stdout('{"alerts":[');
  return {
    alert: (alert) => {
      host.stdout(`${first ? "" : ","}\n${JSON.stringify(alert)}`);
      first = false;
    },
    end: (summary) => host.stdout(`\n],"summary":${JSON.stringify(summary)}}\n`),
  };
}

const SARIF_LEVEL: Readonly<Record<string, string>> = { high: "error", critical: "error", medium: "warning" };

function sarifWriter(host: Host, rules: readonly RuleHead[]): AlertWriter {
  let first = true;
  const descriptors = rules.map((definition) => ({
    id: definition.id,
    shortDescription: { text: definition.title },
    fullDescription: { text: definition.description },
    defaultConfiguration: { level: SARIF_LEVEL[definition.severity] ?? "note" },
    properties: { tags: [...definition.attack], severity: definition.severity },
  }));
  const driver = {
    name: "rulewright",
    informationUri: "https://github.com/rulewright/rulewright",
    rules: descriptors,
  };
  host.stdout('{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[');
  host.stdout(`{"tool":${JSON.stringify({ driver })},"results":[`);
  return {
    alert: (alert) => {
      const region = { startLine: alert.line };
      const location = { physicalLocation: { artifactLocation: { uri: encodeURI(alert.file) }, region } };
      const result = {
        ruleId: alert.rule,
        level: SARIF_LEVEL[alert.severity] ?? "note",
        message: { text: `${alert.title}: ${printable(who(alert))}` },
        locations: [location],
        properties: alert,
      };
      host.stdout(`${first ? "" : ","}\n${JSON.stringify(result)}`);
      first = false;
    },
    end: (summary) => host.stdout(`\n],"properties":${JSON.stringify(summary)}}]}\n`),
  };
}

/** Who did what to what. */
function who(alert: Alert): string {
  const as = alert.impersonates === undefined ? "" : ` as ${alert.impersonates}`;
  const place = [alert.namespace, alert.name].filter((part) => part !== undefined).join("/");
  const code = alert.code === undefined ? "" : ` → ${alert.code}`;
  return `${alert.user || "(no user)"}${as} ${alert.verb} ${alert.resource}${place === "" ? "" : ` ${place}`}${code}`;
}

interface Group {
  count: number;
  readonly shown: Alert[];
  readonly users: Map<string, number>;
}

function prettyWriter(host: Host, rules: readonly RuleHead[], limit: number): AlertWriter {
  const groups = new Map<string, Group>();
  return {
    alert: (alert) => {
      const group: Group = groups.get(alert.rule) ?? { count: 0, shown: [], users: new Map() };
      group.count++;
      if (group.shown.length < limit) group.shown.push(alert);
      if (group.users.size < 10_000 || group.users.has(alert.user)) {
        group.users.set(alert.user, (group.users.get(alert.user) ?? 0) + 1);
      }
      groups.set(alert.rule, group);
    },
    end: () => {
      const found = rules.filter((rule) => groups.has(rule.id)).sort(bySeverity);
      for (const rule of found) {
        const group = groups.get(rule.id);
        if (group !== undefined) host.stdout(renderGroup(host.colour, rule, group));
      }
    },
  };
}

function bySeverity(a: RuleHead, b: RuleHead): number {
  const rank = (rule: RuleHead): number => SEVERITIES.indexOf(rule.severity);
  return rank(b) - rank(a) || (a.id < b.id ? -1 : 1);
}

function renderGroup(colour: boolean, rule: RuleHead, group: Group): string {
  const paint = createColors(colour);
  const { id, title, severity, attack } = rule;
  const tone =
    severity === "critical" || severity === "high"
      ? paint.red
      : severity === "medium"
        ? paint.yellow
        : paint.cyan;
  const head = `${tone(severity.toUpperCase().padEnd(13))} ${paint.bold(title)}  ${paint.dim(`${id} ${attack.join(" ")}`)}`;
  const lines = group.shown.map((alert) => {
    const from = alert.sourceIP === undefined ? "" : ` from ${alert.sourceIP}`;
    const place = paint.dim(` ${alert.file}:${alert.line}`);
    return `  ${printable(alert.time)}  ${printable(who(alert))}${printable(from)}${place}`;
  });
  const more = group.count - group.shown.length;
  if (more > 0) lines.push(paint.dim(`  … and ${more} more by ${group.users.size} users (--all shows them)`));
  return `${head}\n${lines.join("\n")}\n\n`;
}
