import type { RuleProblem, RuleSource } from "../engine.ts";
import { readConf } from "./conf.ts";
import { locator, problemAt } from "./positions.ts";
import type { Profile } from "./profiles.ts";

/** A search macro (Splunk: macros.conf): its text, the names of its arguments, or why it cannot be used. */
export interface Macro {
  readonly definition: string;
  readonly args: readonly string[];
  readonly refused?: string;
}

/** Macros by name; one with arguments is named `name(2)`. */
export type Macros = ReadonlyMap<string, Macro>;

const NEEDS_MODEL = "it reads an accelerated data model, of which a list of events has none";

/**
 * What rules take for granted: `kube_audit`, and the macros of Splunk's own security content. They are used
 * where macros.conf does not define them.
 */
export function builtInMacros(profile: Profile): Macros {
  const everything: Macro = { definition: "search *", args: [] };
  return new Map<string, Macro>([
    ["kube_audit", { definition: profile.kubeAudit, args: [] }],
    ["security_content_ctime(1)", { ...everything, args: ["field"] }],
    ["security_content_summariesonly", { definition: "", args: [], refused: NEEDS_MODEL }],
    ["comment(1)", { definition: "", args: ["text"] }],
  ]);
}

/** A rule's own filter macro is empty until a user fills it (Splunk security content: `<name>_filter`). */
export function defaultFilter(name: string): Macro | undefined {
  return name.endsWith("_filter") ? { definition: "search *", args: [] } : undefined;
}

/** Reads macros.conf files over the built-in macros. */
export function readMacros(
  sources: readonly RuleSource[],
  profile: Profile,
): { macros: Macros; problems: readonly RuleProblem[] } {
  const macros = new Map(builtInMacros(profile));
  const problems: RuleProblem[] = [];
  for (const source of sources) {
    const conf = readConf(source.text);
    const locate = locator(source.text);
    for (const { offset, message } of conf.problems) {
      problems.push(problemAt(source, locate, offset, message));
    }
    for (const { name, settings } of conf.stanzas) {
      const setting = (key: string): string | undefined => settings.get(key)?.text;
      const definition = setting("definition");
      if (definition === undefined) continue;
      const args = (setting("args") ?? "")
        .split(",")
        .map((arg) => arg.trim())
        .filter((arg) => arg !== "");
      const computed = /^(?:1|true|t|yes)$/i.test(setting("iseval") ?? "0");
      const macro: Macro = { definition: definition.trim(), args };
      macros.set(name, computed ? { ...macro, refused: "its definition is an eval expression" } : macro);
    }
  }
  return { macros, problems };
}
