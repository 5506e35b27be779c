import type { ConfValue } from "./conf.ts";

/** How many result rows make an alert (Splunk: savedsearches.conf, `counttype`, `relation`, `quantity`). */
export interface Trigger {
  readonly relation: "greater than" | "less than" | "equal to" | "not equal to";
  readonly quantity: number;
}

/** Any result row is an alert. */
export const ALWAYS: Trigger = { relation: "greater than", quantity: 0 };

const RELATIONS: readonly Trigger["relation"][] = ["greater than", "less than", "equal to", "not equal to"];

/** Reads the alert condition of a stanza. */
export function readTrigger(
  settings: ReadonlyMap<string, ConfValue>,
): Trigger | { readonly message: string; readonly offset: number } {
  const setting = (key: string): string | undefined => settings.get(key)?.text.trim();
  const fail = (key: string, message: string) => ({ message, offset: settings.get(key)?.at(0) ?? 0 });
  const counted = (setting("counttype") ?? "always").toLowerCase();
  if (counted === "always") return ALWAYS;
  if (counted !== "number of events") {
    return fail("counttype", "only `always` and `number of events` are known here as `counttype`");
  }
  const relation = RELATIONS.find((name) => name === (setting("relation") ?? "greater than").toLowerCase());
  if (relation === undefined) return fail("relation", "this `relation` is not known here");
  const quantity = setting("quantity") ?? "0";
  if (!/^\d{1,9}$/.test(quantity)) return fail("quantity", "`quantity` must be a whole number");
  return { relation, quantity: Number(quantity) };
}

/** Whether so many rows make an alert. */
export function isMet({ relation, quantity }: Trigger, count: number): boolean {
  if (relation === "greater than") return count > quantity;
  if (relation === "less than") return count < quantity;
  return (count === quantity) === (relation === "equal to");
}
