import { technique } from "../attack/tactics.ts";
import { ATTACK_VERSION, techniques } from "../attack/techniques.ts";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Pack } from "../load/pack.ts";

/** Every technique id exists in the project's ATT&CK version, on the Containers platform. */
export function attackTechniques(pack: Pack): Diagnostic[] {
  return pack.definitions.flatMap((definition) =>
    definition.attack.flatMap((id, index) => {
      if (technique(id) !== undefined) return [];
      const message = `ATT&CK ${ATTACK_VERSION} has no container technique \`${id}\``;
      const span = definition.spans.attack[index] ?? definition.span;
      const ids = techniques.map((one) => one.id);
      return [diagnostic("RW1311", span, message, didYouMean(id, ids))];
    }),
  );
}
