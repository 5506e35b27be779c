import { property, textOf } from "./json-text.ts";

/**
 * The values at a path of keys; an array on the way stands for all its elements, or for the one that `index`
 * chooses. `undefined` inside the result is an element without the key (k8saudit `extract.go`,
 * `getValuesRecursive`). An array at the *end* of the path is one value: its JSON text.
 */
export function valuesAt(
  value: unknown,
  keys: readonly string[],
  index: number | undefined,
): readonly unknown[] | undefined {
  let current = value;
  for (let i = 0; i < keys.length; i++) {
    if (Array.isArray(current)) {
      if (index === undefined) {
        const rest = keys.slice(i);
        return current.flatMap((item) => valuesAt(item, rest, index) ?? [undefined]);
      }
      current = current[index];
    }
    current = property(current, keys[i] ?? "");
    if (current === undefined) return undefined;
  }
  return [current];
}

/** The texts of those values that are there. */
export function presentTexts(values: readonly unknown[] | undefined): readonly string[] | undefined {
  return values?.flatMap((value) => textOf(value) ?? []);
}

/** The texts of the values, or nothing when a single one is missing. */
export function allTexts(values: readonly unknown[] | undefined): readonly string[] | undefined {
  const texts = presentTexts(values);
  return texts?.length === values?.length ? texts : undefined;
}
