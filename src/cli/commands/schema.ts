import type { Host } from "../../host.ts";
import { type FileKind, schemaFor } from "../../load/validate.ts";
import { EXIT } from "../context.ts";

/** `rulewright schema`: the JSON schema of a kind of file, for editors. The loader uses the same. */
export function schema(host: Host, kind: FileKind): number {
  host.stdout(`${JSON.stringify(schemaFor(kind), null, 2)}\n`);
  return EXIT.clean;
}
