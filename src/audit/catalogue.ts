import { annotationTraits, type EventField, eventFields } from "./event-fields.ts";
import type { AuditLevel, FieldPath, FieldType, Segment, Traits } from "./field-path.ts";
import { fieldOfType, kubernetesTypes } from "./kubernetes-types.ts";

/**
 * The typed field catalogue: which paths an audit event has, of what type, and from which level on.
 */

const SCALARS: ReadonlySet<string> = new Set([
  "string",
  "boolean",
  "integer",
  "number",
  "timestamp",
  "quantity",
  "bytes",
  "int-or-string",
  "object",
  "any",
]);

/** Operations of a JSON patch (RFC 6902): the body is an array of them. */
const JSON_PATCH: Readonly<Record<string, string>> = {
  op: "string",
  path: "string",
  from: "string",
  value: "any",
};

/** The operations of a JSON patch; an operation without one is refused by the API server. */
const PATCH_OPERATIONS: Traits = { values: ["add", "remove", "replace", "move", "copy", "test"] };

/** A place on the way: what has been walked, and the type expression that is there. */
interface Place {
  readonly segments: readonly Segment[];
  readonly type: string;
}

/** Opens a list at the end of a place: `[]Container` → a list segment of `Container`. */
function open(place: Place): Place {
  if (!place.type.startsWith("[]")) return place;
  const last = place.segments.at(-1);
  if (last === undefined) return { segments: [], type: place.type.slice(2) };
  const segments = [
    ...place.segments.slice(0, -1),
    { key: last.key, list: true, element: place.type.slice(2) },
  ];
  return { segments, type: place.type.slice(2) };
}

/** One step from a place; undefined when there is no such field. */
function step(place: Place, key: string): Place | undefined {
  const { segments, type } = open(place);
  const map = /^map<(.*)>$/.exec(type);
  const next = map?.[1] ?? (type === "object" || type === "any" ? "any" : fieldOfType(type, key));
  return next === undefined ? undefined : { segments: [...segments, { key, list: false }], type: next };
}

function walk(start: Place, keys: readonly string[]): Place | undefined {
  let place: Place | undefined = start;
  for (const key of keys) place = place === undefined ? undefined : step(place, key);
  return place === undefined ? undefined : open(place);
}

function finish(place: Place, root: FieldPath["root"], level: AuditLevel, traits: Traits): FieldPath {
  const scalar = SCALARS.has(place.type);
  const named = !scalar && !place.type.startsWith("map<");
  return {
    root,
    segments: place.segments,
    type: scalar ? (place.type as FieldType) : "object",
    ...(named ? { typeName: place.type } : {}),
    level,
    traits,
  };
}

/** Paths outside the bodies. */
function lookupEvent(keys: readonly string[]): FieldPath | undefined {
  for (let length = Math.min(2, keys.length); length >= 1; length--) {
    const name = keys.slice(0, length).join(".");
    const field: EventField | undefined = Object.hasOwn(eventFields, name) ? eventFields[name] : undefined;
    if (field === undefined) continue;
    const segments = keys.slice(0, length).map((key) => ({ key, list: false }));
    const place = walk({ segments, type: field.type }, keys.slice(length));
    if (place === undefined) return undefined;
    const annotation = keys[0] === "annotations" ? keys[1] : undefined;
    const traits = annotation === undefined ? field.traits : annotationTraits[annotation];
    return finish(place, "event", "Metadata", traits ?? {});
  }
  const group = Object.keys(eventFields).some((name) => name.startsWith(`${keys.join(".")}.`));
  if (!group) return undefined;
  return finish(
    { segments: keys.map((key) => ({ key, list: false })), type: "object" },
    "event",
    "Metadata",
    {},
  );
}

/** Elements of lists keep their type apart, since `where` speaks of their fields. */
function sameShape(a: FieldPath, b: FieldPath): boolean {
  const lists = a.segments.every((segment, i) => segment.list === b.segments[i]?.list);
  return lists && a.type === b.type && (a.segments.at(-1)?.list !== true || a.typeName === b.typeName);
}

/** Paths inside a body: one variant for each shape that the path has in the kinds of the catalogue. */
function lookupBody(body: string, keys: readonly string[]): FieldPath[] {
  const level = body === "requestObject" ? "Request" : "RequestResponse";
  const start = [{ key: body, list: false }];
  const found: FieldPath[] = [];
  const add = (place: Place | undefined, traits: Traits = {}): void => {
    if (place === undefined) return;
    const field = finish(place, "event", level, traits);
    if (!found.some((other) => sameShape(other, field))) found.push(field);
  };
  if (keys.length === 0) return [finish({ segments: start, type: "object" }, "event", level, {})];
  const operation = body === "requestObject" ? JSON_PATCH[keys[0] ?? ""] : undefined;
  if (operation !== undefined) {
    const segments = [
      { key: body, list: true, element: "any" },
      { key: keys[0] ?? "", list: false },
    ];
    add(walk({ segments, type: operation }, keys.slice(1)), keys[0] === "op" ? PATCH_OPERATIONS : {});
  }
  for (const type of Object.values(kubernetesTypes().kinds)) add(walk({ segments: start, type }, keys));
  return found;
}

/**
 * Resolves a path of the event.
 *
 * @param keys the path's keys, arrays included without an index.
 * @returns its variants: several when kinds disagree about the shape; none when no kind has the field.
 */
export function lookup(keys: readonly string[]): FieldPath[] {
  const [first = "", ...rest] = keys;
  if (first === "requestObject" || first === "responseObject") return lookupBody(first, rest);
  const field = lookupEvent(keys);
  return field === undefined ? [] : [field];
}

/**
 * Resolves a path relative to an element of a list.
 *
 * @param element the list as resolved; its `typeName` or `type` says what an element is.
 * @param keys the path inside the element; empty for the element itself.
 */
export function lookupInElement(element: FieldPath, keys: readonly string[]): FieldPath | undefined {
  const place = walk({ segments: [], type: element.typeName ?? element.type }, keys);
  return place === undefined ? undefined : finish(place, "element", element.level, {});
}

/**
 * Builds the path of a field whose Kubernetes type is known, below a fixed prefix of objects.
 *
 * @param prefix keys that lead to an object of type `typeName`, none of them a list.
 */
export function lookupInType(
  prefix: readonly string[],
  typeName: string,
  keys: readonly string[],
): FieldPath | undefined {
  const segments = prefix.map((key) => ({ key, list: false }));
  const place = walk({ segments, type: typeName }, keys);
  const level = prefix[0] === "responseObject" ? "RequestResponse" : "Request";
  return place === undefined ? undefined : finish(place, "event", level, {});
}

/** The keys that may follow a path, for suggestions. */
export function keysBelow(keys: readonly string[]): string[] {
  const [first] = keys;
  if (first === undefined) return topLevel();
  const names = Object.keys(eventFields).flatMap((name) => {
    const prefix = `${keys.join(".")}.`;
    return name.startsWith(prefix) ? [name.slice(prefix.length).split(".")[0] ?? ""] : [];
  });
  if (!isBody(first)) return [...new Set(names)];
  if (keys.length === 1) names.push(...Object.keys(JSON_PATCH));
  for (const type of Object.values(kubernetesTypes().kinds)) {
    const place = walk({ segments: [{ key: first, list: false }], type }, keys.slice(1));
    if (place !== undefined) names.push(...keysOfType(place.type));
  }
  return [...new Set(names)];
}

/** The fields of a Kubernetes type. */
export function keysOfType(typeName: string): string[] {
  return Object.keys(kubernetesTypes().types[typeName] ?? {});
}

function isBody(key: string | undefined): boolean {
  return key === "requestObject" || key === "responseObject";
}

function topLevel(): string[] {
  const own = Object.keys(eventFields).map((name) => name.split(".")[0] ?? "");
  return [...new Set([...own, "requestObject", "responseObject", "pod", "rbac", "exec", "client"])];
}
