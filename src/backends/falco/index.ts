import type { Rule } from "../../lower/lower.ts";
import type { Backend, Emitted, Note, OutputFile } from "../backend.ts";
import { fullDescription, gather } from "../describe.ts";
import { emitWith } from "../finish.ts";
import { render } from "../templates.ts";
import { falcoAbility } from "./abilities.ts";
import { falcoCondition } from "./expression.ts";
import { falcoProfiles } from "./profiles.ts";

const PRIORITY = {
  informational: "INFO",
  low: "NOTICE",
  medium: "WARNING",
  high: "ERROR",
  critical: "CRITICAL",
} as const;

const OUTPUT =
  "%ka.user.name %ka.verb %ka.target.resource/%ka.target.subresource %ka.target.namespace/%ka.target.name " +
  "(code=%ka.response.code uri=%ka.uri agent=%ka.useragent audit=%ka.auditid)";

/** The lowest Falco engine that has what the rules use (0.46.0 brought `len` and `val`). */
const ENGINE = "0.46.0";

function ruleFile(rule: Rule, verdict: string, notes: readonly Note[], condition: string): OutputFile {
  const { definition } = rule;
  const text = render("falco/rule.yaml", {
    source: `${definition.tactic}/${definition.id}.yaml`,
    verdict,
    notes: gather(notes.map((note) => note.reason)),
    name: definition.title,
    description: fullDescription(rule, verdict, notes),
    condition,
    // A `%` cannot be a literal in `output`.
    output: `${definition.title.replaceAll("%", "")}: ${OUTPUT}`,
    priority: PRIORITY[definition.severity],
    tags: ["kubernetes", "k8s_audit", ...definition.attack, definition.id],
  });
  return { path: `${definition.id}.yaml`, text };
}

function bundle(emitted: readonly Emitted[]): OutputFile[] {
  const rules = emitted.map((one) => one.file.text).join("\n");
  return [
    { path: "rulewright_rules.yaml", text: render("falco/rules.yaml", { engine: ENGINE, rules }) },
    { path: "README.md", text: render("falco/README.md", {}) },
  ];
}

/** Falco with the k8saudit plugin (docs/targets.md). */
export const falco: Backend = {
  id: "falco",
  title: "Falco",
  profiles: falcoProfiles.map((profile) => profile.id),
  emit: (rule, profileId) => {
    const profile = falcoProfiles.find((one) => one.id === profileId) ?? falcoProfiles[0];
    if (profile === undefined) throw new Error("no profile");
    const place = { target: "falco", profile: profile.id } as const;
    return emitWith(
      rule,
      rule.condition,
      place,
      (one) => falcoAbility(one, profile),
      (said, verdict, notes) => {
        const conjuncts = said.kind === "and" ? said.children : [said];
        const parts = conjuncts.map((one) => {
          const text = falcoCondition(one, profile);
          return text.strength === "atom" || conjuncts.length === 1 ? text.text : `(${text.text})`;
        });
        const query = parts.join("\nand ");
        return { query, file: ruleFile(rule, verdict, notes, query) };
      },
    );
  },
  bundle,
};
