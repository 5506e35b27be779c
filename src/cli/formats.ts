import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { placeOf } from "../diagnostics/render.ts";
import { positionAt } from "../diagnostics/source.ts";

/** Formats of findings. `pretty` is for people and is written by each command. */
export const FORMATS = ["pretty", "json", "junit", "github"] as const;
export type Format = (typeof FORMATS)[number];

/** A diagnostic as plain data. */
export function diagnosticData(found: Diagnostic): Record<string, unknown> {
  const position = found.span === undefined ? {} : positionAt(found.span.source, found.span.start);
  const { code, severity, message, hint, file } = found;
  return { code, severity, message, ...(hint ? { hint } : {}), ...(file ? { file } : {}), ...position };
}

/** GitHub workflow commands: annotations on the changed lines. */
export function githubAnnotation(found: Diagnostic): string {
  const level = found.severity === "error" ? "error" : found.severity === "warning" ? "warning" : "notice";
  const position = found.span === undefined ? undefined : positionAt(found.span.source, found.span.start);
  const where = position === undefined ? "" : `,line=${position.line},col=${position.column}`;
  const message = found.hint === undefined ? found.message : `${found.message} (${found.hint})`;
  return `::${level} file=${property(found.file ?? "")}${where},title=${found.code}::${data(message)}\n`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** One JUnit suite: a named thing with its cases. */
export interface JunitSuite {
  readonly name: string;
  readonly file: string;
  readonly cases: readonly { readonly name: string; readonly failure?: string }[];
}

/** JUnit XML, as CI servers read it. */
export function junit(suites: readonly JunitSuite[]): string {
  const body = suites.map((suite) => {
    const failures = suite.cases.filter((one) => one.failure !== undefined).length;
    const cases = suite.cases.map((one) => {
      const head = `    <testcase classname="${xml(suite.name)}" name="${xml(one.name)}" file="${xml(suite.file)}"`;
      if (one.failure === undefined) return `${head}/>`;
      return `${head}>\n      <failure message="${xml(one.failure)}"/>\n    </testcase>`;
    });
    const head = `  <testsuite name="${xml(suite.name)}" tests="${suite.cases.length}" failures="${failures}">`;
    return [head, ...cases, "  </testsuite>"].join("\n");
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${body.join("\n")}\n</testsuites>\n`;
}

function xml(text: string): string {
  const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const clean = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
  return clean.replaceAll(/[&<>"]/g, (char) => named[char] ?? char).replaceAll(/[\t\n\r]/g, " ");
}

/** Diagnostics as JUnit cases, one for each file. */
export function junitOfDiagnostics(problems: readonly Diagnostic[]): string {
  const files = new Map<string, Diagnostic[]>();
  for (const found of problems) files.set(found.file ?? "", [...(files.get(found.file ?? "") ?? []), found]);
  return junit(
    [...files].map(([file, found]) => ({
      name: file,
      file,
      cases: found.map((one) => ({ name: `${one.code} ${placeOf(one)}`, failure: one.message })),
    })),
  );
}
