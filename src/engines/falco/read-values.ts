import { RuleSyntaxError } from "../syntax-error.ts";
import { entryOf, isNull, type YamlMap, type YamlNode, type YamlScalar } from "../yaml/tree.ts";
import type { ListItem } from "./definitions.ts";
import type { Entry, ExceptionInfo } from "./exceptions.ts";
import type { Located } from "./located.ts";

/** One element of a rules file, and the offset at which its file begins. */
export interface Item {
  readonly map: YamlMap;
  readonly base: number;
}

/** Offset of a node among all files. */
export function offsetOf(item: Item, node: YamlNode): number {
  return item.base + node.start;
}

/** Whether a key is there. */
export function has(item: Item, key: string): boolean {
  return entryOf(item.map, key) !== undefined;
}

/** The scalar of a key; it must be there and not be empty. */
export function required(item: Item, key: string): YamlScalar {
  const value = entryOf(item.map, key)?.value;
  if (!value || isNull(value)) {
    throw new RuleSyntaxError(`\`${key}\` is missing`, offsetOf(item, value ?? item.map));
  }
  if (value.kind !== "scalar" || value.text === "") {
    throw new RuleSyntaxError(`\`${key}\` must be a text that is not empty`, offsetOf(item, value));
  }
  return value;
}

/** A text with the places of its characters. */
export function located(item: Item, scalar: YamlScalar): Located {
  return { text: scalar.text, origins: scalar.origins().map((offset) => offset + item.base) };
}

/** A condition, an output: a required text with its places. */
export function requiredText(item: Item, key: string): Located {
  return located(item, required(item, key));
}

/** A flag in one of the spellings of YAML 1.1, which Falco's YAML library reads. */
export function flag(item: Item, key: string, otherwise: boolean): boolean {
  if (!has(item, key)) return otherwise;
  const scalar = required(item, key);
  if (/^(?:true|yes|on|y)$/i.test(scalar.text)) return true;
  if (/^(?:false|no|off|n)$/i.test(scalar.text)) return false;
  throw new RuleSyntaxError(`\`${key}\` must be true or false`, offsetOf(item, scalar));
}

/** The elements of a key that holds a sequence of scalars. */
export function requiredItems(item: Item, key: string): readonly ListItem[] {
  const value = entryOf(item.map, key)?.value;
  if (value?.kind !== "list") {
    throw new RuleSyntaxError(`\`${key}\` must be a sequence`, offsetOf(item, value ?? item.map));
  }
  return value.items.map((node) => {
    if (node.kind !== "scalar") throw new RuleSyntaxError("an item must be a scalar", offsetOf(item, node));
    return { text: node.text, offset: offsetOf(item, node) };
  });
}

/** The `exceptions` of a rule; an empty key is allowed. */
export function readExceptions(item: Item): readonly ExceptionInfo[] {
  const value = entryOf(item.map, "exceptions")?.value;
  if (!value || isNull(value)) return [];
  if (value.kind !== "list")
    throw new RuleSyntaxError("`exceptions` must be a sequence", offsetOf(item, value));
  const names = new Set<string>();
  return value.items.map((node) => {
    if (node.kind !== "map")
      throw new RuleSyntaxError("an exception must be a mapping", offsetOf(item, node));
    const exception = readException({ map: node, base: item.base });
    if (names.has(exception.name)) {
      throw new RuleSyntaxError(`exception \`${exception.name}\` occurs twice`, exception.offset);
    }
    names.add(exception.name);
    return exception;
  });
}

function readException(item: Item): ExceptionInfo {
  const name = required(item, "name");
  const values = entryOf(item.map, "values")?.value;
  if (values && values.kind !== "list") {
    throw new RuleSyntaxError("`values` must be a sequence", offsetOf(item, values));
  }
  const entry = (key: string): Entry | undefined => {
    const node = entryOf(item.map, key)?.value;
    return node && readEntry(item, node);
  };
  return {
    name: name.text,
    offset: offsetOf(item, name),
    fields: entry("fields"),
    comps: entry("comps"),
    values: values?.items.map((node) => readEntry(item, node)) ?? [],
  };
}

function readEntry(item: Item, node: YamlNode): Entry {
  const offset = offsetOf(item, node);
  if (node.kind === "list")
    return { kind: "items", items: node.items.map((one) => readEntry(item, one)), offset };
  if (node.kind === "scalar" && node.text !== "") return { kind: "item", text: node.text, offset };
  throw new RuleSyntaxError("an exception holds texts and sequences of texts", offset);
}
