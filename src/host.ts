import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Source } from "./diagnostics/source.ts";

/** All access to files, terminal and clock goes through a host, so that tests run in memory. */
export interface Host {
  /** Bytes of a file. Throws when it cannot be read. */
  readonly read: (path: string) => Uint8Array;
  /** Files below a folder, sorted, as paths that begin with the folder. */
  readonly list: (folder: string) => string[];
  readonly exists: (path: string) => boolean;
  readonly isFolder: (path: string) => boolean;
  /** A stream of a file's bytes; `-` is standard input. */
  readonly open: (path: string) => Readable;
  readonly size: (path: string) => number;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether standard error is a terminal: only there is progress shown. */
  readonly interactive: boolean;
  readonly colour: boolean;
  /** Milliseconds, for durations. */
  readonly now: () => number;
}

/** The real machine. */
export function nodeHost(): Host {
  const { env } = process;
  const forced = env["FORCE_COLOR"] !== undefined && env["FORCE_COLOR"] !== "0";
  return {
    read: (path) => readFileSync(path),
    list: listFiles,
    exists: existsSync,
    isFolder: (path) => existsSync(path) && statSync(path).isDirectory(),
    open: (path) => (path === "-" ? process.stdin : createReadStream(path, { highWaterMark: 1 << 21 })),
    size: (path) => (path === "-" ? 0 : statSync(path).size),
    stdout: (text) => {
      process.stdout.write(text);
    },
    stderr: (text) => {
      process.stderr.write(text);
    },
    interactive: process.stderr.isTTY === true,
    colour: forced || (env["NO_COLOR"] === undefined && process.stdout.isTTY === true),
    now: () => performance.now(),
  };
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** Makes a folder and those above it. */
export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true });
}

/**
 * Reads a text file: UTF-8, a byte order mark removed.
 *
 * @returns the source, or why it cannot be read.
 */
export function readSource(host: Pick<Host, "read">, file: string): Source | { reason: string } {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(host.read(file));
    return { file, text };
  } catch (error) {
    if (error instanceof TypeError) return { reason: "it is not UTF-8 text" };
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return { reason: "it does not exist" };
    return { reason: code === "EISDIR" ? "it is a folder" : String(code ?? (error as Error).message) };
  }
}
