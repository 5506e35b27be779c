import { isNull, type YamlScalar } from "../yaml/tree.ts";

/** A value of a detection, typed as YAML's core schema reads it (YAML 1.2.2, 10.3.2). */
export type SigmaValue =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "boolean"; readonly boolean: boolean }
  | { readonly kind: "null" };

const INTEGER = /^(?:[-+]?\d+|0o[0-7]+|0x[0-9a-fA-F]+)$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

/** Types a scalar; quoted ones are always texts. */
export function typed(scalar: YamlScalar): SigmaValue {
  const { text, plain } = scalar;
  if (isNull(scalar)) return { kind: "null" };
  if (plain && /^(?:true|True|TRUE|false|False|FALSE)$/.test(text)) {
    return { kind: "boolean", boolean: text.toLowerCase() === "true" };
  }
  if (plain && (INTEGER.test(text) || FLOAT.test(text))) return { kind: "number", number: Number(text) };
  return { kind: "text", text };
}

/** The number that a text says, or undefined: events write some numbers as texts. */
export function numberIn(text: string): number | undefined {
  return FLOAT.test(text) ? Number(text) : undefined;
}
