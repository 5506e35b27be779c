import { type Code, catalogue, type Severity } from "./catalogue.ts";
import type { Span } from "./source.ts";

export type { Severity };

/** One finding about a file, with its place and what to do. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  /** The likely fix, in a sentence. */
  readonly hint?: string;
  /** Where; absent when the finding is about the run and not about a file. */
  readonly span?: Span;
  /** The file, when there is no text to point into (it could not be read). */
  readonly file?: string;
}

/** Makes a diagnostic; its severity comes from the catalogue. */
export function diagnostic(
  code: Code,
  where: Span | { file: string } | undefined,
  message: string,
  hint?: string,
): Diagnostic {
  const place =
    where === undefined ? {} : "source" in where ? { span: where, file: where.source.file } : where;
  return {
    code,
    severity: catalogue[code].severity,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...place,
  };
}

const order: readonly Severity[] = ["info", "warning", "error"];

/** Whether a severity is at least another. */
export function atLeast(severity: Severity, bound: Severity): boolean {
  return order.indexOf(severity) >= order.indexOf(bound);
}

/** Whether any of them is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((one) => one.severity === "error");
}
