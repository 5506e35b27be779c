import type { EngineRule, RuleProblem, RuleSource } from "../engine.ts";
import { type ScalarPosition, scalarPositions } from "../scalar-positions.ts";
import { lineAndColumn, RuleSyntaxError } from "../syntax-error.ts";
import { parseToml } from "./toml.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A rule as its file has it, before it is compiled. */
export interface KueryRule {
  readonly id: string;
  readonly title: string;
  readonly severity: EngineRule["severity"];
  readonly query: string;
  readonly filters: unknown;
  /** Present for threshold rules. */
  readonly threshold?: unknown;
  /** Offset in the file of an offset in the query. */
  readonly at: (offset: number) => number;
}

/** The rules of a file, and what could not be read. */
export interface RuleFile {
  readonly rules: readonly KueryRule[];
  readonly problems: readonly RuleProblem[];
}

/** A rule's fields, and the places of its values in the file. */
interface Found {
  readonly fields: Fields;
  readonly start: number;
  readonly position: (key: string) => ScalarPosition | undefined;
}

/** After so many unreadable lines the file is none of rules. */
const MAX_PROBLEMS = 100;
const SEVERITIES = new Map<unknown, EngineRule["severity"]>([
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
  ["critical", "critical"],
]);

/** Reads a rule file by its extension: Kibana's NDJSON export, Elastic's TOML, else the text is the query. */
export function readRuleFile(source: RuleSource): RuleFile {
  const problems: RuleProblem[] = [];
  const rules: KueryRule[] = [];
  const guard = (start: number, read: () => void): void => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof RuleSyntaxError)) throw error;
      problems.push(problemOf(source, error, start + error.offset));
    }
  };
  if (/\.(ndjson|json)$/i.test(source.file)) {
    for (const { text, start } of documents(source)) {
      if (problems.length > MAX_PROBLEMS) {
        guard(start, () => {
          throw new RuleSyntaxError("too many problems: the rest of the file was not read", 0);
        });
        break;
      }
      guard(start, () => {
        for (const found of readJson(text, start)) rules.push(readFields(found, start));
      });
    }
  } else if (/\.toml$/i.test(source.file))
    guard(0, () => rules.push(readFields(readTomlRule(source.text), 0)));
  else rules.push(plain(source));
  return { rules, problems };
}

/** A problem at an offset of the file. */
export function problemOf(
  source: RuleSource,
  error: RuleSyntaxError,
  offset: number,
  rule?: string,
): RuleProblem {
  const { message, hint } = error;
  const place = { file: source.file, ...lineAndColumn(source.text, Math.max(0, offset)) };
  return {
    ...place,
    ...(rule === undefined ? {} : { rule }),
    message,
    ...(hint === undefined ? {} : { hint }),
  };
}

function plain(source: RuleSource): KueryRule {
  const name = source.file.replace(/^.*[\\/]/, "").replace(/\.[^.]*$/, "");
  return {
    id: name,
    title: name,
    severity: "medium",
    query: source.text,
    filters: undefined,
    at: (offset) => offset,
  };
}

/** The lines of NDJSON; a `.json` file is one document. */
function documents(source: RuleSource): { text: string; start: number }[] {
  if (/\.json$/i.test(source.file)) return [{ text: source.text, start: 0 }];
  let start = 0;
  return source.text.split("\n").flatMap((text) => {
    const line = { text, start };
    start += text.length + 1;
    return text.trim() === "" ? [] : [line];
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The rules of one JSON document; the summary line of an export is none. */
function readJson(text: string, start: number): readonly Found[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new RuleSyntaxError(`not JSON: ${error instanceof Error ? error.message : String(error)}`, 0);
  }
  const positions = scalarPositions(text);
  const list = Array.isArray(document) ? document : [document];
  return list.flatMap((fields: unknown, i): Found[] => {
    if (!isFields(fields)) throw new RuleSyntaxError("a rule must be an object", 0);
    if (Object.hasOwn(fields, "exported_count") || Object.hasOwn(fields, "exported_rules_count")) return [];
    const prefix = Array.isArray(document) ? `${i}.` : "";
    return [{ fields, start, position: (key) => positions.get(prefix + key) }];
  });
}

function readTomlRule(text: string): Found {
  const { root, positions } = parseToml(text);
  const fields = root["rule"];
  if (!isFields(fields)) throw new RuleSyntaxError("the file has no table `[rule]`", 0);
  const position = (key: string): ScalarPosition | undefined => {
    const start = positions.get(`rule.${key}`);
    return start === undefined ? undefined : { start, at: (offset) => start + offset };
  };
  return { fields, start: 0, position };
}

function readFields(found: Found, start: number): KueryRule {
  const { fields, position } = found;
  const place = (key: string): number => position(key)?.start ?? 0;
  const type = fields["type"] ?? "query";
  if (type !== "query" && type !== "threshold") {
    const message = `rules of type \`${String(type)}\` are not supported`;
    throw new RuleSyntaxError(message, place("type"), "only `query` and `threshold` are");
  }
  if ((fields["language"] ?? "kuery") !== "kuery") {
    throw new RuleSyntaxError(
      `the language \`${String(fields["language"])}\` is not supported`,
      place("language"),
    );
  }
  const query = fields["query"] ?? "";
  if (typeof query !== "string") throw new RuleSyntaxError("`query` must be a text", place("query"));
  const at = position("query")?.at ?? ((): number => 0);
  const title = typeof fields["name"] === "string" ? fields["name"] : "rule";
  return {
    id: typeof fields["rule_id"] === "string" ? fields["rule_id"] : title,
    title,
    severity: SEVERITIES.get(fields["severity"]) ?? "medium",
    query,
    filters: fields["filters"],
    at: (offset) => start + at(offset),
    ...(type === "threshold" ? { threshold: fields["threshold"] } : {}),
  };
}
