import type { Engine, EngineId } from "./engine.ts";

/** Loads one engine; the others stay unread. */
export const engineLoaders = {
  sigma: async () => (await import("./sigma/index.ts")).sigmaEngine,
  falco: async () => (await import("./falco/index.ts")).falcoEngine,
  splunk: async () => (await import("./spl/index.ts")).splunkEngine,
  elastic: async () => (await import("./kuery/index.ts")).elasticEngine,
  sentinel: async () => (await import("./kusto/index.ts")).sentinelEngine,
} as const satisfies Record<EngineId, () => Promise<Engine>>;
