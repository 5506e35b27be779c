import type { FieldPath } from "../audit/field-path.ts";
import type { LeafNode, Node } from "../lower/ir.ts";
import { append } from "../lower/simplify.ts";
import { MISSING, randomValue, satisfying, valuesFor } from "./leaf-values.ts";
import type { Random } from "./random.ts";
import { setValue } from "./set-value.ts";

/** A leaf with the path from the event's root. */
interface Placed {
  readonly leaf: LeafNode;
  readonly field: FieldPath;
}

/** An ordinary event, from which the others are made. */
export function plainEvent(): Record<string, unknown> {
  return {
    kind: "Event",
    apiVersion: "audit.k8s.io/v1",
    level: "RequestResponse",
    auditID: "00000000-0000-4000-8000-00000000000f",
    stage: "ResponseComplete",
    requestURI: "/api/v1/namespaces/shop/pods",
    verb: "create",
    user: { username: "jane", groups: ["developers", "system:authenticated"] },
    sourceIPs: ["203.0.113.7"],
    userAgent: "kubectl/v1.34.0",
    objectRef: { resource: "pods", namespace: "shop", name: "web-0", apiVersion: "v1" },
    responseStatus: { metadata: {}, code: 201 },
    requestReceivedTimestamp: "2026-01-02T03:04:05.000000Z",
    stageTimestamp: "2026-01-02T03:04:05.100000Z",
    annotations: { "authorization.k8s.io/decision": "allow" },
  };
}

/**
 * What the API server writes in every event: made and shrunk events get it back where it is missing. Every
 * operation of a JSON patch has an `op`; one without is refused before it can do anything.
 */
export function wellFormed(event: unknown): unknown {
  const { kind, apiVersion, auditID, requestReceivedTimestamp, stageTimestamp } = plainEvent();
  const made = { kind, apiVersion, auditID, requestReceivedTimestamp, stageTimestamp, ...(event as object) };
  const { requestObject: body } = made as { requestObject?: unknown };
  if (!Array.isArray(body)) return made;
  const operations = body.map((one: unknown) => {
    const isObject = typeof one === "object" && one !== null && !Array.isArray(one);
    return isObject ? { op: "test", ...one } : { op: "test" };
  });
  return { ...made, requestObject: operations };
}

/** Every leaf of a condition at every place it speaks of. */
function leavesOf(node: Node, lists: readonly FieldPath[]): Placed[] {
  switch (node.kind) {
    case "const":
      return [];
    case "and":
    case "or":
      return node.children.flatMap((child) => leavesOf(child, lists));
    case "not":
      return leavesOf(node.child, lists);
    case "some":
    case "every": {
      const place = (list: FieldPath): FieldPath[] =>
        list.root === "element" ? lists.map((outer) => append(outer, list)) : [list];
      return leavesOf(node.child, node.lists.flatMap(place));
    }
    default: {
      if (node.field.root === "event") return [{ leaf: node, field: node.field }];
      return lists.map((list) => ({ leaf: node, field: append(list, node.field) }));
    }
  }
}

/**
 * Events made from a rule: some that satisfy it, and around each of them every leaf with every value worth
 * trying, in the first, a second and a new element of its lists.
 *
 * @param count how many events at most.
 */
export function eventsFor(
  condition: Node,
  seeds: readonly unknown[],
  count: number,
  random: Random,
): unknown[] {
  const leaves = leavesOf(condition, []);
  const events: unknown[] = [...seeds];
  while (events.length < count) {
    const event =
      random.chance(0.7) || seeds.length === 0 ? plainEvent() : structuredClone(random.pick(seeds));
    steer(condition, random.chance(0.85), event, [], random);
    events.push(event);
    for (let i = 0; i < 6 && events.length < count; i++) events.push(mutate(event, leaves, random));
  }
  return events.slice(0, count);
}

/** One or two leaves of a copy get another value, or a list another form. */
function mutate(event: unknown, leaves: readonly Placed[], random: Random): unknown {
  const copy = structuredClone(event);
  const times = 1 + random.below(2);
  for (let i = 0; i < times; i++) {
    const placed = random.pick(leaves);
    if (placed === undefined) break;
    const value = random.chance(0.5) ? randomValue(placed.leaf, random) : random.pick(valuesFor(placed.leaf));
    setValue(copy, placed.field, value, (length) => random.below(length + 1));
    if (random.chance(0.15)) reshape(copy, placed.field, random);
  }
  return copy;
}

/** Empties the list on a path, or puts a copy of its first element at its end. */
function reshape(event: unknown, field: FieldPath, random: Random): void {
  const at = field.segments.findIndex((segment) => segment.list);
  if (at === -1) return;
  let place = event as Record<string, unknown>;
  for (const { key } of field.segments.slice(0, at)) {
    const next = place[key];
    if (typeof next !== "object" || next === null) return;
    place = next as Record<string, unknown>;
  }
  const key = field.segments[at]?.key ?? "";
  const list = place[key];
  if (!Array.isArray(list)) return;
  if (random.chance(0.5)) place[key] = [];
  else if (list.length > 0) list.push(structuredClone(list[0]));
}

/** Changes an event so that a condition tends to be true, or false. */
function steer(
  node: Node,
  wanted: boolean,
  event: unknown,
  lists: readonly FieldPath[],
  random: Random,
): void {
  switch (node.kind) {
    case "const":
      return;
    case "not":
      steer(node.child, !wanted, event, lists, random);
      return;
    case "and":
    case "or": {
      if ((node.kind === "and") === wanted) {
        for (const child of node.children) steer(child, wanted, event, lists, random);
        return;
      }
      const one = random.pick(node.children);
      if (one !== undefined) steer(one, wanted, event, lists, random);
      return;
    }
    case "some":
    case "every": {
      const list = random.pick(node.lists);
      if (list === undefined) return;
      const outer = lists[0];
      const place = list.root === "element" && outer !== undefined ? append(outer, list) : list;
      steer(node.child, wanted, event, [place], random);
      return;
    }
    default:
      steerLeaf(node, wanted, event, lists, random);
  }
}

function steerLeaf(
  leaf: LeafNode,
  wanted: boolean,
  event: unknown,
  lists: readonly FieldPath[],
  random: Random,
): void {
  const [list] = lists;
  const field = leaf.field.root === "event" || list === undefined ? leaf.field : append(list, leaf.field);
  const value = wanted
    ? random.pick(satisfying(leaf))
    : random.chance(0.7)
      ? MISSING
      : randomValue(leaf, random);
  setValue(event, field, value, () => 0);
  if (leaf.kind !== "same" || !wanted) return;
  const other = leaf.other.root === "event" || list === undefined ? leaf.other : append(list, leaf.other);
  setValue(event, other, value, () => 0);
}
