import type { AuditEvent } from "../engine.ts";

/** What the brackets of a field hold: nothing, a number that may be left out, or a key that must be there. */
export type ArgumentKind = "none" | "index" | "key";

/** A field of the `k8saudit` or the `json` plugin: a single text, or a list of texts. */
export type FieldDefinition = {
  readonly name: string;
} & (
  | {
      readonly arg: "none" | "key";
      readonly scalar: (event: AuditEvent, key: string) => string | undefined;
    }
  | {
      readonly arg: "none" | "index";
      readonly list: (event: AuditEvent, index: number | undefined) => readonly string[] | undefined;
    }
);
