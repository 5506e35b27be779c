import type { EngineAlert } from "../engine.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import { exactTexts } from "./field-tests.ts";
import { addresses, booleans, type Document, dates, integers, type Reader } from "./field-values.ts";
import { type Field, fieldAt } from "./mapping.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A document that matched, and the event it was made of. */
export interface Hit {
  readonly document: Document;
  readonly event: number;
}

/** Groups hits and keeps the groups that are large enough. */
export type Threshold = (hits: readonly Hit[]) => readonly EngineAlert[];

interface Key {
  readonly path: string;
  readonly read: Reader<string | number | boolean>;
}

interface Bucket {
  readonly values: readonly (string | number | boolean)[];
  readonly hits: Hit[];
}

const MAX_BUCKETS = 100_000;

/**
 * Compiles `threshold` of a rule (Elastic: "Create a threshold rule"): the look-back is the whole run. Documents
 * that lack a group field are dropped; one with several values stands in a bucket for each.
 */
export function compileThreshold(threshold: unknown, offset: number): Threshold {
  const fields = isObject(threshold) ? threshold : {};
  const value = fields["value"];
  if (typeof value !== "number" || value < 1)
    throw new RuleSyntaxError("`threshold.value` must be at least 1", offset);
  const names = fields["field"] ?? [];
  const keys = (Array.isArray(names) ? names : names === "" ? [] : [names]).map((name: unknown) =>
    keyOf(name, offset),
  );
  const cardinality = readCardinality(fields["cardinality"], offset);
  return (hits) =>
    buckets(hits, keys)
      .filter((bucket) => bucket.hits.length >= value)
      .filter((bucket) => cardinality.every(({ key, least }) => distinct(bucket.hits, key) >= least))
      .map((bucket) => alert(bucket, keys));
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readCardinality(value: unknown, offset: number): { key: Key; least: number }[] {
  const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return list.map((item: unknown) => {
    const fields = isObject(item) ? item : {};
    const least = fields["value"];
    if (typeof least !== "number")
      throw new RuleSyntaxError("`cardinality` needs a field and a value", offset);
    return { key: keyOf(fields["field"], offset), least };
  });
}

function keyOf(name: unknown, offset: number): Key {
  if (typeof name !== "string") throw new RuleSyntaxError("a threshold field must be a text", offset);
  const field = fieldAt(name);
  if (field?.type === "text") {
    throw new RuleSyntaxError(
      `\`${name}\` is a text field: it cannot be aggregated`,
      offset,
      "group by a keyword field",
    );
  }
  if (field?.nested !== undefined || field?.type === "nested") {
    throw new RuleSyntaxError(`\`${name}\` is nested: it cannot be aggregated here`, offset);
  }
  return { path: name, read: field ? valuesOf(field) : () => [] };
}

function valuesOf(field: Field): Key["read"] {
  if (field.type === "constant") return () => [field.constant ?? ""];
  if (field.type === "integer") return integers(field);
  if (field.type === "boolean") return booleans(field);
  if (field.type === "date") return dates(field);
  return field.type === "ip" ? addresses(field) : exactTexts(field);
}

function buckets(hits: readonly Hit[], keys: readonly Key[]): readonly Bucket[] {
  const found = new Map<string, Bucket>();
  for (const hit of hits) {
    for (const values of combinations(keys.map((key) => [...new Set(key.read(hit.document))]))) {
      const id = JSON.stringify(values);
      const bucket = found.get(id);
      if (bucket) bucket.hits.push(hit);
      else if (found.size < MAX_BUCKETS) found.set(id, { values, hits: [hit] });
    }
  }
  return [...found.values()];
}

function combinations(
  lists: readonly (readonly (string | number | boolean)[])[],
): (string | number | boolean)[][] {
  return lists.reduce<(string | number | boolean)[][]>(
    (all, list) => all.flatMap((before) => list.map((value) => [...before, value])).slice(0, MAX_BUCKETS),
    [[]],
  );
}

function distinct(hits: readonly Hit[], key: Key): number {
  return new Set(hits.flatMap((hit) => [...key.read(hit.document)])).size;
}

function alert(bucket: Bucket, keys: readonly Key[]): EngineAlert {
  const row: Record<string, unknown> = Object.create(null);
  keys.forEach((key, i) => {
    row[key.path] = bucket.values[i];
  });
  row["count"] = bucket.hits.length;
  return { events: bucket.hits.map((hit) => hit.event), row };
}
