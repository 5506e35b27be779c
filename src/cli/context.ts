import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CheckedPack, checkPack } from "../check/check-pack.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { renderDiagnostic } from "../diagnostics/render.ts";
import type { Host } from "../host.ts";
import { loadPack } from "../load/pack.ts";

/** Exit codes, fixed for scripts. */
export const EXIT = { clean: 0, findings: 1, invalid: 2, usage: 3, bug: 70 } as const;

/** A wrong call: reported in one line, exit code 3. */
export class UsageError extends Error {}

/** Where the package lies: its detections, templates and fixtures are beside `src` or `dist`. */
export const packageRoot: string = fileURLToPath(new URL("../../", import.meta.url));

/** Options that every command about definitions takes. */
export interface PackOptions {
  readonly detections?: string | undefined;
  readonly site?: string | undefined;
}

/** The folder of definitions: as asked, else ./detections, else the pack that is shipped. */
export function detectionsFolder(host: Host, asked: string | undefined): string {
  if (asked !== undefined) return asked;
  return host.isFolder("detections") ? "detections" : join(packageRoot, "detections");
}

/**
 * Loads and checks the pack that the options name.
 *
 * @param tests whether its tests are read too.
 */
export function openPack(
  host: Host,
  options: PackOptions,
  tests: "with tests" | "without tests",
): CheckedPack {
  const folder = detectionsFolder(host, options.detections);
  return checkPack(loadPack(host, folder, options.site, tests === "with tests"));
}

/** Writes diagnostics to standard error. */
export function report(host: Host, problems: readonly Diagnostic[]): void {
  for (const found of problems) host.stderr(`${renderDiagnostic(found, host.colour)}\n`);
}

/** Keeps what was asked for by id; an unknown id is a usage error. */
export function chosen<T>(
  all: readonly T[],
  ids: readonly string[] | undefined,
  idOf: (one: T) => string,
): T[] {
  if (ids === undefined || ids.length === 0) return [...all];
  const unknown = ids.find((id) => !all.some((one) => idOf(one) === id));
  if (unknown !== undefined) throw new UsageError(`there is no detection \`${unknown}\``);
  return all.filter((one) => ids.includes(idOf(one)));
}
