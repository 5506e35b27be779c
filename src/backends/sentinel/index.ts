import type { Backend } from "../backend.ts";
import { emitWith } from "../finish.ts";
import { quantify } from "../quantify.ts";
import { keepsList, sentinelAbility } from "./abilities.ts";
import { armTemplate, ruleFile, scheduled } from "./envelope.ts";
import { type SentinelProfile, sentinelProfiles } from "./profiles.ts";
import { kustoQuery } from "./query.ts";

/** Longest query of a Sentinel analytic rule. */
const MAX_QUERY = 10_000;

function profileOf(id: string): SentinelProfile {
  const found = sentinelProfiles.find((profile) => profile.id === id) ?? sentinelProfiles[0];
  if (found === undefined) throw new Error("no profile");
  return found;
}

/** Microsoft Sentinel: scheduled analytic rules over Kusto tables (docs/targets.md). */
export const sentinel: Backend = {
  id: "sentinel",
  title: "Microsoft Sentinel",
  profiles: sentinelProfiles.map((profile) => profile.id),
  emit: (rule, profileId) => {
    const profile = profileOf(profileId);
    const place = { target: "sentinel", profile: profile.id } as const;
    const node = quantify(rule.condition, keepsList);
    return emitWith(
      rule,
      node,
      place,
      (one) => sentinelAbility(one, profile),
      (said, verdict, notes) => {
        const query = kustoQuery(said, profile);
        const length = scheduled(query).length;
        const file = ruleFile(rule, profile, verdict, notes, query);
        if (length <= MAX_QUERY) return { query, file };
        return { query, file, limit: `the query has ${length} characters, at most ${MAX_QUERY} are allowed` };
      },
    );
  },
  bundle: (emitted) => [armTemplate(emitted)],
};
