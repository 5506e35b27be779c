import { createColors } from "picocolors";
import type { Diagnostic } from "./diagnostic.ts";
import { lineText, positionAt } from "./source.ts";

/** Characters that could drive a terminal are shown, never sent: C0, DEL, C1, and bidirectional controls. */
export function printable(text: string): string {
  return text.replaceAll(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (char) => {
      const code = char.codePointAt(0) ?? 0;
      return code < 0x100
        ? `\\x${code.toString(16).padStart(2, "0")}`
        : `\\u${code.toString(16).padStart(4, "0")}`;
    },
  );
}

/** `file:line:column` of a diagnostic, as far as it is known. */
export function placeOf(found: Diagnostic): string {
  if (found.span === undefined) return found.file ?? "";
  const { line, column } = positionAt(found.span.source, found.span.start);
  return `${found.file}:${line}:${column}`;
}

/** A diagnostic as people read it: place, code, message, the line with a marker, and the hint. */
export function renderDiagnostic(found: Diagnostic, colour: boolean): string {
  const paint = createColors(colour);
  const tone =
    found.severity === "error" ? paint.red : found.severity === "warning" ? paint.yellow : paint.cyan;
  const head = `${tone(found.severity)} ${paint.bold(found.code)} ${printable(found.message)}`;
  const place = placeOf(found);
  const lines = [head];
  if (place !== "") lines.push(`  ${paint.dim("-->")} ${printable(place)}`);
  if (found.span !== undefined && found.span.source.text !== "")
    lines.push(...frame(found.span, paint, tone));
  if (found.hint !== undefined) lines.push(`  ${paint.cyan("help:")} ${printable(found.hint)}`);
  return `${lines.join("\n")}\n`;
}

const WIDTH = 120;

function frame(
  span: NonNullable<Diagnostic["span"]>,
  paint: ReturnType<typeof createColors>,
  tone: (text: string) => string,
): string[] {
  const { line, column } = positionAt(span.source, span.start);
  const text = lineText(span.source, line);
  const from = Math.max(0, column - 1 - WIDTH / 2);
  const shown = printable(text.slice(from, from + WIDTH));
  const before = printable(text.slice(from, column - 1)).length;
  const marked = text.slice(column - 1, Math.min(column - 1 + (span.end - span.start), from + WIDTH));
  const gutter = String(line);
  const blank = " ".repeat(gutter.length);
  return [
    `  ${paint.dim(`${gutter} |`)} ${shown}`,
    `  ${paint.dim(`${blank} |`)} ${" ".repeat(before)}${tone("^".repeat(Math.max(1, printable(marked).length)))}`,
  ];
}
