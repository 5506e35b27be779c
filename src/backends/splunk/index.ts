import type { Backend } from "../backend.ts";
import { emitWith } from "../finish.ts";
import { quantify } from "../quantify.ts";
import { keepsList, splunkAbility } from "./abilities.ts";
import { app, stanza } from "./envelope.ts";
import { splunkProfiles } from "./profiles.ts";
import { splQuery } from "./query.ts";

/** Splunk: saved searches in an app (docs/targets.md). */
export const splunk: Backend = {
  id: "splunk",
  title: "Splunk",
  profiles: splunkProfiles.map((profile) => profile.id),
  emit: (rule, profileId) => {
    const profile = splunkProfiles.find((one) => one.id === profileId) ?? splunkProfiles[0];
    if (profile === undefined) throw new Error("no profile");
    const node = quantify(rule.condition, keepsList);
    return emitWith(
      rule,
      node,
      { target: "splunk", profile: profile.id },
      splunkAbility,
      (said, verdict, notes) => {
        const query = splQuery(said, profile);
        return { query, file: stanza(rule, verdict, notes, query) };
      },
    );
  },
  bundle: app,
};
