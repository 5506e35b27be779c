import { basename, dirname } from "node:path";
import type { AuditLevel } from "../audit/field-path.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import type { Accept, Definition, Exception, Macro, ValueList } from "./definition.ts";
import { readClause } from "./read-clause.ts";
import { entryOf, toValue, type YamlNode } from "./yaml.ts";

/** Stage that stands for a request when the definition names none. */
const DEFAULT_STAGES = ["ResponseComplete"];

type Plain = Readonly<Record<string, unknown>>;

const string = (plain: Plain, key: string): string => String(plain[key] ?? "");
const strings = (plain: Plain, key: string): string[] => ((plain[key] as unknown[]) ?? []).map(String);

function optional<K extends string>(plain: Plain, key: string, name: K): { [P in K]?: string } {
  return plain[key] === undefined ? {} : ({ [name]: String(plain[key]) } as { [P in K]?: string });
}

/** Makes a definition of YAML whose form has been checked. */
export function readDefinition(root: YamlNode, problems: Diagnostic[]): Definition {
  const plain = toValue(root) as Plain;
  const audit = (plain["audit"] ?? {}) as Plain;
  const match = entryOf(root, "match")?.value ?? root;
  return {
    file: root.span.source.file,
    span: root.span,
    id: string(plain, "id"),
    uuid: string(plain, "uuid"),
    title: string(plain, "title"),
    description: string(plain, "description").trim(),
    severity: plain["severity"] as Definition["severity"],
    ...optional(plain, "severity-reason", "severityReason"),
    status: plain["status"] as Definition["status"],
    attack: strings(plain, "attack"),
    threatMatrix: strings(plain, "threat-matrix"),
    references: strings(plain, "references"),
    ...optional(plain, "author", "author"),
    ...optional(plain, "date", "date"),
    ...optional(plain, "modified", "modified"),
    stages: audit["stages"] === undefined ? DEFAULT_STAGES : strings(audit, "stages"),
    ...declaredLevel(root),
    match: readClause(match, "match", problems),
    except: readExceptions(root, problems),
    accept: (plain["accept"] ?? {}) as Accept,
    falsepositives: strings(plain, "falsepositives"),
    respond: strings(plain, "respond"),
    tactic: basename(dirname(root.span.source.file)),
    spans: { id: spanOf(root, "id"), uuid: spanOf(root, "uuid"), attack: itemSpans(root, "attack") },
  };
}

function spanOf(root: YamlNode, key: string): Span {
  return entryOf(root, key)?.value.span ?? root.span;
}

function itemSpans(root: YamlNode, key: string): Span[] {
  const node = entryOf(root, key)?.value;
  return node?.kind === "sequence" ? node.items.map((item) => item.span) : [];
}

function declaredLevel(root: YamlNode): Pick<Definition, "declaredLevel"> | object {
  const node = entryOf(entryOf(root, "audit")?.value, "level")?.value;
  if (node?.kind !== "scalar") return {};
  return { declaredLevel: { level: node.value as AuditLevel, span: node.span } };
}

function readExceptions(root: YamlNode, problems: Diagnostic[]): Exception[] {
  const node = entryOf(root, "except")?.value;
  if (node?.kind !== "sequence") return [];
  return node.items.map((item, index) => {
    const plain = toValue(item) as Plain;
    const match = entryOf(item, "match")?.value ?? item;
    return {
      name: string(plain, "name"),
      reason: string(plain, "reason").trim(),
      match: readClause(match, `except[${index}].match`, problems),
    };
  });
}

/** Makes a macro of YAML whose form has been checked. */
export function readMacro(root: YamlNode, problems: Diagnostic[]): Macro {
  const plain = toValue(root) as Plain;
  const match = entryOf(root, "match")?.value ?? root;
  return {
    name: string(plain, "macro"),
    file: root.span.source.file,
    span: spanOf(root, "macro"),
    description: string(plain, "description").trim(),
    match: readClause(match, "match", problems),
  };
}

/** Makes a list of YAML whose form has been checked. */
export function readList(root: YamlNode): ValueList {
  const plain = toValue(root) as Plain;
  return {
    name: string(plain, "list"),
    span: spanOf(root, "list"),
    description: string(plain, "description").trim(),
    values: (plain["values"] ?? []) as (string | number)[],
  };
}
