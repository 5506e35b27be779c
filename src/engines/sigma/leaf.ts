import { RuleSyntaxError } from "../syntax-error.ts";
import type { YamlNode, YamlScalar } from "../yaml/tree.ts";
import { allTexts, compilePath, opened } from "./field-path.ts";
import { compileValue, type Matcher } from "./matchers.ts";
import type { FieldKey } from "./modifiers.ts";
import { typed } from "./scalar.ts";

/** Tests an event, or one element of an array; `event` is always the whole event. */
export type Test = (root: unknown, event: unknown) => boolean;

/** The scalars of a key: one, or a list of them. */
export function scalarsOf(node: YamlNode): readonly YamlScalar[] {
  const nodes = node.kind === "list" ? node.items : [node];
  if (nodes.length === 0) throw new RuleSyntaxError("a list of values must not be empty", node.start);
  return nodes.map((one) => {
    if (one.kind === "scalar") return one;
    throw new RuleSyntaxError("a value must be a text, a number, a boolean or null", one.start);
  });
}

/**
 * Compiles `field|modifiers: values`. A leaf is true when any of the field's values satisfies any of the listed
 * ones (with `all`: for each listed one some value does); arrays stand for all their elements. `neq` holds when
 * the field is there and none of its values is a listed one.
 */
export function compileLeaf(key: FieldKey, node: YamlNode, indexed: boolean): Test {
  const values = scalarsOf(node);
  if (key.operator === "exists") return compileExists(key, values, indexed);
  if (key.all && values.length < 2) {
    throw new RuleSyntaxError("`all` needs more than one value", node.start, "leave the modifier out");
  }
  if (key.operator === "fieldref") return compileReference(key, values, indexed);
  const matchers = values.map((value) => compileValue(typed(value), key, value.start));
  const find = key.field === undefined ? allTexts : compilePath(key.field, indexed);
  const test = combine(matchers, key.all);
  const nulls = values.map((value) => typed(value).kind === "null");
  const onMissing = !key.neq && (key.all ? nulls.every(Boolean) : nulls.some(Boolean)) && key.operator === "";
  return (root) => {
    const found = find(root);
    if (found.length === 0) return onMissing;
    return test(opened(found)) !== key.neq;
  };
}

/** A leaf on the value itself: an element of an array of scalars, and keywords inside an array block. */
export function compileOwn(key: FieldKey, node: YamlNode): Test {
  const values = scalarsOf(node);
  const own = { ...key, field: "" };
  const test = combine(
    values.map((value) => compileValue(typed(value), own, value.start)),
    key.all,
  );
  return (root) => test(opened([root])) !== key.neq;
}

function combine(matchers: readonly Matcher[], all: boolean): (values: readonly unknown[]) => boolean {
  const [only] = matchers;
  if (only && matchers.length === 1) return (values) => values.some(only);
  if (all) return (values) => matchers.every((matcher) => values.some(matcher));
  return (values) => values.some((value) => matchers.some((matcher) => matcher(value)));
}

/** `exists` tests presence only, even of null, an empty text or an empty array. */
function compileExists(key: FieldKey, values: readonly YamlScalar[], indexed: boolean): Test {
  const [value, second] = values;
  const wanted = value && typed(value);
  const word = wanted?.kind === "text" ? wanted.text.toLowerCase() : undefined;
  const expected = wanted?.kind === "boolean" ? wanted.boolean : word === "yes" || word === "true";
  if (second || (wanted?.kind !== "boolean" && !["yes", "true", "no", "false"].includes(word ?? ""))) {
    throw new RuleSyntaxError("`exists` takes true or false", value?.start ?? 0);
  }
  const find = compilePath(key.field ?? "", indexed);
  return (root) => find(root).length > 0 === (expected !== key.neq);
}

/** `fieldref`: the values are names of fields of the whole event. */
function compileReference(key: FieldKey, values: readonly YamlScalar[], indexed: boolean): Test {
  const find = compilePath(key.field ?? "", indexed);
  const tests = values.map((value) => {
    const other = compilePath(value.text, indexed);
    return (own: readonly unknown[], event: unknown): boolean => {
      const others = opened(other(event));
      return own.some((one) => others.some((two) => same(one, two, key.cased)));
    };
  });
  return (root, event) => {
    const own = opened(find(root));
    if (own.length === 0) return false;
    const hit = key.all ? tests.every((test) => test(own, event)) : tests.some((test) => test(own, event));
    return hit !== key.neq;
  };
}

function same(one: unknown, two: unknown, cased: boolean): boolean {
  if (typeof one === "string" && typeof two === "string" && !cased)
    return one.toLowerCase() === two.toLowerCase();
  return one === two && one !== null && typeof one !== "object";
}
