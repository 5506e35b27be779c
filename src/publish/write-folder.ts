import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { OutputFile } from "../backends/backend.ts";

/** How a folder differs from what should be in it. */
export interface Drift {
  readonly missing: readonly string[];
  readonly changed: readonly string[];
  readonly extra: readonly string[];
}

function filesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Compares a folder with the files that should be in it. Nothing is written. */
export function driftOf(
  folder: string,
  files: readonly OutputFile[],
  scope: (path: string) => boolean,
): Drift {
  const wanted = new Map(files.map((file) => [file.path, file.text]));
  const present = new Set(filesBelow(folder).filter(scope));
  const missing = [...wanted.keys()].filter((path) => !present.has(path));
  const changed = [...wanted].filter(
    ([path, text]) => present.has(path) && readFileSync(join(folder, path), "utf8") !== text,
  );
  return {
    missing,
    changed: changed.map(([path]) => path),
    extra: [...present].filter((path) => !wanted.has(path)).sort(),
  };
}

/**
 * Replaces a folder with a set of files, all or nothing: they are written beside it and renamed into place,
 * so an interrupted run leaves the old folder or the new one, never half of each.
 *
 * @throws Error when the folder holds something that was not generated.
 */
export function replaceFolder(folder: string, files: readonly OutputFile[]): void {
  const target = resolve(folder);
  const present = filesBelow(target);
  if (present.length > 0 && !present.includes("manifest.json")) {
    throw new Error(
      `${folder} holds files but no manifest.json: it does not look generated, so it is left alone`,
    );
  }
  mkdirSync(dirname(target), { recursive: true });
  const aside = mkdtempSync(`${target}.new-`);
  const old = `${aside}.old`;
  try {
    for (const file of files) {
      const path = join(aside, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.text);
    }
    if (present.length > 0) renameSync(target, old);
    else rmSync(target, { recursive: true, force: true });
    renameSync(aside, target);
  } finally {
    rmSync(aside, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}
