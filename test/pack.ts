import { type CheckedPack, checkPack } from "../src/check/check-pack.ts";
import { nodeHost } from "../src/host.ts";
import { loadPack } from "../src/load/pack.ts";

let loaded: CheckedPack | undefined;

/** The pack of the repository, loaded once for each test file. */
export function shippedPack(): CheckedPack {
  loaded ??= checkPack(loadPack(nodeHost(), new URL("../detections", import.meta.url).pathname));
  return loaded;
}
