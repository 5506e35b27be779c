import type { Readable } from "node:stream";
import { type Event, eventsIn } from "../audit/envelopes.ts";
import { type LogLine, readLines } from "../audit/read-lines.ts";

/** A line that could not be used, and why. */
export interface SkippedLine {
  readonly line: number;
  readonly reason: string;
}

/** What a log held. */
export interface LogSummary {
  readonly lines: number;
  readonly events: number;
  readonly skipped: number;
}

/** Who is told of what is found. */
export interface LogVisitor {
  readonly event: (event: Event, line: number) => void;
  readonly skipped: (line: SkippedLine) => void;
  readonly bytes?: (count: number) => void;
}

/** Largest document that is read as one JSON text over many lines, in bytes. */
const MAX_DOCUMENT = 256 * 1024 * 1024;

/**
 * Reads a log line by line and hands over its events. A broken line is reported and skipped. A file whose
 * first line is a lone bracket is one JSON document (an EventList that was pretty-printed).
 */
export async function scanLog(stream: Readable, visitor: LogVisitor): Promise<LogSummary> {
  let lines = 0;
  let events = 0;
  let skipped = 0;
  const skip = (line: number, reason: string): void => {
    skipped++;
    visitor.skipped({ line, reason });
  };
  const use = (text: string, line: number): void => {
    try {
      const found = eventsIn(JSON.parse(text));
      if (found.length === 0) skip(line, "it holds no audit event");
      for (const event of found) visitor.event(event, line);
      events += found.length;
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof RangeError || isZlibError(error))) throw error;
      skip(line, reasonOf(error, text));
    }
  };
  const document: Buffer[] = [];
  let size = 0;
  for await (const line of readLines(stream, visitor.bytes)) {
    lines = line.number;
    if (document.length > 0 || isOpening(line)) {
      size += line.bytes.length;
      if (size > MAX_DOCUMENT) throw new RangeError("a JSON document over many lines is too large");
      document.push(line.bytes);
    } else if (line.tooLong) skip(line.number, "it is longer than 64 MiB");
    else if (!isBlank(line.bytes)) use(decode(line.bytes), line.number);
  }
  if (document.length > 0) use(document.map(decode).join("\n"), 1);
  return { lines, events, skipped };
}

function isOpening(line: LogLine): boolean {
  if (line.number !== 1 || line.bytes.length > 8) return false;
  const text = line.bytes.toString("latin1").trim();
  return text === "{" || text === "[";
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 32 || byte === 9 || byte === 13);
}

/** Invalid UTF-8 becomes replacement characters; the rest of the line stays usable. */
function decode(bytes: Buffer): string {
  return bytes.toString("utf8");
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith("Z_");
}

function reasonOf(error: unknown, text: string): string {
  if (error instanceof RangeError) return "it is nested too deeply or unpacks to too much";
  if (text.includes("[Truncated...]")) return "the event was cut off before it was logged";
  if (isZlibError(error)) return "its compressed part is damaged";
  return /\}\s*$/.test(text) ? "it is not valid JSON" : "it is not valid JSON; it looks cut off";
}
