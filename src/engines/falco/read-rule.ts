import { didYouMean } from "../../diagnostics/suggest.ts";
import type { EngineRule } from "../engine.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import { entryOf } from "../yaml/tree.ts";
import { type Definitions, type RuleInfo, withBlank } from "./definitions.ts";
import { completed, type ExceptionInfo } from "./exceptions.ts";
import { flag, has, type Item, offsetOf, readExceptions, required, requiredText } from "./read-values.ts";

/** Falco's priorities, as the severities all engines share. */
export const PRIORITIES: ReadonlyMap<string, EngineRule["severity"]> = new Map([
  ["emergency", "critical"],
  ["alert", "critical"],
  ["critical", "critical"],
  ["error", "high"],
  ["warning", "medium"],
  ["notice", "low"],
  ["informational", "informational"],
  ["info", "informational"],
  ["debug", "informational"],
]);

const APPENDABLE = ["condition", "output", "desc", "tags", "exceptions"];
const REPLACEABLE = [
  ...APPENDABLE,
  "priority",
  "enabled",
  "warn_evttypes",
  "skip-if-unknown-filter",
  "capture",
  "capture_duration",
];

/** Reads `- rule:`: a definition, an addition to an earlier one, or a switch that turns one off. */
export function readRule(item: Item, definitions: Definitions): void {
  const name = required(item, "rule");
  const offset = offsetOf(item, name);
  const overrides = readOverrides(item);
  const append = flag(item, "append", false);
  if (append && overrides.size > 0)
    throw new RuleSyntaxError("`append` and `override` exclude each other", offset);
  const changes = overrides.size > 0 ? overrides : append ? appended(item) : undefined;
  if (changes) {
    changeRule(item, definitions.rule(name.text, offset), changes);
  } else if (["condition", "output", "desc", "priority"].some((key) => has(item, key))) {
    definitions.defineRule(newRule(item, name.text, offset));
  } else {
    required(item, "enabled");
    definitions.rule(name.text, offset).enabled = flag(item, "enabled", true);
  }
}

function newRule(item: Item, name: string, offset: number): RuleInfo {
  const source = entryOf(item.map, "source")?.value;
  const condition = requiredText(item, "condition");
  const output = requiredText(item, "output");
  required(item, "desc");
  return {
    name,
    offset,
    condition,
    output,
    priority: readPriority(item),
    source: has(item, "source") ? required(item, "source").text : "syscall",
    sourceOffset: source ? offsetOf(item, source) : offset,
    enabled: flag(item, "enabled", true),
    exceptions: readExceptions(item).map(completed),
  };
}

function readPriority(item: Item): string {
  const priority = required(item, "priority");
  const name = priority.text.toLowerCase();
  if (PRIORITIES.has(name)) return name;
  const hint =
    didYouMean(name, PRIORITIES.keys())?.toUpperCase() ??
    "one of EMERGENCY ALERT CRITICAL ERROR WARNING NOTICE INFO DEBUG";
  throw new RuleSyntaxError(`unknown priority \`${priority.text}\``, offsetOf(item, priority), hint);
}

type Change = "append" | "replace";

function appended(item: Item): ReadonlyMap<string, Change> {
  return new Map(["condition", "exceptions"].filter((key) => has(item, key)).map((key) => [key, "append"]));
}

/** `override: {condition: append}`. */
function readOverrides(item: Item): ReadonlyMap<string, Change> {
  const node = entryOf(item.map, "override")?.value;
  const overrides = new Map<string, Change>();
  if (!node) return overrides;
  if (node.kind !== "map") throw new RuleSyntaxError("`override` must be a mapping", offsetOf(item, node));
  for (const { key, value } of node.entries) {
    const change = value.kind === "scalar" ? value.text : "";
    const allowed = change === "append" ? APPENDABLE : change === "replace" ? REPLACEABLE : [];
    if (!allowed.includes(key.text)) {
      throw new RuleSyntaxError(`\`${key.text}\` cannot be changed by \`${change}\``, offsetOf(item, key));
    }
    if (!has(item, key.text)) {
      throw new RuleSyntaxError(
        `\`override\` names \`${key.text}\`, which is not there`,
        offsetOf(item, key),
      );
    }
    overrides.set(key.text, change === "append" ? "append" : "replace");
  }
  const forgotten = REPLACEABLE.find((key) => has(item, key) && !overrides.has(key));
  if (forgotten !== undefined) {
    throw new RuleSyntaxError(
      `\`override\` does not say what to do with \`${forgotten}\``,
      offsetOf(item, node),
    );
  }
  return overrides;
}

function changeRule(item: Item, rule: RuleInfo, changes: ReadonlyMap<string, Change>): void {
  for (const [key, change] of changes) {
    if (key === "condition" || key === "output") {
      const text = requiredText(item, key);
      rule[key] = change === "append" ? withBlank(rule[key], text) : text;
    }
    if (key === "exceptions") rule.exceptions = changedExceptions(rule, readExceptions(item), change);
    if (key === "priority") rule.priority = readPriority(item);
    if (key === "enabled") rule.enabled = flag(item, "enabled", true);
  }
}

function changedExceptions(
  rule: RuleInfo,
  added: readonly ExceptionInfo[],
  change: Change,
): readonly ExceptionInfo[] {
  if (change === "replace") return added.map(completed);
  const result = new Map(rule.exceptions.map((exception) => [exception.name, exception]));
  for (const exception of added) {
    const before = result.get(exception.name);
    if (before && (exception.fields || exception.comps)) {
      throw new RuleSyntaxError(
        `exception \`${exception.name}\` exists: only \`values\` can be appended to it`,
        exception.offset,
      );
    }
    if (!before && exception.values.length === 0) {
      throw new RuleSyntaxError(`exception \`${exception.name}\` needs \`values\``, exception.offset);
    }
    result.set(
      exception.name,
      before ? { ...before, values: [...before.values, ...exception.values] } : completed(exception),
    );
  }
  return [...result.values()];
}
