import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { compilePack } from "../../src/scan/dispatch.ts";
import { shippedPack } from "../pack.ts";

/** One request of a labelled log, and the rules that alert on it. */
export interface LabelledRequest {
  readonly auditID: string;
  readonly scenario: string;
  readonly kind: string;
  readonly event: {
    readonly verb: string;
    readonly objectRef?: { readonly resource?: string; readonly subresource?: string };
    readonly requestURI: string;
  };
  readonly codes: number[];
  /** Rule id → number of alerts. */
  readonly alerts: Map<string, number>;
}

/** Scans a labelled fixture log with the shipped pack. */
export function labelledRequests(log: "gce" | "metadata"): LabelledRequest[] {
  const folder = new URL(`../fixtures/${log}/`, import.meta.url).pathname;
  const labels = JSON.parse(readFileSync(`${folder}labels.json`, "utf8")) as Record<
    string,
    { scenario: string; class: string }
  >;
  const dispatch = compilePack(shippedPack().rules);
  const requests = new Map<string, LabelledRequest>();
  for (const line of gunzipSync(readFileSync(`${folder}audit.jsonl.gz`))
    .toString()
    .trim()
    .split("\n")) {
    const event = JSON.parse(line);
    const { auditID } = event;
    const label = labels[auditID];
    if (label === undefined) continue;
    const known: LabelledRequest = requests.get(auditID) ?? {
      auditID,
      scenario: label.scenario,
      kind: label.class,
      event,
      codes: [],
      alerts: new Map(),
    };
    known.codes.push(event.responseStatus?.code ?? 0);
    for (const rule of dispatch(event)) {
      known.alerts.set(rule.definition.id, (known.alerts.get(rule.definition.id) ?? 0) + 1);
    }
    requests.set(auditID, known);
  }
  return [...requests.values()];
}
