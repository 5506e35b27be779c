import { type Event, getScalarValue, parseEvents, YAMLException } from "js-yaml";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source, Span } from "../diagnostics/source.ts";

/** A YAML value that knows where it stands. */
export type YamlNode = YamlScalar | YamlSequence | YamlMap;
export interface YamlScalar {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  readonly span: Span;
}
export interface YamlSequence {
  readonly kind: "sequence";
  readonly items: readonly YamlNode[];
  readonly span: Span;
}
export interface YamlMap {
  readonly kind: "map";
  readonly entries: readonly YamlEntry[];
  readonly span: Span;
}
export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
}

/** Largest definition file, in characters, and deepest nesting. */
export const MAX_YAML_LENGTH: number = 1024 * 1024;
const MAX_DEPTH = 64;

class YamlProblem extends Error {
  readonly diagnostic: Diagnostic;
  constructor(found: Diagnostic) {
    super(found.message);
    this.diagnostic = found;
  }
}

/**
 * Reads one YAML 1.2 document (core schema) into nodes with source spans.
 * Anchors, aliases, tags, merge keys and further documents are refused: a clause has one place.
 *
 * @returns the root, or the reason why there is none.
 */
export function readYaml(source: Source): { root: YamlNode } | { problem: Diagnostic } {
  const whole: Span = { source, start: 0, end: 0 };
  if (source.text.length > MAX_YAML_LENGTH) {
    const size = (source.text.length / MAX_YAML_LENGTH).toFixed(1);
    const message = `the file has ${size} MiB; a definition is at most 1 MiB`;
    return { problem: diagnostic("RW1002", whole, message, "move long lists to `_shared/lists`") };
  }
  try {
    return { root: new Builder(source, parseEvents(source.text, {})).document() };
  } catch (error) {
    if (error instanceof YamlProblem) return { problem: error.diagnostic };
    if (error instanceof YAMLException) {
      const at = Math.min(Math.max(error.mark?.position ?? 0, 0), source.text.length);
      return { problem: diagnostic("RW1001", { source, start: at, end: at + 1 }, error.reason) };
    }
    if (error instanceof RangeError) {
      return { problem: diagnostic("RW1002", whole, "the file is nested too deeply") };
    }
    throw error;
  }
}

/** Walks the parser's events once. Holds the position in them. */
class Builder {
  readonly #source: Source;
  readonly #events: readonly Event[];
  #next = 0;

  constructor(source: Source, events: readonly Event[]) {
    this.#source = source;
    this.#events = events;
  }

  document(): YamlNode {
    const documents = this.#events.filter((event) => event.type === 1).length;
    if (documents > 1) this.#refuse(0, 1, "several documents in one file");
    this.#next = 1;
    if (documents === 0 || this.#events.length < 2 || this.#peek()?.type === 6) {
      throw new YamlProblem(diagnostic("RW1001", this.#span(0, 0), "the file is empty"));
    }
    return this.#node(0, 0);
  }

  #peek(): Event | undefined {
    return this.#events[this.#next];
  }

  #span(start: number, end: number): Span {
    return { source: this.#source, start, end };
  }

  #refuse(start: number, end: number, what: string): never {
    const hint = "share logic with a macro (`use:`) and values with a list (`$name`)";
    throw new YamlProblem(diagnostic("RW1003", this.#span(start, end), `${what} is not used here`, hint));
  }

  #node(depth: number, near: number): YamlNode {
    const event = this.#peek();
    this.#next++;
    if (event === undefined) throw new YamlProblem(diagnostic("RW1001", this.#span(near, near), "empty"));
    if (event.type === 5) this.#refuse(event.anchorStart - 1, event.anchorEnd, "an alias");
    if (event.type === 2 || event.type === 3 || event.type === 4) {
      if (event.anchorStart >= 0) this.#refuse(event.anchorStart - 1, event.anchorEnd, "an anchor");
      if (event.tagStart >= 0) this.#refuse(event.tagStart, event.tagEnd, "a tag");
    }
    if (event.type === 4) return this.#scalar(event, near);
    if (depth > MAX_DEPTH) {
      const message = `more than ${MAX_DEPTH} levels`;
      throw new YamlProblem(diagnostic("RW1002", this.#span(near, near + 1), message));
    }
    if (event.type === 2) return this.#sequence(event.start, depth);
    if (event.type === 3) return this.#map(event.start, depth);
    throw new YamlProblem(diagnostic("RW1001", this.#span(near, near), "unexpected end"));
  }

  #scalar(event: Extract<Event, { type: 4 }>, near: number): YamlScalar {
    const start = event.valueStart < 0 ? near : event.valueStart;
    const end = event.valueStart < 0 ? near : event.valueEnd;
    const text = event.valueStart < 0 ? "" : getScalarValue(this.#source.text, event);
    const value = event.style === 1 ? plainValue(text) : text;
    return { kind: "scalar", value, span: this.#span(start, end) };
  }

  #sequence(start: number, depth: number): YamlSequence {
    const items: YamlNode[] = [];
    let end = start + 1;
    while (this.#peek()?.type !== 6) {
      const item = this.#node(depth + 1, end);
      items.push(item);
      end = item.span.end;
    }
    this.#next++;
    return { kind: "sequence", items, span: this.#span(start, end) };
  }

  #map(start: number, depth: number): YamlMap {
    const entries: YamlEntry[] = [];
    const seen = new Set<string>();
    let end = start + 1;
    while (this.#peek()?.type !== 6) {
      const key = this.#node(depth + 1, end);
      if (key.kind !== "scalar") this.#refuse(key.span.start, key.span.end, "a key that is not text");
      const name = key.value === null ? "null" : String(key.value);
      if (name === "<<") this.#refuse(key.span.start, key.span.end, "a merge key");
      if (seen.has(name)) {
        const message = `\`${name}\` stands twice in this map`;
        throw new YamlProblem(diagnostic("RW1005", key.span, message, "keep one of the two"));
      }
      seen.add(name);
      const value = this.#node(depth + 1, key.span.end);
      entries.push({ key: name, keySpan: key.span, value });
      end = Math.max(key.span.end, value.span.end);
    }
    this.#next++;
    return { kind: "map", entries, span: this.#span(start, end) };
  }
}

/** The YAML 1.2 core schema for plain scalars (yaml.org/spec/1.2.2, 10.3.2): `yes` stays a string. */
function plainValue(text: string): string | number | boolean | null {
  if (/^(?:null|Null|NULL|~|)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?[0-9]+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  if (/^0x[0-9a-fA-F]+$/.test(text)) return Number(text);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?$/.test(text)) return Number(text);
  return text;
}

/** The plain value of a node. Maps become objects without a prototype: keys are data. */
export function toValue(node: YamlNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "sequence") return node.items.map(toValue);
  const object: Record<string, unknown> = Object.create(null);
  for (const entry of node.entries) object[entry.key] = toValue(entry.value);
  return object;
}

/** The entry of a map, or undefined. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.kind === "map" ? node.entries.find((entry) => entry.key === key) : undefined;
}
