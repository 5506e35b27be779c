/**
 * MITRE ATT&CK v18.1, the techniques of the Containers platform: id, name, tactics (attack.mitre.org).
 * The version is an input of the project; tactic names of later versions are derived in `tactics.ts`.
 */
export interface Technique {
  readonly id: string;
  readonly name: string;
  readonly tactics: readonly string[];
}

export const ATTACK_VERSION = "18.1";

export const techniques: readonly Technique[] = [
  { id: "T1036", name: "Masquerading", tactics: ["defense-evasion"] },
  { id: "T1036.005", name: "Match Legitimate Resource Name or Location", tactics: ["defense-evasion"] },
  { id: "T1036.010", name: "Masquerade Account Name", tactics: ["defense-evasion"] },
  { id: "T1046", name: "Network Service Discovery", tactics: ["discovery"] },
  { id: "T1053", name: "Scheduled Task/Job", tactics: ["execution", "persistence", "privilege-escalation"] },
  {
    id: "T1053.007",
    name: "Container Orchestration Job",
    tactics: ["execution", "persistence", "privilege-escalation"],
  },
  { id: "T1059.013", name: "Container CLI/API", tactics: ["execution"] },
  { id: "T1068", name: "Exploitation for Privilege Escalation", tactics: ["privilege-escalation"] },
  { id: "T1069", name: "Permission Groups Discovery", tactics: ["discovery"] },
  { id: "T1070", name: "Indicator Removal", tactics: ["defense-evasion"] },
  {
    id: "T1078",
    name: "Valid Accounts",
    tactics: ["defense-evasion", "persistence", "privilege-escalation", "initial-access"],
  },
  {
    id: "T1078.001",
    name: "Default Accounts",
    tactics: ["defense-evasion", "persistence", "privilege-escalation", "initial-access"],
  },
  {
    id: "T1078.003",
    name: "Local Accounts",
    tactics: ["defense-evasion", "persistence", "privilege-escalation", "initial-access"],
  },
  { id: "T1098", name: "Account Manipulation", tactics: ["persistence", "privilege-escalation"] },
  {
    id: "T1098.006",
    name: "Additional Container Cluster Roles",
    tactics: ["persistence", "privilege-escalation"],
  },
  { id: "T1110", name: "Brute Force", tactics: ["credential-access"] },
  { id: "T1110.001", name: "Password Guessing", tactics: ["credential-access"] },
  { id: "T1110.003", name: "Password Spraying", tactics: ["credential-access"] },
  { id: "T1110.004", name: "Credential Stuffing", tactics: ["credential-access"] },
  { id: "T1133", name: "External Remote Services", tactics: ["persistence", "initial-access"] },
  { id: "T1136", name: "Create Account", tactics: ["persistence"] },
  { id: "T1136.001", name: "Local Account", tactics: ["persistence"] },
  { id: "T1190", name: "Exploit Public-Facing Application", tactics: ["initial-access"] },
  { id: "T1204", name: "User Execution", tactics: ["execution"] },
  { id: "T1204.003", name: "Malicious Image", tactics: ["execution"] },
  { id: "T1485", name: "Data Destruction", tactics: ["impact"] },
  { id: "T1490", name: "Inhibit System Recovery", tactics: ["impact"] },
  { id: "T1496", name: "Resource Hijacking", tactics: ["impact"] },
  { id: "T1496.001", name: "Compute Hijacking", tactics: ["impact"] },
  { id: "T1496.002", name: "Bandwidth Hijacking", tactics: ["impact"] },
  { id: "T1498", name: "Network Denial of Service", tactics: ["impact"] },
  { id: "T1499", name: "Endpoint Denial of Service", tactics: ["impact"] },
  { id: "T1525", name: "Implant Internal Image", tactics: ["persistence"] },
  { id: "T1528", name: "Steal Application Access Token", tactics: ["credential-access"] },
  { id: "T1543", name: "Create or Modify System Process", tactics: ["persistence", "privilege-escalation"] },
  { id: "T1543.005", name: "Container Service", tactics: ["persistence", "privilege-escalation"] },
  {
    id: "T1550",
    name: "Use Alternate Authentication Material",
    tactics: ["defense-evasion", "lateral-movement"],
  },
  { id: "T1550.001", name: "Application Access Token", tactics: ["defense-evasion", "lateral-movement"] },
  { id: "T1552", name: "Unsecured Credentials", tactics: ["credential-access"] },
  { id: "T1552.001", name: "Credentials In Files", tactics: ["credential-access"] },
  { id: "T1552.007", name: "Container API", tactics: ["credential-access"] },
  { id: "T1562", name: "Impair Defenses", tactics: ["defense-evasion"] },
  { id: "T1562.001", name: "Disable or Modify Tools", tactics: ["defense-evasion"] },
  { id: "T1609", name: "Container Administration Command", tactics: ["execution"] },
  { id: "T1610", name: "Deploy Container", tactics: ["defense-evasion", "execution"] },
  { id: "T1611", name: "Escape to Host", tactics: ["privilege-escalation"] },
  { id: "T1612", name: "Build Image on Host", tactics: ["defense-evasion"] },
  { id: "T1613", name: "Container and Resource Discovery", tactics: ["discovery"] },
];
