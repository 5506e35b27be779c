import type { Backend } from "../backend.ts";
import { emitWith } from "../finish.ts";
import { elasticAbility } from "./abilities.ts";
import { importFiles, kibanaRule, ruleFile } from "./envelope.ts";
import { kuery } from "./expression.ts";
import { elasticProfiles } from "./profiles.ts";

/** Elastic Security: Kibana detection rules in KQL (docs/targets.md). */
export const elastic: Backend = {
  id: "elastic",
  title: "Elastic Security",
  profiles: elasticProfiles.map((profile) => profile.id),
  emit: (rule, profileId) => {
    const profile = elasticProfiles.find((one) => one.id === profileId) ?? elasticProfiles[0];
    if (profile === undefined) throw new Error("no profile");
    const place = { target: "elastic", profile: profile.id } as const;
    return emitWith(
      rule,
      rule.condition,
      place,
      (one) => elasticAbility(one, profile),
      (said, verdict, notes) => {
        const query = kuery(said, profile).text;
        return {
          query,
          file: ruleFile(rule.definition.id, kibanaRule(rule, profile, verdict, notes, query)),
        };
      },
    );
  },
  bundle: importFiles,
};
