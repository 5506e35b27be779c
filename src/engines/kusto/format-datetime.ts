import { RuleSyntaxError } from "../syntax-error.ts";
import { datetimeText } from "./time-values.ts";

const PARTS = new Map<string, (iso: string) => string>([
  ["yyyy", (iso) => iso.slice(0, 4)],
  ["yy", (iso) => iso.slice(2, 4)],
  ["MM", (iso) => iso.slice(5, 7)],
  ["dd", (iso) => iso.slice(8, 10)],
  ["HH", (iso) => iso.slice(11, 13)],
  ["mm", (iso) => iso.slice(14, 16)],
  ["ss", (iso) => iso.slice(17, 19)],
]);
const PIECE = /yyyy|yy|MM|dd|HH|mm|ss|f{1,7}|[ :.\-/_[\],]|T|Z|./gy;

/** Compiles a `format_datetime()` format; specifiers beyond the common ones are refused, not guessed. */
export function formatDatetime(format: string, offset: number): (value: number) => string {
  const pieces = [...format.matchAll(PIECE)].map(([piece]) => {
    const part = PARTS.get(piece);
    if (part) return part;
    if (/^f+$/.test(piece)) return (iso: string): string => iso.slice(20, 20 + piece.length);
    if (/^[ :.\-/_[\],TZ]$/.test(piece)) return (): string => piece;
    throw new RuleSyntaxError(`the format \`${piece}\` is not supported`, offset);
  });
  return (value) => {
    const iso = datetimeText(value);
    return pieces.map((piece) => piece(iso)).join("");
  };
}
