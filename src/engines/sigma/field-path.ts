/** The values that a field name finds in an event, or in one element of an array. */
export type FindValues = (root: unknown) => readonly unknown[];

type Key = { readonly name: string; readonly next: number; readonly indexes: readonly number[] };

/**
 * Compiles a field name. At every level the rest of the name is tried as one literal key first, then its first
 * part, then longer beginnings, because map keys may hold dots (`annotations.authorization.k8s.io/decision`).
 * An array on the way stands for all its elements. `indexed` reads `name[0]` and `name[-1]` as positions, which
 * is part of array matching (SEP #212).
 */
export function compilePath(field: string, indexed: boolean): FindValues {
  const parts = field.split(".");
  const levels = parts.map((_, i) => keysAt(parts, i, indexed));
  return (root) => {
    const found: unknown[] = [];
    walk(root, 0, levels, found);
    return found;
  };
}

function keysAt(parts: readonly string[], start: number, indexed: boolean): readonly Key[] {
  const ends = [parts.length];
  for (let end = start + 1; end < parts.length; end++) ends.push(end);
  return ends.map((end) => {
    const name = parts.slice(start, end).join(".");
    const bracket = indexed ? /^(.+?)((?:\[-?\d{1,9}\])+)$/.exec(name) : null;
    if (!bracket) return { name: name.replace(/\\([[\]])/g, "$1"), next: end, indexes: [] };
    const indexes = [...(bracket[2] ?? "").matchAll(/-?\d+/g)].map(Number);
    return { name: bracket[1] ?? "", next: end, indexes };
  });
}

function walk(value: unknown, level: number, levels: readonly (readonly Key[])[], found: unknown[]): boolean {
  const keys = levels[level];
  if (!keys) {
    found.push(value);
    return true;
  }
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) {
    let any = false;
    for (const item of value) any = walk(item, level, levels, found) || any;
    return any;
  }
  for (const key of keys) {
    if (!Object.hasOwn(value, key.name)) continue;
    const inner = atIndexes((value as Record<string, unknown>)[key.name], key.indexes);
    if (inner !== undefined && walk(inner, key.next, levels, found)) return true;
  }
  return false;
}

function atIndexes(value: unknown, indexes: readonly number[]): unknown {
  let current = value;
  for (const index of indexes) current = Array.isArray(current) ? current.at(index) : undefined;
  return current;
}

/** All values with arrays opened: what a leaf tests one by one. */
export function opened(values: readonly unknown[]): readonly unknown[] {
  return values.some(Array.isArray)
    ? values.flatMap((value) => (Array.isArray(value) ? opened(value) : [value]))
    : values;
}

/** Every scalar of an event as text: what a keyword is searched in. */
export function allTexts(root: unknown): readonly string[] {
  const texts: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
    else if (value !== null && value !== undefined) texts.push(String(value));
  };
  visit(root);
  return texts;
}
