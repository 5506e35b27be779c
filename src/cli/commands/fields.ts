import { eventFields } from "../../audit/event-fields.ts";
import { kubernetesTypes } from "../../audit/kubernetes-types.ts";
import { virtualPaths } from "../../audit/virtual-paths.ts";
import type { Host } from "../../host.ts";
import { EXIT } from "../context.ts";

/** One line of the catalogue. */
interface Line {
  readonly path: string;
  readonly type: string;
  readonly level: string;
  readonly doc: string;
}

/** Deepest path that is listed inside a body. */
const MAX_DEPTH = 7;

/** `rulewright fields`: searches the field catalogue. */
export function fields(host: Host, search: string | undefined): number {
  const wanted = search?.toLowerCase() ?? "";
  const found = [...catalogueLines()].filter((line) => line.path.toLowerCase().includes(wanted));
  for (const { path, type, level, doc } of found) {
    host.stdout(
      `${path.padEnd(48)} ${type.padEnd(14)} ${level.padEnd(16)} ${doc}\n`.replaceAll(/ +\n/g, "\n"),
    );
  }
  return found.length === 0 ? EXIT.findings : EXIT.clean;
}

function* catalogueLines(): Generator<Line> {
  for (const [path, field] of Object.entries(eventFields)) {
    yield { path, type: field.type, level: "Metadata", doc: field.doc };
  }
  for (const [path, { doc }] of Object.entries(virtualPaths)) yield { path, type: "union", level: "", doc };
  for (const [kind, type] of Object.entries(kubernetesTypes().kinds))
    yield* below("requestObject", type, kind, [type]);
}

function* below(prefix: string, typeName: string, kind: string, seen: readonly string[]): Generator<Line> {
  const members = kubernetesTypes().types[typeName] ?? {};
  for (const [name, type] of Object.entries(members)) {
    const path = `${prefix}.${name}`;
    yield { path, type, level: "Request", doc: `of ${kind}` };
    const inner = type.replace(/^(?:\[\])+/, "");
    if (/^[A-Z]/.test(inner) && !seen.includes(inner) && seen.length < MAX_DEPTH) {
      yield* below(path, inner, kind, [...seen, inner]);
    }
  }
}
