/**
 * The smallest event that still shows a disagreement: parts are removed, one after the other, as long as the
 * disagreement stays.
 *
 * @param fails whether an event shows it; must be true for `event`.
 */
export function shrink(event: unknown, fails: (event: unknown) => boolean): unknown {
  let current = structuredClone(event);
  for (let changed = true; changed; ) {
    changed = false;
    for (const path of pathsOf(current, [])) {
      const smaller = without(current, path);
      if (!fails(smaller)) continue;
      current = smaller;
      changed = true;
      break;
    }
  }
  return current;
}

type Path = readonly (string | number)[];

/** Every place that can be removed, the outermost first. */
function pathsOf(value: unknown, path: Path): Path[] {
  if (typeof value !== "object" || value === null) return [];
  const keys: (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const own = keys.map((key) => [...path, key]);
  const below = keys.flatMap((key) =>
    pathsOf((value as Record<string | number, unknown>)[key], [...path, key]),
  );
  return [...own, ...below];
}

function without(value: unknown, path: Path): unknown {
  const copy = structuredClone(value);
  let at = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path.at(-1);
  if (last === undefined) return copy;
  if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete at[last];
  return copy;
}
