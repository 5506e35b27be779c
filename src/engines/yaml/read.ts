import { type Event, getScalarValue, parseEvents, type ScalarEvent, YAMLException } from "js-yaml";
import { RuleSyntaxError } from "../syntax-error.ts";
import { liftClosingBracket } from "./lift-bracket.ts";
import { scalarOrigins } from "./scalar-origins.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "./tree.ts";

const DOCUMENT = 1;
const LIST = 2;
const MAP = 3;
const SCALAR = 4;
const ALIAS = 5;
const POP = 6;
const PLAIN = 1;
const MAX_NODES = 1_000_000;
const MAX_REPARSED = 20 * 1024 * 1024;

/**
 * Reads all documents of a YAML text as trees with places, so that a rule's reader can show where a problem
 * stands. Aliases share their node; a key that occurs twice is an error, as in YAML 1.2.2 (3.2.1.1).
 *
 * @throws RuleSyntaxError when the text is not YAML.
 */
export function readYaml(text: string): readonly YamlNode[] {
  const reader: Reader = { text, events: parse(text), next: 0, anchors: new Map(), nodes: 0 };
  const documents: YamlNode[] = [];
  while (reader.next < reader.events.length) {
    const event = reader.events[reader.next++];
    if (event?.type !== DOCUMENT) continue;
    reader.anchors.clear();
    if (reader.events[reader.next]?.type !== POP) documents.push(readNode(reader).node);
  }
  return documents;
}

interface Reader {
  readonly text: string;
  readonly events: readonly Event[];
  next: number;
  readonly anchors: Map<string, Weighed>;
  nodes: number;
}

/** A node and how many nodes it stands for when all aliases are written out. */
interface Weighed {
  readonly node: YamlNode;
  readonly weight: number;
}

function parse(text: string): readonly Event[] {
  let current = text;
  for (let spent = 0; ; spent += text.length) {
    try {
      return parseEvents(current, {});
    } catch (error) {
      if (!(error instanceof YAMLException)) throw new RuleSyntaxError("the file is not YAML", 0);
      const position = error.mark?.position ?? 0;
      const repaired = spent < MAX_REPARSED ? liftClosingBracket(current, position) : undefined;
      if (repaired === undefined)
        throw new RuleSyntaxError(`the file is not YAML: ${error.reason}`, position);
      current = repaired;
    }
  }
}

function readNode(reader: Reader): Weighed {
  const event = reader.events[reader.next++];
  if (!event || event.type === POP || event.type === DOCUMENT) {
    throw new RuleSyntaxError("the file is not YAML: a value is missing", reader.text.length);
  }
  if (event.type === ALIAS) {
    const name = reader.text.slice(event.anchorStart, event.anchorEnd);
    const found = reader.anchors.get(name);
    if (!found) throw new RuleSyntaxError(`unknown alias \`*${name}\``, event.anchorStart);
    spend(reader, found.weight, event.anchorStart);
    return found;
  }
  const start = event.type === SCALAR ? Math.max(0, event.valueStart) : event.start;
  spend(reader, 1, start);
  const read =
    event.type === SCALAR
      ? { node: readScalar(reader, event), weight: 1 }
      : readParts(reader, event.type, start);
  if (event.anchorStart >= 0) reader.anchors.set(reader.text.slice(event.anchorStart, event.anchorEnd), read);
  return read;
}

function spend(reader: Reader, weight: number, offset: number): void {
  reader.nodes += weight;
  if (reader.nodes > MAX_NODES) throw new RuleSyntaxError("the file has too many values", offset);
}

function readScalar(reader: Reader, event: ScalarEvent): YamlScalar {
  const missing = event.valueStart < 0;
  const before = reader.next > 1 ? endOf(reader.events[reader.next - 2]) : 0;
  const start = missing ? before : event.valueStart;
  const text = missing ? "" : getScalarValue(reader.text, event);
  const raw = missing ? "" : reader.text.slice(start, event.valueEnd);
  return {
    kind: "scalar",
    text,
    plain: event.style === PLAIN && event.tagStart < 0,
    start: event.style === PLAIN ? start : start + raw.length - raw.trimStart().length,
    origins: () => scalarOrigins(text, raw, start, event.style),
  };
}

function endOf(event: Event | undefined): number {
  if (event?.type === SCALAR) return Math.max(0, event.valueEnd);
  return event && "start" in event ? event.start : 0;
}

function readParts(reader: Reader, type: typeof LIST | typeof MAP, start: number): Weighed {
  const before = reader.nodes;
  const items: YamlNode[] = [];
  const entries: YamlEntry[] = [];
  const keys = new Set<string>();
  while (reader.next < reader.events.length && reader.events[reader.next]?.type !== POP) {
    const { node } = readNode(reader);
    if (type === LIST) items.push(node);
    else entries.push({ key: checkKey(node, keys), value: readNode(reader).node });
  }
  reader.next++;
  const node: YamlNode = type === LIST ? { kind: "list", items, start } : { kind: "map", entries, start };
  return { node, weight: reader.nodes - before + 1 };
}

function checkKey(node: YamlNode, keys: Set<string>): YamlScalar {
  if (node.kind !== "scalar") throw new RuleSyntaxError("a key must be a text", node.start);
  if (keys.has(node.text)) throw new RuleSyntaxError(`the key \`${node.text}\` occurs twice`, node.start);
  keys.add(node.text);
  return node;
}
