import { basename } from "node:path";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Pack } from "../load/pack.ts";

/** Ids and uuids are used once, and an id is the name of its file. */
export function uniqueIds(pack: Pack): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const ids = new Map<string, string>();
  const uuids = new Map<string, string>();
  for (const { id, uuid, file, spans } of pack.definitions) {
    const sameId = ids.get(id);
    if (sameId !== undefined) {
      problems.push(diagnostic("RW1204", spans.id, `the id \`${id}\` is already used in ${sameId}`));
    }
    const sameUuid = uuids.get(uuid);
    if (sameUuid !== undefined) {
      const hint = "make a new one: `uuidgen`, or `rulewright new`";
      problems.push(diagnostic("RW1204", spans.uuid, `the uuid is already used in ${sameUuid}`, hint));
    }
    if (basename(file, ".yaml") !== id) {
      const message = `the id \`${id}\` stands in ${basename(file)}`;
      problems.push(diagnostic("RW1205", spans.id, message, `rename the file to ${id}.yaml`));
    }
    ids.set(id, file);
    uuids.set(uuid, file);
  }
  return problems;
}
