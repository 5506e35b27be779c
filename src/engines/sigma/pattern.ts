import { matchesSteps, type Step } from "../wildcard-steps.ts";

/** Part of a Sigma text: literal characters, `*`, `?`, or any of the dashes of `windash`. */
export type Part = { readonly literal: string } | "any" | "one" | "dash";

const DASHES = "-/–—―";

/**
 * Splits a value at its wildcards (Sigma rules specification 2.1.0, "Escaping"): a backslash takes `*`, `?` or
 * `\` literally and stands for itself before anything else.
 */
export function parsePattern(text: string): readonly Part[] {
  const parts: Part[] = [];
  let literal = "";
  const flush = (): void => {
    if (literal !== "") parts.push({ literal });
    literal = "";
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? "";
    const next = text[i + 1] ?? "";
    if (char === "\\" && next !== "" && "*?\\".includes(next)) {
      literal += next;
      i++;
    } else if (char === "*" || char === "?") {
      flush();
      parts.push(char === "*" ? "any" : "one");
    } else {
      literal += char;
    }
  }
  flush();
  return parts;
}

/** The text of a pattern without wildcards, or undefined. */
export function plainText(parts: readonly Part[]): string | undefined {
  let text = "";
  for (const part of parts) {
    if (typeof part === "string") return undefined;
    text += part.literal;
  }
  return text;
}

/** `windash`: each dash or slash stands for every one of them. */
export function withDashes(parts: readonly Part[]): readonly Part[] {
  return parts.flatMap((part): readonly Part[] => {
    if (typeof part === "string") return [part];
    const pieces = part.literal.split(/([-/–—―])/);
    return pieces.flatMap((piece): Part[] => {
      if (piece === "") return [];
      return piece.length === 1 && DASHES.includes(piece) ? ["dash"] : [{ literal: piece }];
    });
  });
}

/** Compiles a pattern; case is folded unless the rule says `cased`. `*` also matches line breaks. */
export function compilePattern(parts: readonly Part[], cased: boolean): (text: string) => boolean {
  const fold = cased ? (text: string): string => text : (text: string): string => text.toLowerCase();
  const simple = compileSimple(
    parts.map((part) => (typeof part === "string" ? part : { literal: fold(part.literal) })),
  );
  if (simple) return cased ? simple : (text) => simple(text.toLowerCase());
  const steps = parts.flatMap((part) => toSteps(part, fold));
  return (text) => matchesSteps(steps, [...fold(text)]);
}

/** Equality, prefix, suffix and substring without a general matcher. */
function compileSimple(parts: readonly Part[]): ((text: string) => boolean) | undefined {
  const [first, second, third] = parts;
  if (first === undefined) return (text) => text === "";
  if (parts.length === 1 && first === "any") return () => true;
  if (parts.length === 1 && typeof first === "object") return (text) => text === first.literal;
  if (parts.length === 2 && typeof first === "object" && second === "any") {
    return (text) => text.startsWith(first.literal);
  }
  if (first !== "any" || typeof second !== "object") return undefined;
  if (parts.length === 2) return (text) => text.endsWith(second.literal);
  return parts.length === 3 && third === "any" ? (text) => text.includes(second.literal) : undefined;
}

function toSteps(part: Part, fold: (text: string) => string): readonly Step[] {
  if (part === "any") return ["any"];
  if (part === "one") return [() => true];
  if (part === "dash") return [(unit) => DASHES.includes(unit)];
  return [...fold(part.literal)].map((char) => (unit: string) => unit === char);
}
