/** One step of a wildcard pattern: any number of units, or one unit that a test accepts. */
export type Step = "any" | ((unit: string) => boolean);

/**
 * Matches a whole text against steps. It remembers only its last `any`, so its time is at most pattern times
 * text, whatever the pattern is.
 */
export function matchesSteps(steps: readonly Step[], units: ArrayLike<string>): boolean {
  let step = 0;
  let at = 0;
  let retryStep = -1;
  let retryAt = 0;
  while (at < units.length) {
    const current = steps[step];
    if (current === "any") {
      retryStep = step++;
      retryAt = at;
    } else if (current?.(units[at] ?? "")) {
      step++;
      at++;
    } else {
      if (retryStep < 0) return false;
      step = retryStep + 1;
      at = ++retryAt;
    }
  }
  while (steps[step] === "any") step++;
  return step === steps.length;
}
