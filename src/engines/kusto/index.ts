import type {
  AuditEvent,
  Engine,
  EngineAlert,
  EngineRule,
  ParsedRules,
  RuleProblem,
  RuleSource,
} from "../engine.ts";
import { lineAndColumn, RuleSyntaxError } from "../syntax-error.ts";
import { bindBlock } from "./bind-query.ts";
import { eventTime, latestTime } from "./event-time.ts";
import { parseKusto } from "./parse-block.ts";
import { type KustoRule, readRuleFile, type Trigger } from "./rule-files.ts";
import { LetScope } from "./scope.ts";
import { PROFILE_NAMES, profileTables, tableRows } from "./tables.ts";
import type { BoundTable, Context, Row } from "./types.ts";
import { toDynamic } from "./values.ts";

const MAX_QUERY = 1024 * 1024;
const MAX_EXPANDED = 200_000;

/**
 * The interpreter of Microsoft Sentinel's query language (Microsoft: "Kusto Query Language"). `now()` is the
 * latest time of the events given; one alert is one result row, if the trigger of the rule is met.
 */
export const sentinelEngine: Engine = {
  id: "sentinel",
  profiles: PROFILE_NAMES,
  parse: (sources, options = {}): ParsedRules => {
    const profile = options.profile ?? PROFILE_NAMES[0] ?? "aks";
    const rules: EngineRule[] = [];
    const problems: RuleProblem[] = [];
    for (const source of sources) {
      if (!PROFILE_NAMES.includes(profile)) {
        problems.push({ file: source.file, line: 1, column: 1, message: `unknown profile \`${profile}\`` });
        continue;
      }
      const file = readRuleFile(source);
      problems.push(...file.problems);
      for (const rule of file.rules) {
        const result = compile(rule, profile, source);
        if ("message" in result) problems.push(result);
        else rules.push(result);
      }
    }
    return { rules, problems };
  },
};

function compile(rule: KustoRule, profile: string, source: RuleSource): EngineRule | RuleProblem {
  try {
    return ready(rule, profile, bindRule(rule.query, profile));
  } catch (error) {
    if (error instanceof RuleSyntaxError) {
      const { message, offset, hint } = error;
      const place = lineAndColumn(source.text, rule.at(offset));
      return { file: source.file, ...place, rule: rule.id, message, ...(hint === undefined ? {} : { hint }) };
    }
    if (error instanceof RangeError) {
      const place = lineAndColumn(source.text, rule.at(0));
      return { file: source.file, ...place, rule: rule.id, message: "the query is nested too deeply" };
    }
    throw error;
  }
}

function bindRule(query: string, profile: string): BoundTable {
  if (query.length > MAX_QUERY) throw new RuleSyntaxError("the query is longer than 1 MiB", 0);
  const scope = new LetScope(profileTables(profile), { left: MAX_EXPANDED });
  const block = parseKusto(query);
  const result = bindBlock(block, scope);
  if (result.kind === "table") return result.table;
  throw new RuleSyntaxError("the query gives a value, not a table", block.result.offset);
}

function newContext(events: readonly AuditEvent[], profile: string, now: number): Context {
  const tables = new Map<string, readonly Row[]>();
  const table = (name: string): readonly Row[] => {
    const known = tables.get(name);
    if (known) return known;
    const rows = tableRows(profile, name, events);
    tables.set(name, rows);
    return rows;
  };
  return { now, table, cache: new Map(), rows: [], index: 0 };
}

function ready(rule: KustoRule, profile: string, table: BoundTable): EngineRule {
  const { id, title, severity, trigger } = rule;
  const run = (events: readonly AuditEvent[]): readonly EngineAlert[] => {
    const rows = table.run(newContext(events, profile, latestTime(events)));
    if (!isMet(trigger, rows.length)) return [];
    return rows.length === 0
      ? [{ events: [] }]
      : rows.map((row) => ({ events: row.events, row: named(table, row) }));
  };
  const each = trigger.operator === "gt" && trigger.threshold === 0 && table.perRow;
  const matches = (event: AuditEvent): boolean => {
    try {
      return table.run(newContext([event], profile, eventTime(event) ?? 0)).length > 0;
    } catch {
      return false; // only limits of depth and size can end here: no row, hence no match
    }
  };
  return each ? { id, title, severity, matches, run } : { id, title, severity, run };
}

function isMet({ operator, threshold }: Trigger, count: number): boolean {
  if (operator === "gt") return count > threshold;
  if (operator === "lt") return count < threshold;
  return (count === threshold) === (operator === "eq");
}

function named(table: BoundTable, row: Row): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = Object.create(null);
  table.columns.forEach(({ name, type }, i) => {
    result[name] = toDynamic(row.values[i] ?? null, type);
  });
  return result;
}
