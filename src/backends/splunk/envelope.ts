import type { Rule } from "../../lower/lower.ts";
import type { Emitted, Note, OutputFile } from "../backend.ts";
import { fullDescription, gather } from "../describe.ts";
import { render } from "../templates.ts";
import { splunkProfiles } from "./profiles.ts";

const APP = "rulewright_kubernetes";
const VERSION = "0.1.0";

/** `alert.severity` of savedsearches.conf: 1 debug … 6 fatal. */
const SEVERITY = { informational: 2, low: 2, medium: 3, high: 4, critical: 5 } as const;

/** A rule's minute in the hour, so that not all searches start at once; the same for the same rule. */
function minuteOf(id: string): number {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 60;
  return sum;
}

/** Configuration values are one line; a line that ends in `\` goes on. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** One saved search as a stanza. */
export function stanza(rule: Rule, verdict: string, notes: readonly Note[], query: string): OutputFile {
  const { definition } = rule;
  const annotations = { mitre_attack: definition.attack };
  const text = render("splunk/savedsearch", {
    name: `Kubernetes - ${oneLine(definition.title).replaceAll(/[[\]]/g, "")}`.slice(0, 99),
    source: `${definition.tactic}/${definition.id}.yaml`,
    verdict,
    notes: gather(notes.map((note) => note.reason)),
    description: oneLine(fullDescription(rule, verdict, notes)),
    search: query.split("\n").join(" \\\n"),
    cron: `${minuteOf(definition.id)} * * * *`,
    severity: SEVERITY[definition.severity],
    notable: definition.severity,
    label: oneLine(definition.title),
    title: oneLine(definition.title),
    annotations: JSON.stringify(annotations),
  });
  return { path: `${definition.id}.conf`, text };
}

/** All rules as an app folder. */
export function app(emitted: readonly Emitted[], profileId: string): OutputFile[] {
  const profile = splunkProfiles.find((one) => one.id === profileId) ?? splunkProfiles[0];
  const searches = emitted.map((one) => one.file.text).join("");
  const macros = `[kube_audit]\ndefinition = ${profile?.macro ?? ""}\niseval = 0\n`;
  const manifest = {
    schemaVersion: "2.0.0",
    info: {
      title: "rulewright Kubernetes audit detections",
      id: { group: null, name: APP, version: VERSION },
      author: [{ name: "rulewright", email: null, company: null }],
      releaseDate: null,
      description: "Detections for Kubernetes audit logs, each with a proven verdict",
      classification: {
        intendedAudience: "Security",
        categories: ["Security, Fraud & Compliance"],
        developmentStatus: null,
      },
      commonInformationModels: null,
      license: { name: "Apache-2.0", text: null, uri: null },
      privacyPolicy: { name: null, text: null, uri: null },
      releaseNotes: { name: null, text: null, uri: null },
    },
    dependencies: null,
    tasks: null,
    inputGroups: null,
    incompatibleApps: null,
    platformRequirements: null,
  };
  return [
    { path: `${APP}/default/savedsearches.conf`, text: searches },
    { path: `${APP}/default/macros.conf`, text: macros },
    { path: `${APP}/default/app.conf`, text: render("splunk/app.conf", { version: VERSION }) },
    {
      path: `${APP}/metadata/default.meta`,
      text: "[]\naccess = read : [ * ], write : [ admin ]\nexport = system\n",
    },
    { path: `${APP}/app.manifest`, text: `${JSON.stringify(manifest, null, 2)}\n` },
    { path: `${APP}/README.md`, text: render("splunk/README.md", {}) },
  ];
}
