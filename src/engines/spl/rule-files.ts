import { load } from "js-yaml";
import type { EngineRule, RuleProblem, RuleSource } from "../engine.ts";
import { scalarPositions } from "../scalar-positions.ts";
import { readConf, type Stanza } from "./conf.ts";
import { locator, problemAt } from "./positions.ts";
import { ALWAYS, readTrigger, type Trigger } from "./trigger.ts";

/** A search and what the file around it says. */
export interface SplRule {
  readonly id: string;
  readonly title: string;
  readonly severity: EngineRule["severity"];
  readonly search: string;
  readonly trigger: Trigger;
  /** Offset in the file of an offset in the search. */
  readonly at: (offset: number) => number;
}

/** The rules of a file, and what could not be read. */
export interface RuleFile {
  readonly rules: readonly SplRule[];
  readonly problems: readonly RuleProblem[];
}

/** Reads savedsearches.conf, a detection of Splunk's security content (YAML), or a plain search. */
export function readRuleFile(source: RuleSource): RuleFile {
  if (/\.conf$/i.test(source.file)) return readSavedSearches(source);
  if (/\.ya?ml$/i.test(source.file)) return readDetection(source);
  const name = source.file.replace(/^.*[\\/]/, "").replace(/\.[^.]*$/, "");
  const at = (offset: number): number => offset;
  const rule = {
    id: name,
    title: name,
    severity: "medium" as const,
    search: source.text,
    trigger: ALWAYS,
    at,
  };
  return { rules: [rule], problems: [] };
}

/** Splunk: savedsearches.conf, `alert.severity` from 1 (debug) to 6 (fatal). */
const ALERT_SEVERITIES = new Map<string, EngineRule["severity"]>([
  ["1", "informational"],
  ["2", "informational"],
  ["3", "low"],
  ["4", "medium"],
  ["5", "high"],
  ["6", "critical"],
]);
const NAMES: readonly EngineRule["severity"][] = ["informational", "low", "medium", "high", "critical"];

function named(text: string | undefined): EngineRule["severity"] | undefined {
  return NAMES.find((name) => name === text?.trim().toLowerCase());
}

/** Most searches of one file: several times what the largest published content has. */
const MAX_SEARCHES = 5000;

function readSavedSearches(source: RuleSource): RuleFile {
  const { stanzas, problems } = readConf(source.text);
  const rules: SplRule[] = [];
  const locate = locator(source.text);
  const found = problems.map(({ offset, message }) => problemAt(source, locate, offset, message));
  for (const stanza of stanzas) {
    const search = stanza.settings.get("search");
    if (search === undefined || stanza.name === "default") continue;
    if (rules.length === MAX_SEARCHES) {
      const message = `more than ${MAX_SEARCHES} searches in one file: the others are not run`;
      found.push(problemAt(source, locate, search.at(0), message, stanza.name));
      break;
    }
    const trigger = readTrigger(stanza.settings);
    if ("message" in trigger) {
      found.push(problemAt(source, locate, trigger.offset, trigger.message, stanza.name));
      continue;
    }
    const { name } = stanza;
    const title = stanza.settings.get("action.correlationsearch.label")?.text ?? name;
    rules.push({
      id: name,
      title,
      severity: severityOf(stanza),
      search: search.text,
      trigger,
      at: search.at,
    });
  }
  return { rules, problems: found };
}

/** A notable event's severity is the analyst's; `alert.severity` is the scheduler's, 3 unless it is set. */
function severityOf({ settings }: Stanza): EngineRule["severity"] {
  const text = (key: string): string | undefined => settings.get(key)?.text;
  const notable = text("action.notable.param.severity") ?? text("action.correlationsearch.severity");
  return named(notable) ?? ALERT_SEVERITIES.get(text("alert.severity")?.trim() ?? "") ?? "medium";
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Most characters of a YAML file: a bound of this interpreter, a hundred times what a detection needs. */
const MAX_YAML = 512 * 1024;

function readDetection(source: RuleSource): RuleFile {
  if (source.text.length > MAX_YAML) {
    const message = "a detection of more than 512 KiB";
    return { rules: [], problems: [problemAt(source, locator(source.text), 0, message)] };
  }
  let document: unknown;
  try {
    document = load(source.text);
  } catch (error) {
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    const mark = (error as { mark?: { position?: unknown } }).mark?.position;
    const offset = typeof mark === "number" ? mark : 0;
    return {
      rules: [],
      problems: [problemAt(source, locator(source.text), offset, `cannot read the file: ${message}`)],
    };
  }
  const search = isFields(document) && Object.hasOwn(document, "search") ? document["search"] : undefined;
  if (!isFields(document) || typeof search !== "string") {
    return {
      rules: [],
      problems: [problemAt(source, locator(source.text), 0, "no detection with a `search` in this file")],
    };
  }
  const position = scalarPositions(source.text).get("search");
  const title = textOf(document, "name") ?? "detection";
  const rule: SplRule = {
    id: textOf(document, "id") ?? title,
    title,
    severity: detectionSeverity(document),
    search,
    trigger: ALWAYS,
    at: (offset) => position?.at(offset) ?? 0,
  };
  return { rules: [rule], problems: [] };
}

function textOf(fields: Fields, key: string): string | undefined {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * `tags.severity` where there is one, else the risk score (Splunk security content: `rba.risk_objects[].score`,
 * formerly `tags.risk_score`) by the bands of Enterprise Security: 20, 40, 60, 80.
 */
function detectionSeverity(document: Fields): EngineRule["severity"] {
  const tags = isFields(document["tags"]) ? document["tags"] : {};
  const rba = isFields(document["rba"]) ? document["rba"] : {};
  const severity = named(textOf(tags, "severity") ?? textOf(rba, "severity"));
  if (severity) return severity;
  const objects: readonly unknown[] = Array.isArray(rba["risk_objects"]) ? rba["risk_objects"] : [];
  const scores = [tags["risk_score"], ...objects.map((item) => (isFields(item) ? item["score"] : undefined))];
  const known = scores.filter((score) => typeof score === "number");
  if (known.length === 0) return "medium";
  return NAMES[Math.min(4, Math.max(0, Math.ceil(Math.max(...known) / 20) - 1))] ?? "medium";
}
