import { type Event, parseEvents, type ScalarEvent } from "js-yaml";

/** Where a scalar of a YAML or JSON file stands, so that an offset in its value can be shown in the file. */
export interface ScalarPosition {
  /** Offset in the file of the scalar's first character. */
  readonly start: number;
  /** The offset in the file for an offset in the decoded value. */
  readonly at: (offset: number) => number;
}

const MAX_DEPTH = 200;

/**
 * The positions of all scalars of a document by path (`a.b.0.query`; YAML 1.2, of which JSON is a part).
 * Gives an empty map where the document cannot be read: its parser says why.
 */
export function scalarPositions(text: string): ReadonlyMap<string, ScalarPosition> {
  const found = new Map<string, ScalarPosition>();
  try {
    const events = parseEvents(text, {});
    const walk: Walk = { text, events, next: 1, found };
    readNode(walk, "", 0);
  } catch {
    return new Map();
  }
  return found;
}

interface Walk {
  readonly text: string;
  readonly events: readonly Event[];
  next: number;
  readonly found: Map<string, ScalarPosition>;
}

function readNode(walk: Walk, path: string, depth: number): string {
  const event = walk.events[walk.next++];
  if (!event || depth > MAX_DEPTH) return "";
  if (event.type === 4) {
    const raw = event.valueStart < 0 ? "" : walk.text.slice(event.valueStart, event.valueEnd);
    walk.found.set(path, position(walk.text, event));
    return raw;
  }
  if (event.type !== 2 && event.type !== 3) return "";
  for (let n = 0; walk.events[walk.next] && walk.events[walk.next]?.type !== 6; n++) {
    const key = event.type === 2 ? String(n) : readNode(walk, `${path}.(key)`, depth + 1);
    readNode(walk, path === "" ? key : `${path}.${key}`, depth + 1);
  }
  walk.next++;
  return "";
}

function position(text: string, event: ScalarEvent): ScalarPosition {
  const start = Math.max(0, event.valueStart);
  const raw = text.slice(start, Math.max(start, event.valueEnd));
  if (event.style === 4) return { start, at: (offset) => start + blockOffset(raw, event.indent, offset) };
  if (event.style === 3) return { start, at: (offset) => start + escapedOffset(raw, offset) };
  return { start, at: (offset) => start + Math.min(offset, raw.length) };
}

/** A literal block: every line lost its indentation. */
function blockOffset(raw: string, indent: number, offset: number): number {
  let rest = offset;
  let at = 0;
  for (const line of raw.split("\n")) {
    const content = Math.max(0, line.length - indent);
    if (rest <= content) return at + Math.min(indent, line.length) + rest;
    rest -= content + 1;
    at += line.length + 1;
  }
  return raw.length;
}

/** A double-quoted text: an escape is longer in the file than in the value. */
function escapedOffset(raw: string, offset: number): number {
  let at = 0;
  for (let n = 0; n < offset && at < raw.length; n++) {
    if (raw[at] !== "\\") at++;
    else at += raw[at + 1] === "u" ? 6 : raw[at + 1] === "x" ? 4 : 2;
  }
  return Math.min(at, raw.length);
}
