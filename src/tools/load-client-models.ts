import { readFileSync } from "node:fs";

/** The client's models by name, and the line that says which versions the table was made from. */
export interface ClientModels {
  readonly models: Readonly<Record<string, unknown>>;
  readonly source: string;
}

/**
 * Loads the models of `@kubernetes/client-node` alone, by a computed address: the whole client needs a newer
 * Node, and its declarations need packages that a table of names and types does not.
 */
export async function loadClientModels(): Promise<ClientModels> {
  const entry = import.meta.resolve("@kubernetes/client-node");
  const models = (await import(new URL("gen/models/all.js", entry).href)) as Record<string, unknown>;
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", entry), "utf8"));
  const version = (manifest as { readonly version?: unknown }).version;
  const model = readFileSync(new URL("gen/models/V1Pod.js", entry), "utf8");
  const api = /OpenAPI spec version: release-([\d.]+)/.exec(model)?.[1];
  if (typeof version !== "string" || api === undefined) throw new Error("cannot tell the client's version");
  return { models, source: `@kubernetes/client-node ${version}, Kubernetes API v${api}` };
}
