import type {
  AuditEvent,
  Engine,
  EngineAlert,
  EngineOptions,
  EngineRule,
  ParsedRules,
  RuleProblem,
  RuleSource,
} from "../engine.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import { expandMacros } from "./expand.ts";
import { type Macros, readMacros } from "./macros.ts";
import { compilePipeline } from "./pipeline.ts";
import { type Locate, locator } from "./positions.ts";
import { eventFields, eventTime, PROFILES, type Profile } from "./profiles.ts";
import { Row } from "./row.ts";
import { readRuleFile, type SplRule } from "./rule-files.ts";
import type { Stage } from "./stage.ts";
import { ALWAYS, isMet } from "./trigger.ts";

const MAX_SEARCH = 1024 * 1024;

/**
 * The interpreter of Splunk's search language (Splunk: "Search Reference"). Events enter newest first, as a
 * search returns them; each result row is an alert. Nothing here has run beside a real Splunk: what its
 * documents leave open stands in `unverified.ts`.
 */
export const splunkEngine: Engine = {
  id: "splunk",
  profiles: [...PROFILES.keys()],
  parse: (sources, options = {}): ParsedRules => parseSources(sources, options),
};

function parseSources(sources: readonly RuleSource[], options: EngineOptions): ParsedRules {
  const name = options.profile ?? [...PROFILES.keys()][0] ?? "";
  const profile = PROFILES.get(name);
  if (!profile) {
    const message = `unknown profile \`${name}\``;
    return { rules: [], problems: sources.map(({ file }) => ({ file, line: 1, column: 1, message })) };
  }
  const { macros, problems: macroProblems } = readMacros(options.macros ?? [], profile);
  const rules: EngineRule[] = [];
  const problems: RuleProblem[] = [...macroProblems];
  for (const source of sources) {
    const file = readRuleFile(source);
    for (const problem of file.problems) problems.push(problem);
    const locate = locator(source.text);
    for (const rule of file.rules) {
      const result = compile(rule, profile, macros, source, locate);
      if ("message" in result) problems.push(result);
      else rules.push(result);
    }
  }
  return { rules, problems };
}

function compile(
  rule: SplRule,
  profile: Profile,
  macros: Macros,
  source: RuleSource,
  locate: Locate,
): EngineRule | RuleProblem {
  let at = (offset: number): number => offset;
  try {
    if (rule.search.length > MAX_SEARCH) throw new RuleSyntaxError("the search is longer than 1 MiB", 0);
    const expanded = expandMacros(rule.search, macros);
    at = expanded.at;
    return ready(rule, profile, compilePipeline(expanded.text, profile));
  } catch (error) {
    if (!(error instanceof RuleSyntaxError) && !(error instanceof RangeError)) throw error;
    const known = error instanceof RuleSyntaxError;
    const message = known ? error.message : "the search is nested too deeply";
    const place = locate(rule.at(at(known ? error.offset : 0)));
    const hint = known && error.hint !== undefined ? { hint: error.hint } : {};
    return { file: source.file, ...place, rule: rule.id, message, ...hint };
  }
}

function ready(rule: SplRule, profile: Profile, stages: readonly Stage[]): EngineRule {
  const { id, title, severity, trigger } = rule;
  const through = (rows: readonly Row[]): readonly Row[] =>
    stages.reduce((current, stage) => stage.run(current), rows);
  const run = (events: readonly AuditEvent[]): readonly EngineAlert[] => {
    const rows = through(startingRows(events, profile));
    if (!isMet(trigger, rows.length)) return [];
    return rows.length === 0 ? [{ events: [] }] : rows.map(alert);
  };
  const each = trigger === ALWAYS || (trigger.relation === "greater than" && trigger.quantity === 0);
  if (!each || !stages.every((stage) => stage.perRow)) return { id, title, severity, run };
  const matches = (event: AuditEvent): boolean => {
    try {
      return through([new Row([0], () => eventTime(event) ?? 0, eventFields(event, profile))]).length > 0;
    } catch {
      return false; // only limits of depth and size can end here: no row, hence no match
    }
  };
  return { id, title, severity, matches, run };
}

/** The rows of a search before its first command: newest first (Splunk: "Search processing"). */
function startingRows(events: readonly AuditEvent[], profile: Profile): readonly Row[] {
  const times = events.map((event) => eventTime(event) ?? 0);
  const latest = times.reduce((most, time) => Math.max(most, time), 0);
  const now = (): number => latest;
  return events
    .map((event, index) => ({ index, row: new Row([index], now, eventFields(event, profile)) }))
    .sort((a, b) => (times[b.index] ?? 0) - (times[a.index] ?? 0) || b.index - a.index)
    .map(({ row }) => row);
}

/** The internal `_raw` repeats the whole event and is left out. */
function alert(row: Row): EngineAlert {
  const shown: Record<string, unknown> = Object.create(null);
  for (const name of row.names()) if (name !== "_raw") shown[name] = row.get(name);
  return { events: row.events, row: shown };
}
