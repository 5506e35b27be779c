import type { AuditEvent } from "../engine.ts";
import { eventNanoseconds } from "./event-time.ts";
import type { FieldDefinition } from "./field.ts";
import { property, textOf } from "./json-text.ts";

/** The keys of a JSON pointer, its first slash optional (plugin json, `pkg/json/json.go`). */
function pointerKeys(pointer: string): readonly string[] {
  const path = pointer.startsWith("/") ? pointer.slice(1) : pointer;
  return path.split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

const known = new Map<string, readonly string[]>();
const MAX_KNOWN = 10_000;

function cachedKeys(pointer: string): readonly string[] {
  const found = known.get(pointer);
  if (found) return found;
  const keys = pointerKeys(pointer);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(pointer, keys);
  return keys;
}

function atPointer(event: AuditEvent, pointer: string): string | undefined {
  let value: unknown = event;
  for (const key of cachedKeys(pointer)) {
    value = property(value, key);
    if (value === undefined) return undefined;
  }
  return textOf(value);
}

/** `jevt.*` and its other name `json.*`: no wildcard, but array indexes. */
export const JSON_FIELDS: readonly FieldDefinition[] = ["jevt", "json"].flatMap(
  (prefix): FieldDefinition[] => [
    { name: `${prefix}.value`, arg: "key", scalar: atPointer },
    { name: `${prefix}.rawtime`, arg: "none", scalar: (event) => eventNanoseconds(event)?.toString() },
  ],
);
