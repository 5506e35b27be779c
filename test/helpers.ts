import { Readable } from "node:stream";
import { type CheckedPack, checkPack } from "../src/check/check-pack.ts";
import type { Host } from "../src/host.ts";
import { loadPack } from "../src/load/pack.ts";

/** A host in memory: files by path, and what was printed. */
export interface MemoryHost extends Host {
  readonly out: () => string;
  readonly err: () => string;
}

export function memoryHost(files: Readonly<Record<string, string | Uint8Array>>): MemoryHost {
  let out = "";
  let err = "";
  const missing = (path: string): never => {
    throw Object.assign(new Error(`no such file: ${path}`), { code: "ENOENT" });
  };
  const bytes = (path: string): Buffer => {
    const found = files[path];
    return found === undefined ? missing(path) : Buffer.from(found);
  };
  return {
    read: bytes,
    list: (folder) =>
      Object.keys(files)
        .filter((path) => path.startsWith(`${folder}/`))
        .sort(),
    exists: (path) => Object.keys(files).some((file) => file === path || file.startsWith(`${path}/`)),
    isFolder: (path) => Object.keys(files).some((file) => file.startsWith(`${path}/`)),
    open: (path) => Readable.from([bytes(path)]),
    size: (path) => bytes(path).length,
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    interactive: false,
    colour: false,
    now: () => 0,
    out: () => out,
    err: () => err,
  };
}

/** A definition around a `match`, and further keys as YAML. */
export function definitionText(id: string, match: string, more = ""): string {
  const indented = match
    .trim()
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
  return `id: ${id}
uuid: 11111111-1111-4111-8111-${id.length.toString(16).padStart(12, "0")}
title: Test of ${id}
description: A test.
severity: low
status: test
attack: [T1609]
${more}match:
${indented}
`;
}

/** Checks one definition, with the lists and macros that are given. */
export function checkOne(
  match: string,
  more = "",
  shared: Readonly<Record<string, string>> = {},
): CheckedPack {
  const host = memoryHost({ "d/execution/sample.yaml": definitionText("sample", match, more), ...shared });
  return checkPack(loadPack(host, "d"));
}

/** The messages of a checked pack, without the one about missing tests. */
export function messages(checked: CheckedPack): string[] {
  return checked.problems
    .filter((one) => one.code !== "RW1401")
    .map((one) => `${one.code} ${one.message}${one.hint === undefined ? "" : ` (${one.hint})`}`);
}

/** The one rule of a pack that must be free of errors. */
export function ruleOf(
  match: string,
  more = "",
  shared: Readonly<Record<string, string>> = {},
): CheckedPack["rules"][number] {
  const checked = checkOne(match, more, shared);
  const [rule] = checked.rules;
  if (rule === undefined) throw new Error(messages(checked).join("\n"));
  return rule;
}
