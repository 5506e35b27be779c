/** A value of a YAML document with its place in the file (YAML 1.2, of which JSON is a part). */
export type YamlNode = YamlScalar | YamlList | YamlMap;

/** A text, number, boolean or null: all are texts here, their type is for the reader of the tree to decide. */
export interface YamlScalar {
  readonly kind: "scalar";
  readonly text: string;
  /** Written without quotes and without a tag, so that it may be a number, a boolean or null. */
  readonly plain: boolean;
  /** Offset of the first character in the file. */
  readonly start: number;
  /** For every character of `text` its offset in the file, and one more for the end. */
  readonly origins: () => Int32Array;
}

/** A sequence. */
export interface YamlList {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
  readonly start: number;
}

/** A key and its value. */
export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

/** A mapping, its keys in the order of the file and each only once. */
export interface YamlMap {
  readonly kind: "map";
  readonly entries: readonly YamlEntry[];
  readonly start: number;
}

/** The value of a key, or undefined. */
export function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.find((entry) => entry.key.text === key);
}

/** The value of a key where it is a scalar. */
export function scalarOf(map: YamlMap, key: string): YamlScalar | undefined {
  const value = entryOf(map, key)?.value;
  return value?.kind === "scalar" ? value : undefined;
}

/** Whether a scalar says null, as YAML's core schema reads it. */
export function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.plain && /^(?:~|null|Null|NULL|)$/.test(node.text);
}
