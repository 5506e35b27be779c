import { type Technique, techniques } from "./techniques.ts";

/** ATT&CK tactic ids of the v18 names (attack.mitre.org/tactics/enterprise). */
export const TACTIC_IDS: Readonly<Record<string, { readonly id: string; readonly name: string }>> = {
  "initial-access": { id: "TA0001", name: "Initial Access" },
  execution: { id: "TA0002", name: "Execution" },
  persistence: { id: "TA0003", name: "Persistence" },
  "privilege-escalation": { id: "TA0004", name: "Privilege Escalation" },
  "defense-evasion": { id: "TA0005", name: "Defense Evasion" },
  "credential-access": { id: "TA0006", name: "Credential Access" },
  discovery: { id: "TA0007", name: "Discovery" },
  "lateral-movement": { id: "TA0008", name: "Lateral Movement" },
  collection: { id: "TA0009", name: "Collection" },
  impact: { id: "TA0040", name: "Impact" },
};

const byId: ReadonlyMap<string, Technique> = new Map(techniques.map((one) => [one.id, one]));

/** A technique by its id (`T1611`, `T1078.001`). */
export function technique(id: string): Technique | undefined {
  return byId.get(id);
}

/** The tactics of some techniques, each once, the rule's own folder first. */
export function tacticsOf(ids: readonly string[], folder: string): string[] {
  const all = ids.flatMap((id) => technique(id)?.tactics ?? []);
  const first = all.includes(folder) ? [folder] : [];
  return [...new Set([...first, ...all])];
}
