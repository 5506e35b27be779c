import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const src = new URL("../../src/", import.meta.url).pathname;

/** Every module of the project that a file reaches through its imports. */
function reachable(file: string, seen: Set<string>): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, path = ""] of readFileSync(file, "utf8").matchAll(
    /from\s+"(\.[^"]+)"|import\("(\.[^"]+)"\)/g,
  )) {
    if (path !== "") reachable(resolve(dirname(file), path), seen);
  }
  return seen;
}

test("engines share no code with the generator: an interpreter that did would prove nothing", () => {
  const files = readdirSync(join(src, "engines"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(10);
  const reached = new Set<string>();
  for (const file of files) reachable(file, reached);
  const folders = new Set([...reached].map((file) => relative(src, file).split("/")[0]));
  for (const folder of ["lower", "backends", "evaluate", "verify", "load", "publish"])
    expect(folders).not.toContain(folder);
});
