import { RuleSyntaxError } from "../syntax-error.ts";
import { entryOf, type YamlEntry, type YamlMap, type YamlNode } from "../yaml/tree.ts";
import { compileCondition } from "./condition.ts";
import { compilePath } from "./field-path.ts";
import { compileLeaf, compileOwn, type Test } from "./leaf.ts";
import { type FieldKey, parseKey } from "./modifiers.ts";

/** What a detection is compiled under. */
export interface DetectionScope {
  /** The rule declares `sigma-version: 3`: brackets select elements of arrays (SEP #212). */
  readonly arrays: boolean;
  /** Inside an array block: keys name parts of the element, keywords mean the element itself. */
  readonly element: boolean;
}

const QUANTIFIER = /^(.+)\[(any|all|none)\]$/;

/**
 * Compiles the `detection` of a rule: its named selections and the condition over them. A list of conditions
 * means any of them.
 */
export function compileDetection(detection: YamlMap, scope: DetectionScope): Test {
  const condition = entryOf(detection, "condition");
  if (!condition) throw new RuleSyntaxError("`detection` has no `condition`", detection.start);
  const selections = new Map<string, Test>();
  for (const { key, value } of detection.entries) {
    if (key.text !== "condition" && key.text !== "timeframe")
      selections.set(key.text, compileNode(value, scope));
  }
  if (selections.size === 0) throw new RuleSyntaxError("`detection` has no selection", detection.start);
  const nodes = condition.value.kind === "list" ? condition.value.items : [condition.value];
  const tests = nodes.map((node) => {
    if (node.kind === "scalar" && node.text.trim() !== "") return compileCondition(node, selections);
    throw new RuleSyntaxError("`condition` must be a text", node.start);
  });
  const [only] = tests;
  if (!only) throw new RuleSyntaxError("`condition` must not be empty", condition.key.start);
  return tests.length === 1 ? only : (root, event) => tests.some((test) => test(root, event));
}

/** A selection: a map is AND, a list of maps is OR, texts are keywords of which one is enough. */
function compileNode(node: YamlNode, scope: DetectionScope): Test {
  if (node.kind === "map") return compileMap(node, scope);
  if (node.kind === "scalar") return compileKeywords(node, scope);
  if (node.items.length === 0) throw new RuleSyntaxError("a selection must not be empty", node.start);
  const tests = node.items.map((item) => {
    if (item.kind === "list") throw new RuleSyntaxError("a list in a list has no meaning", item.start);
    return compileNode(item, scope);
  });
  return (root, event) => tests.some((test) => test(root, event));
}

function compileKeywords(node: YamlNode, scope: DetectionScope): Test {
  const key = parseKey("", () => node.start);
  return scope.element ? compileOwn(key, node) : compileLeaf(key, node, scope.arrays);
}

function compileMap(map: YamlMap, scope: DetectionScope): Test {
  const tests = map.entries.map((entry) => compileEntry(entry, scope));
  const [only] = tests;
  if (!only) throw new RuleSyntaxError("a selection must not be empty", map.start);
  return tests.length === 1 ? only : (root, event) => tests.every((test) => test(root, event));
}

function compileEntry({ key: node, value }: YamlEntry, scope: DetectionScope): Test {
  const origins = node.origins();
  const key = parseKey(node.text, (index) => origins[index] ?? node.start);
  const bracket = key.field === undefined ? null : QUANTIFIER.exec(key.field);
  if (bracket) {
    if (!scope.arrays) {
      throw new RuleSyntaxError(
        `\`[${bracket[2]}]\` selects elements of an array, which is not part of Sigma 2.1`,
        node.start,
        "declare `sigma-version: 3` for array matching (SEP #212)",
      );
    }
    return compileArray(key, bracket[1] ?? "", bracket[2] ?? "", value, scope);
  }
  if (value.kind === "map" || (value.kind === "list" && value.items.some((item) => item.kind === "map"))) {
    const hint = "with `sigma-version: 3`, `field[any]:` takes a block about one element";
    throw new RuleSyntaxError("the value of a field cannot be a map", value.start, hint);
  }
  return key.field === undefined && scope.element
    ? compileOwn(key, value)
    : compileLeaf(key, value, scope.arrays);
}

/**
 * `field[any]`, `[all]` and `[none]`: the block speaks of one element at a time. `all` needs at least one
 * element; a missing or null array has none; a single value counts as an array of one.
 */
function compileArray(
  key: FieldKey,
  field: string,
  quantifier: string,
  value: YamlNode,
  scope: DetectionScope,
): Test {
  if (/\[(?:any|all|none)\]/.test(field)) {
    throw new RuleSyntaxError("only the end of a field can be quantified", value.start, "nest the blocks");
  }
  const find = compilePath(field, scope.arrays);
  const body = compileBody(key, value, { ...scope, element: true });
  return (root, event) => {
    const elements = find(root).flatMap((one) => (Array.isArray(one) ? one : one === null ? [] : [one]));
    if (quantifier === "all") return elements.length > 0 && elements.every((element) => body(element, event));
    return elements.some((element) => body(element, event)) === (quantifier === "any");
  };
}

function compileBody(key: FieldKey, value: YamlNode, scope: DetectionScope): Test {
  if (value.kind === "map") {
    return entryOf(value, "condition") ? compileDetection(value, scope) : compileMap(value, scope);
  }
  if (value.kind === "list" && value.items.every((item) => item.kind === "map"))
    return compileNode(value, scope);
  return compileOwn(key, value);
}
