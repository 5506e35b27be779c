import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type PathStep, PathSyntaxError, parsePath } from "../audit/field-path.ts";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import { type Host, readSource } from "../host.ts";
import { entryOf, toValue, type YamlNode } from "./yaml.ts";

/** One case: the events it speaks of, and what is expected of them together. */
export interface TestCase {
  readonly name: string;
  readonly span: Span;
  /** The stages of one request, or one made event. */
  readonly events: readonly unknown[];
  /** Whether the events come from a real log. */
  readonly real: boolean;
  readonly expect: "match" | "no-match";
  readonly decidedBy?: { readonly clause: string; readonly span: Span };
}

/** The tests of one definition or macro. */
export interface TestFile {
  readonly file: string;
  readonly span: Span;
  readonly cases: readonly TestCase[];
}

/** Most bytes of a compressed log that tests read. */
const MAX_LOG = 512 * 1024 * 1024;

type Plain = Readonly<Record<string, unknown>>;

interface Context {
  readonly host: Host;
  readonly folder: string;
  readonly problems: Diagnostic[];
  readonly base: Plain | undefined;
  readonly events: string | undefined;
}

/** Reads a tests file and the log lines that it names. */
export function readTests(host: Host, root: YamlNode, problems: Diagnostic[]): TestFile {
  const plain = toValue(root) as Plain;
  const file = root.span.source.file;
  const events = plain["events"] === undefined ? undefined : String(plain["events"]);
  const base = plain["base"] as Plain | undefined;
  const context: Context = { host, folder: dirname(file), problems, base, events };
  const cases = entryOf(root, "cases")?.value;
  const items = cases?.kind === "sequence" ? cases.items : [];
  return { file, span: root.span, cases: items.flatMap((item) => readCase(item, context) ?? []) };
}

function readCase(node: YamlNode, context: Context): TestCase | undefined {
  const plain = toValue(node) as Plain;
  const span = entryOf(node, "name")?.value.span ?? node.span;
  const decided = entryOf(node, "decided-by")?.value;
  const chosen = eventsOf(plain, node, context);
  if (chosen === undefined) return undefined;
  const events = chosen.map((event) => override(event, plain, node, context.problems));
  const real = plain["auditID"] !== undefined;
  const expect = plain["expect"] as TestCase["expect"];
  const clause = { clause: String(plain["decided-by"]), span: decided?.span ?? span };
  return {
    name: String(plain["name"]),
    span,
    events,
    real,
    expect,
    ...(decided ? { decidedBy: clause } : {}),
  };
}

function eventsOf(plain: Plain, node: YamlNode, context: Context): readonly unknown[] | undefined {
  const id = plain["auditID"];
  const where = entryOf(node, "auditID")?.value.span ?? entryOf(node, "name")?.value.span ?? node.span;
  if (id === undefined) {
    if (context.base !== undefined) return [context.base];
    context.problems.push(
      diagnostic("RW1402", where, "the case has no `auditID`, and the file has no `base`"),
    );
    return undefined;
  }
  const name = plain["events"] === undefined ? context.events : String(plain["events"]);
  if (name === undefined) {
    const hint = "`events: <file.jsonl>` at the top of the file or in the case";
    context.problems.push(diagnostic("RW1402", where, "`auditID` needs a log to be found in", hint));
    return undefined;
  }
  const path = join(context.folder, name);
  const log = readLog(context.host, path);
  if ("reason" in log) {
    const span = entryOf(node, "events")?.value.span ?? where;
    context.problems.push(diagnostic("RW1402", span, `cannot read ${path}: ${log.reason}`));
    return undefined;
  }
  const stage = plain["stage"];
  const found = (log.get(String(id)) ?? []).filter(
    (event) => stage === undefined || event["stage"] === stage,
  );
  if (found.length > 0) return found;
  context.problems.push(diagnostic("RW1402", where, `${path} has no event with auditID ${String(id)}`));
  return undefined;
}

const logs = new WeakMap<Host, Map<string, ReadonlyMap<string, Plain[]>>>();

/** A log by auditID; read once for each host. */
function readLog(host: Host, path: string): ReadonlyMap<string, Plain[]> | { reason: string } {
  const known = logs.get(host)?.get(path);
  if (known !== undefined) return known;
  const source = readLogText(host, path);
  if ("reason" in source) return source;
  const byId = new Map<string, Plain[]>();
  for (const line of source.text.split("\n")) {
    if (line.trim() === "") continue;
    try {
      const event = JSON.parse(line) as Plain;
      const id = String(event["auditID"]);
      byId.set(id, [...(byId.get(id) ?? []), event]);
    } catch {
      return { reason: "it has a line that is not JSON" };
    }
  }
  logs.set(host, (logs.get(host) ?? new Map()).set(path, byId));
  return byId;
}

/** The text of a log, decompressed if it is gzip. */
function readLogText(host: Host, path: string): { text: string } | { reason: string } {
  if (!path.endsWith(".gz")) return readSource(host, path);
  try {
    return { text: gunzipSync(host.read(path), { maxOutputLength: MAX_LOG }).toString("utf8") };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { reason: code === "ENOENT" ? "it does not exist" : "it is not valid gzip" };
  }
}

function override(event: unknown, plain: Plain, node: YamlNode, problems: Diagnostic[]): unknown {
  const changed = structuredClone(unprototyped(event));
  const put = (text: string, value: unknown, span: Span): void => {
    try {
      setPath(changed, parsePath(text), value);
    } catch (error) {
      if (!(error instanceof PathSyntaxError)) throw error;
      problems.push(diagnostic("RW1402", span, `\`${text}\` is not a path: ${error.message}`));
    }
  };
  const withNode = entryOf(node, "with")?.value;
  if (withNode?.kind === "map") {
    for (const entry of withNode.entries) put(entry.key, unprototyped(toValue(entry.value)), entry.keySpan);
  }
  for (const text of (plain["without"] as string[] | undefined) ?? []) put(text, undefined, node.span);
  return changed;
}

/** YAML maps have no prototype; events are plain JSON. */
function unprototyped(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function setPath(root: unknown, steps: readonly PathStep[], value: unknown): void {
  let at = root as Record<string | number, unknown>;
  steps.forEach((step, index) => {
    if (index === steps.length - 1) {
      if (value === undefined) delete at[step];
      else at[step] = value;
      return;
    }
    if (typeof at[step] !== "object" || at[step] === null) {
      at[step] = typeof steps[index + 1] === "number" ? [] : {};
    }
    at = at[step] as Record<string | number, unknown>;
  });
}
