import { didYouMean } from "../../diagnostics/suggest.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import { readYaml } from "../yaml/read.ts";
import { entryOf, isNull, type YamlNode } from "../yaml/tree.ts";
import type { Definitions } from "./definitions.ts";
import { readRule } from "./read-rule.ts";
import { flag, has, type Item, offsetOf, required, requiredItems, requiredText } from "./read-values.ts";

/** The newest engine that this interpreter follows: Falco 0.44. */
const ENGINE = [0, 62, 0];
const IDENTIFIER = /^[a-zA-Z][a-zA-Z0-9_]*$/;
const LIST_NAME = /^[^()"'\s=,]+$/;

/** Called with every problem, and with the rule it belongs to. */
export type Report = (error: RuleSyntaxError, rule?: string) => void;

/** Reads one rules file: a sequence of lists, macros, rules and requirements (falco.org "Rules"). */
export function readFile(text: string, base: number, definitions: Definitions, report: Report): void {
  const guarded = (read: () => void, rule?: string): void => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof RuleSyntaxError)) throw error;
      report(error, rule);
    }
  };
  guarded(() => {
    for (const root of documents(text, base)) {
      if (isNull(root)) continue;
      if (root.kind !== "list") {
        throw new RuleSyntaxError(
          "a rules file is a sequence of items",
          base + root.start,
          "begin each item with `- `",
        );
      }
      for (const node of root.items) guarded(() => readItem(node, base, definitions), ruleName(node));
    }
  });
}

function documents(text: string, base: number): readonly YamlNode[] {
  try {
    return readYaml(text);
  } catch (error) {
    if (!(error instanceof RuleSyntaxError)) throw error;
    throw new RuleSyntaxError(error.message, base + error.offset, error.hint);
  }
}

function ruleName(node: YamlNode): string | undefined {
  const value = node.kind === "map" ? entryOf(node, "rule")?.value : undefined;
  return value?.kind === "scalar" ? value.text : undefined;
}

function readItem(node: YamlNode, base: number, definitions: Definitions): void {
  if (isNull(node)) return;
  if (node.kind !== "map") throw new RuleSyntaxError("an item must be a mapping", base + node.start);
  const item: Item = { map: node, base };
  const read = READERS.find(([key]) => has(item, key));
  if (!read) {
    const first = node.entries[0]?.key.text ?? "";
    const kinds = READERS.map(([key]) => key);
    const hint = didYouMean(first, kinds) ?? `an item begins with one of ${kinds.join(", ")}`;
    throw new RuleSyntaxError("this item is neither a rule nor a macro nor a list", base + node.start, hint);
  }
  read[1](item, definitions);
}

/** `0.26.0`, or an old single number, which means the middle one. */
function checkEngine(item: Item): void {
  const scalar = required(item, "required_engine_version");
  const parts = /^\d+$/.test(scalar.text) ? `0.${scalar.text}.0` : scalar.text;
  const wanted = /^(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(parts)?.slice(1).map(Number);
  if (!wanted) throw new RuleSyntaxError("an engine version has the form x.y.z", offsetOf(item, scalar));
  const newer = wanted.findIndex((part, i) => part !== ENGINE[i]);
  if (newer < 0 || (wanted[newer] ?? 0) < (ENGINE[newer] ?? 0)) return;
  throw new RuleSyntaxError(
    `the rules ask for engine ${scalar.text}, this interpreter follows ${ENGINE.join(".")}`,
    offsetOf(item, scalar),
  );
}

/** Whether a list or macro is added to an earlier one: `append: true`, or `override` of its only key. */
function isAppended(item: Item, key: string): boolean {
  const append = flag(item, "append", false);
  const override = entryOf(item.map, "override")?.value;
  if (!override) return append;
  if (override.kind !== "map" || append) {
    throw new RuleSyntaxError("`override` must be a mapping, without `append`", offsetOf(item, override));
  }
  const wrong = override.entries.find(({ key: name }) => name.text !== key);
  if (wrong) throw new RuleSyntaxError(`only \`${key}\` can be overridden here`, offsetOf(item, wrong.key));
  const change = entryOf(override, key)?.value;
  if (change?.kind === "scalar" && (change.text === "append" || change.text === "replace"))
    return change.text === "append";
  throw new RuleSyntaxError("an override is `append` or `replace`", offsetOf(item, change ?? override));
}

function readList(item: Item, definitions: Definitions): void {
  const name = required(item, "list");
  if (!LIST_NAME.test(name.text))
    throw new RuleSyntaxError(`\`${name.text}\` cannot name a list`, offsetOf(item, name));
  const items = requiredItems(item, "items");
  if (isAppended(item, "items")) definitions.appendList(name.text, items, offsetOf(item, name));
  else definitions.defineList(name.text, items);
}

function readMacro(item: Item, definitions: Definitions): void {
  const name = required(item, "macro");
  if (!IDENTIFIER.test(name.text)) {
    throw new RuleSyntaxError(
      `\`${name.text}\` cannot name a macro`,
      offsetOf(item, name),
      "letters, digits and _",
    );
  }
  const condition = requiredText(item, "condition");
  if (isAppended(item, "condition")) definitions.appendMacro(name.text, condition, offsetOf(item, name));
  else definitions.defineMacro(name.text, condition);
}

/** The kinds of items, by the key that tells them. */
const READERS: readonly (readonly [string, (item: Item, definitions: Definitions) => void])[] = [
  ["required_engine_version", checkEngine],
  ["required_plugin_versions", () => {}],
  ["list", readList],
  ["macro", readMacro],
  ["rule", readRule],
];
