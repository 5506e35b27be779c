/**
 * A field name with `*` for any run, as `rename`, `fields` and `table` take it; it gives what the stars stand
 * for. A star at the start does not reach the internal fields (`_time`).
 */
export function fieldPattern(pattern: string): (name: string) => readonly string[] | undefined {
  const parts = pattern.split("*");
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return (name) => (name === pattern ? [] : undefined);
  return (name) => {
    if (!name.startsWith(first) || (first === "" && name.startsWith("_"))) return undefined;
    let at = first.length;
    const found: string[] = [];
    for (const [i, part] of rest.entries()) {
      const end = i === rest.length - 1 ? lastEnd(name, part, at) : name.indexOf(part, at);
      if (end === -1) return undefined;
      found.push(name.slice(at, end));
      at = end + part.length;
    }
    return found;
  };
}

function lastEnd(name: string, part: string, from: number): number {
  const end = name.length - part.length;
  return end >= from && name.endsWith(part) ? end : -1;
}

/** Whether a name fits one of some patterns. */
export function anyPattern(patterns: readonly string[]): (name: string) => boolean {
  const plain = new Set(patterns.filter((pattern) => !pattern.includes("*")));
  const tests = patterns.filter((pattern) => pattern.includes("*")).map(fieldPattern);
  return (name) => plain.has(name) || tests.some((test) => test(name) !== undefined);
}
