import { isObject } from "./json-text.ts";
import { containerText, JSON_NULL } from "./unverified.ts";

/**
 * A location path of `spath` and the JSON functions (Splunk: "spath", "Alternatives to the spath command"):
 * keys joined by dots, `{}` for every element of an array, `{2}` for the third. A key with a dot in it
 * cannot be written.
 */
export type PathStep = { readonly key: string } | { readonly index: number | "all" };

/** Parses a path; undefined when it is not one. */
export function parsePath(path: string): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  for (const part of path.split(".")) {
    const match = /^([^{}[\]]*)((?:\{\d*\})*)$/.exec(part);
    if (!match) return undefined;
    const [, key = "", braces = ""] = match;
    if (key !== "") steps.push({ key });
    else if (braces === "" || steps.length > 0) return undefined;
    for (const [, index = ""] of braces.matchAll(/\{(\d*)\}/g)) {
      steps.push({ index: index === "" ? "all" : Number(index) });
    }
  }
  return steps;
}

/** Every value at a path. */
export function valuesAt(root: unknown, path: readonly PathStep[]): readonly unknown[] {
  let places: unknown[] = [root];
  for (const step of path) places = places.flatMap((place) => enter(place, step));
  return places;
}

function enter(place: unknown, step: PathStep): unknown[] {
  if ("key" in step) return isObject(place) && Object.hasOwn(place, step.key) ? [place[step.key]] : [];
  if (!Array.isArray(place)) return [];
  if (step.index === "all") return place;
  return step.index < place.length ? [place[step.index]] : [];
}

/** A JSON value as a field's text: scalars plain, objects and arrays as compact JSON. */
export function fieldText(value: unknown): string {
  if (value === null) return JSON_NULL;
  return typeof value === "object" ? containerText(value) : String(value);
}
