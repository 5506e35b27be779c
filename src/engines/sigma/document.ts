import { didYouMean } from "../../diagnostics/suggest.ts";
import type { AuditEvent, EngineRule } from "../engine.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import { entryOf, scalarOf, type YamlMap, type YamlNode } from "../yaml/tree.ts";
import { type CorrelationSpec, readCorrelation } from "./correlation.ts";
import { compileDetection } from "./detection.ts";

/** What rules and correlations have in common. */
export interface Header {
  readonly id: string;
  readonly title: string;
  /** What a correlation can call it: its `id` and its `name`. */
  readonly references: readonly string[];
  readonly severity: EngineRule["severity"];
}

/** A document of a Sigma file: a rule on single events, or a correlation of rules. */
export type SigmaDocument = Header &
  (
    | { readonly kind: "rule"; readonly matches: (event: AuditEvent) => boolean }
    | { readonly kind: "correlation"; readonly spec: CorrelationSpec }
  );

const LEVELS: readonly EngineRule["severity"][] = ["informational", "low", "medium", "high", "critical"];

/** Reads one document (Sigma rules specification 2.1.0; correlation rules specification 2.1.0). */
export function readDocument(root: YamlNode): SigmaDocument {
  if (root.kind !== "map") throw new RuleSyntaxError("a Sigma rule is a mapping", root.start);
  const action = entryOf(root, "action");
  if (action)
    throw new RuleSyntaxError("`action` is not part of Sigma 2", action.key.start, "write whole documents");
  const filter = entryOf(root, "filter");
  if (filter)
    throw new RuleSyntaxError(
      "Sigma filters are not run here",
      filter.key.start,
      "put the exception into the rule",
    );
  const header = readHeader(root);
  const correlation = entryOf(root, "correlation");
  if (correlation) return { ...header, kind: "correlation", spec: readCorrelation(correlation.value, root) };
  checkSource(root);
  const detection = entryOf(root, "detection");
  if (!detection) throw new RuleSyntaxError("`detection` is missing", root.start);
  if (detection.value.kind !== "map")
    throw new RuleSyntaxError("`detection` must be a mapping", detection.value.start);
  const test = compileDetection(detection.value, { arrays: hasArrays(root), element: false });
  return { ...header, kind: "rule", matches: guarded((event) => test(event, event)) };
}

/** No event may throw, however deeply its values are nested. */
function guarded(test: (event: AuditEvent) => boolean): (event: AuditEvent) => boolean {
  return (event) => {
    try {
      return test(event);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  };
}

function readHeader(root: YamlMap): Header {
  const [title, id, name] = ["title", "id", "name"].map((key) => {
    const text = scalarOf(root, key)?.text;
    return text === "" ? undefined : text;
  });
  const best = id ?? name ?? title;
  if (best === undefined) throw new RuleSyntaxError("`title` is missing", root.start);
  const level = entryOf(root, "level")?.value;
  const severity = level ? LEVELS.find((one) => level.kind === "scalar" && level.text === one) : "medium";
  if (!severity) {
    const word = level?.kind === "scalar" ? level.text : "";
    const hint = didYouMean(word, LEVELS) ?? `one of ${LEVELS.join(", ")}`;
    throw new RuleSyntaxError("unknown `level`", level?.start ?? root.start, hint);
  }
  return {
    id: best,
    title: title ?? best,
    references: [id, name].filter((one) => one !== undefined),
    severity,
  };
}

/** Rules for other logs would only misfire on audit events. */
function checkSource(root: YamlMap): void {
  const source = entryOf(root, "logsource")?.value;
  if (source?.kind !== "map") return;
  for (const [key, wanted] of [
    ["product", "kubernetes"],
    ["service", "audit"],
  ] as const) {
    const value = scalarOf(source, key);
    if (!value || value.text === wanted) continue;
    throw new RuleSyntaxError(
      `the rule reads ${key} \`${value.text}\``,
      value.start,
      "only rules with `logsource: {product: kubernetes, service: audit}` can run on audit events",
    );
  }
}

function hasArrays(root: YamlMap): boolean {
  const version = entryOf(root, "sigma-version");
  if (!version) return false;
  const text = version.value.kind === "scalar" ? version.value.text : "";
  const major = /^(\d{1,4})(?:\.\d+)*$/.exec(text)?.[1];
  if (major === undefined || Number(major) > 3) {
    throw new RuleSyntaxError(`\`sigma-version: ${text}\` is not known`, version.value.start, "2 or 3");
  }
  return Number(major) === 3;
}
