import { didYouMean } from "../../diagnostics/suggest.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import { entryOf, scalarOf, type YamlMap, type YamlNode, type YamlScalar } from "../yaml/tree.ts";
import { numberIn } from "./scalar.ts";

/** A rule that a correlation names, with the place of the name. */
export interface Reference {
  readonly name: string;
  readonly offset: number;
}

/** The `correlation` part of a document (Sigma correlation rules specification 2.1.0). */
export interface CorrelationSpec {
  readonly type: "event_count" | "value_count" | "temporal" | "temporal_ordered";
  readonly rules: readonly Reference[];
  readonly groupBy: readonly string[];
  /** Alias → rule → field. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Microseconds. */
  readonly timespan: number;
  /** Whether a count satisfies the condition. */
  readonly accepts: (count: number) => boolean;
  /** `value_count`: the field whose distinct values are counted. */
  readonly field: string | undefined;
  /** The named rules are rules of their own as well. */
  readonly generate: boolean;
  readonly offset: number;
}

const TYPES = ["event_count", "value_count", "temporal", "temporal_ordered"] as const;
const AGGREGATES = new Set(["value_sum", "value_avg", "value_percentile", "value_median"]);
const UNITS: ReadonlyMap<string, number> = new Map([
  ["s", 1],
  ["m", 60],
  ["h", 3600],
  ["d", 86_400],
]);
const COMPARE: ReadonlyMap<string, (count: number, wanted: number) => boolean> = new Map([
  ["gt", (count: number, wanted: number) => count > wanted],
  ["gte", (count: number, wanted: number) => count >= wanted],
  ["lt", (count: number, wanted: number) => count < wanted],
  ["lte", (count: number, wanted: number) => count <= wanted],
  ["eq", (count: number, wanted: number) => count === wanted],
]);

/** Reads a correlation; what it cannot run is an error, as the specification demands. */
export function readCorrelation(node: YamlNode, root: YamlMap): CorrelationSpec {
  if (node.kind !== "map") throw new RuleSyntaxError("`correlation` must be a mapping", node.start);
  const type = readType(node);
  const rules = texts(node, "rules").map(({ text, start }) => ({ name: text, offset: start }));
  if (rules.length === 0) throw new RuleSyntaxError("`rules` is missing or empty", node.start);
  const condition = readCondition(node, type, rules.length);
  if (type === "value_count" && condition.field === undefined) {
    throw new RuleSyntaxError("`value_count` needs `field` in its condition", node.start);
  }
  const generate = scalarOf(node, "generate") ?? scalarOf(root, "generate");
  return {
    type,
    rules,
    groupBy: texts(node, "group-by").map(({ text }) => text),
    aliases: readAliases(node, rules),
    timespan: readTimespan(node),
    ...condition,
    generate: generate?.text === "true",
    offset: node.start,
  };
}

function readType(node: YamlMap): CorrelationSpec["type"] {
  const scalar = scalarOf(node, "type");
  if (!scalar) throw new RuleSyntaxError("`type` is missing", node.start);
  const type = TYPES.find((one) => one === scalar.text);
  if (type) return type;
  const known = AGGREGATES.has(scalar.text);
  throw new RuleSyntaxError(
    known
      ? `correlations of type \`${scalar.text}\` are not run here`
      : `unknown correlation type \`${scalar.text}\``,
    scalar.start,
    known ? `these are: ${TYPES.join(", ")}` : didYouMean(scalar.text, TYPES),
  );
}

/** A text or a list of texts. */
function texts(node: YamlMap, key: string): readonly YamlScalar[] {
  const value = entryOf(node, key)?.value;
  if (!value) return [];
  const items = value.kind === "list" ? value.items : [value];
  return items.map((item) => {
    if (item.kind === "scalar" && item.text !== "") return item;
    throw new RuleSyntaxError(`\`${key}\` holds texts`, item.start);
  });
}

function readTimespan(node: YamlMap): number {
  const scalar = scalarOf(node, "timespan");
  if (!scalar) throw new RuleSyntaxError("`timespan` is missing", node.start);
  const found = /^(\d{1,9})([smhd])$/.exec(scalar.text);
  const unit = UNITS.get(found?.[2] ?? "");
  if (unit === undefined)
    throw new RuleSyntaxError("`timespan` is a number and s, m, h or d", scalar.start, "for example 90m");
  return Number(found?.[1]) * unit * 1_000_000;
}

function readCondition(node: YamlMap, type: CorrelationSpec["type"], rules: number) {
  const value = entryOf(node, "condition")?.value;
  const temporal = type === "temporal" || type === "temporal_ordered";
  if (!value && temporal) return { accepts: (count: number) => count >= rules, field: undefined };
  if (!value) throw new RuleSyntaxError("`condition` is missing", node.start);
  if (value.kind !== "map") {
    throw new RuleSyntaxError(
      "`condition` must be a mapping such as `gte: 10`",
      value.start,
      "conditions in words are not run here",
    );
  }
  const tests: ((count: number) => boolean)[] = [];
  for (const { key, value: limit } of value.entries) {
    if (key.text === "field") continue;
    const compare = COMPARE.get(key.text);
    if (!compare)
      throw new RuleSyntaxError(
        `unknown comparison \`${key.text}\``,
        key.start,
        `one of ${[...COMPARE.keys()].join(" ")}`,
      );
    const wanted = limit.kind === "scalar" ? numberIn(limit.text) : undefined;
    if (wanted === undefined) throw new RuleSyntaxError("a count is compared with a number", limit.start);
    tests.push((count) => compare(count, wanted));
  }
  if (tests.length === 0) throw new RuleSyntaxError("`condition` compares nothing", value.start);
  return {
    accepts: (count: number) => tests.every((test) => test(count)),
    field: scalarOf(value, "field")?.text,
  };
}

function readAliases(node: YamlMap, rules: readonly Reference[]): CorrelationSpec["aliases"] {
  const aliases = new Map<string, ReadonlyMap<string, string>>();
  const value = entryOf(node, "aliases")?.value;
  if (!value) return aliases;
  if (value.kind !== "map") throw new RuleSyntaxError("`aliases` must be a mapping", value.start);
  for (const { key, value: fields } of value.entries) {
    if (fields.kind !== "map") throw new RuleSyntaxError("an alias maps rules to fields", fields.start);
    const byRule = new Map<string, string>();
    for (const { key: rule, value: field } of fields.entries) {
      if (!rules.some(({ name }) => name === rule.text)) {
        throw new RuleSyntaxError(
          `\`${rule.text}\` is not among the \`rules\``,
          rule.start,
          didYouMean(
            rule.text,
            rules.map(({ name }) => name),
          ),
        );
      }
      if (field.kind !== "scalar" || field.text === "")
        throw new RuleSyntaxError("an alias names a field", field.start);
      byRule.set(rule.text, field.text);
    }
    const missing = rules.find(({ name }) => !byRule.has(name));
    if (missing)
      throw new RuleSyntaxError(
        `alias \`${key.text}\` does not say its field in \`${missing.name}\``,
        key.start,
      );
    aliases.set(key.text, byRule);
  }
  return aliases;
}
