import { readFileSync } from "node:fs";

/** The generated table of Kubernetes' API types; `npm run catalogue` writes it. */
export interface KubernetesTypes {
  readonly source: string;
  /** Kind → type name. */
  readonly kinds: Readonly<Record<string, string>>;
  /** Type name → JSON field → type expression (`string`, `[]Container`, `map<string>`, …). */
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

let loaded: KubernetesTypes | undefined;

/** The table, read once when first needed. */
export function kubernetesTypes(): KubernetesTypes {
  loaded ??= JSON.parse(
    readFileSync(new URL("./kubernetes-types.generated.json", import.meta.url), "utf8"),
  ) as KubernetesTypes;
  return loaded;
}

/** The type expression of a field of a type, or undefined. */
export function fieldOfType(typeName: string, key: string): string | undefined {
  const types = kubernetesTypes().types;
  const fields = Object.hasOwn(types, typeName) ? types[typeName] : undefined;
  return fields !== undefined && Object.hasOwn(fields, key) ? fields[key] : undefined;
}
