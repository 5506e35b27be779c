import { load } from "js-yaml";
import type { EngineRule, RuleProblem, RuleSource } from "../engine.ts";
import { type ScalarPosition, scalarPositions } from "../scalar-positions.ts";
import { lineAndColumn } from "../syntax-error.ts";

/** When the number of result rows makes an alert. */
export interface Trigger {
  readonly operator: "gt" | "lt" | "eq" | "ne";
  readonly threshold: number;
}

/** A query and what the file around it says. */
export interface KustoRule {
  readonly id: string;
  readonly title: string;
  readonly severity: EngineRule["severity"];
  readonly query: string;
  readonly trigger: Trigger;
  /** Offset in the file of an offset in the query. */
  readonly at: (offset: number) => number;
}

/** The rules of a file, and what could not be read. */
export interface RuleFile {
  readonly rules: readonly KustoRule[];
  readonly problems: readonly RuleProblem[];
}

type Fields = Readonly<Record<string, unknown>>;

/** More rules than a Sentinel workspace may have (512), so that a file of rubbish ends soon. */
const MAX_RULES = 1000;
const ALWAYS: Trigger = { operator: "gt", threshold: 0 };
const SEVERITIES = new Map<string, EngineRule["severity"]>([
  ["informational", "informational"],
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
]);
const OPERATORS = new Map<string, Trigger["operator"]>([
  ["gt", "gt"],
  ["greaterthan", "gt"],
  ["lt", "lt"],
  ["lessthan", "lt"],
  ["eq", "eq"],
  ["equal", "eq"],
  ["ne", "ne"],
  ["notequal", "ne"],
]);

/**
 * Reads a rule file by its extension: analytic-rule YAML of the Azure-Sentinel repository, an ARM template
 * (Microsoft.SecurityInsights alertRules), else the text is the query itself.
 */
export function readRuleFile(source: RuleSource): RuleFile {
  if (/\.ya?ml$/i.test(source.file)) return readDocument(source, load, yamlRules);
  if (/\.json$/i.test(source.file)) return readDocument(source, JSON.parse, armRules);
  const name = source.file.replace(/^.*[\\/]/, "").replace(/\.[^.]*$/, "");
  const rule: KustoRule = {
    id: name,
    title: name,
    severity: "medium",
    query: source.text,
    trigger: ALWAYS,
    at: (offset) => offset,
  };
  return { rules: [rule], problems: [] };
}

type Found = { readonly fields: Fields; readonly path: string };

function readDocument(
  source: RuleSource,
  parse: (text: string) => unknown,
  find: (document: unknown) => readonly Found[],
): RuleFile {
  let document: unknown;
  try {
    document = parse(source.text);
  } catch (error) {
    const message = error instanceof Error ? error.message.split("\n")[0] : String(error);
    const mark = (error as { mark?: { position?: unknown } }).mark?.position;
    return {
      rules: [],
      problems: [problem(source, typeof mark === "number" ? mark : 0, `cannot read the file: ${message}`)],
    };
  }
  const found = find(document);
  if (found.length === 0)
    return { rules: [], problems: [problem(source, 0, "no rule with a `query` in this file")] };
  const positions = scalarPositions(source.text);
  const rules: KustoRule[] = [];
  const problems: RuleProblem[] = [];
  for (const one of found.slice(0, MAX_RULES)) {
    const result = readFields(one, positions);
    if ("query" in result) rules.push(result);
    else
      problems.push(problem(source, positions.get(`${one.path}${result.key}`)?.start ?? 0, result.message));
  }
  if (found.length > MAX_RULES)
    problems.push(problem(source, 0, `only the first ${MAX_RULES} rules were read`));
  return { rules, problems };
}

function problem(source: RuleSource, offset: number, message: string): RuleProblem {
  return { file: source.file, ...lineAndColumn(source.text, offset), message };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function yamlRules(document: unknown): readonly Found[] {
  return isFields(document) && Object.hasOwn(document, "query") ? [{ fields: document, path: "" }] : [];
}

/** Every resource of a template whose properties hold a query. A leading `[[` is a literal `[` in ARM. */
function armRules(document: unknown): readonly Found[] {
  const resources = isFields(document) && Array.isArray(document["resources"]) ? document["resources"] : [];
  return resources.flatMap((resource: unknown, i): Found[] => {
    const fields = isFields(resource) ? resource["properties"] : undefined;
    return isFields(fields) && Object.hasOwn(fields, "query")
      ? [{ fields, path: `resources.${i}.properties.` }]
      : [];
  });
}

function readFields(
  found: Found,
  positions: ReadonlyMap<string, ScalarPosition>,
): KustoRule | { key: string; message: string } {
  const { fields, path } = found;
  const raw = fields["query"];
  if (typeof raw !== "string") return { key: "query", message: "`query` must be a text" };
  const arm = path !== "";
  const escaped = arm && raw.startsWith("[[");
  if (arm && raw.startsWith("[") && !escaped) {
    return { key: "query", message: "the query is an ARM expression, whose value is not known here" };
  }
  const trigger = readTrigger(fields);
  if ("key" in trigger) return trigger;
  const title = textOf(fields, "displayName") ?? textOf(fields, "name") ?? "rule";
  const position = positions.get(`${path}query`);
  const shift = escaped ? 1 : 0;
  return {
    id: textOf(fields, "id") ?? textOf(fields, "alertRuleTemplateName") ?? title,
    title,
    severity: SEVERITIES.get((textOf(fields, "severity") ?? "").toLowerCase()) ?? "medium",
    query: raw.slice(shift),
    trigger,
    at: (offset) => position?.at(offset + shift) ?? 0,
  };
}

function textOf(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function readTrigger(fields: Fields): Trigger | { key: string; message: string } {
  const name = fields["triggerOperator"] ?? "gt";
  const operator = typeof name === "string" ? OPERATORS.get(name.toLowerCase()) : undefined;
  if (!operator) return { key: "triggerOperator", message: "`triggerOperator` must be gt, lt, eq or ne" };
  const threshold = fields["triggerThreshold"] ?? 0;
  if (typeof threshold !== "number" || !Number.isInteger(threshold) || threshold < 0) {
    return { key: "triggerThreshold", message: "`triggerThreshold` must be a whole number" };
  }
  return { operator, threshold };
}
