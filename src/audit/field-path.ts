/**
 * Paths into an audit event: their text form and their resolved, typed form.
 */

/** Types of values, as Kubernetes' API declares them; `any` and `object` are free-form JSON. */
export type FieldType =
  | "string"
  | "boolean"
  | "integer"
  | "number"
  | "timestamp"
  | "quantity"
  | "bytes"
  | "int-or-string"
  | "object"
  | "any";

/** Audit levels in rising order (audit.k8s.io/v1 Level). */
export const LEVELS = ["None", "Metadata", "Request", "RequestResponse"] as const;
export type AuditLevel = (typeof LEVELS)[number];

/** One step of a path. `list`: the value found there is an array, and the path goes through all of it. */
export interface Segment {
  readonly key: string;
  readonly list: boolean;
  /** The type expression of the elements, for a list. */
  readonly element?: string;
}

/** What every well-formed event guarantees about the values of a field. */
export interface Traits {
  /** Lower case by construction, so that case does not matter. */
  readonly lowerCase?: true;
  /** The longest value, in characters. */
  readonly maxLength?: number;
  /** The only values that occur. */
  readonly values?: readonly string[];
}

/** A path resolved against the catalogue. */
export interface FieldPath {
  /** Where it starts: the event, or the element bound by the innermost `some` or `every`. */
  readonly root: "event" | "element";
  readonly segments: readonly Segment[];
  readonly type: FieldType;
  /** The Kubernetes type at the end when it is an object (`Container`, `PolicyRule`). */
  readonly typeName?: string;
  /** Least audit level at which the field is logged. */
  readonly level: AuditLevel;
  readonly traits: Traits;
  /**
   * `last`: only the last element of the list. `command`: the decoded `command` parameters of the URL
   * found there (pods/exec).
   */
  readonly derive?: "last" | "command";
}

/** A key or an index of a path as written. */
export type PathStep = string | number;

/** Raised for a path that is not written correctly; `at` is the offset in its text. */
export class PathSyntaxError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.name = "PathSyntaxError";
    this.at = at;
  }
}

const PLAIN = /[A-Za-z0-9_$-]+/y;
const INDEX = /\[(\d{1,6})\]/y;
const QUOTED = /\['((?:[^'\\]|\\.)*)'\]/y;

/**
 * Splits `a.b['c.d'][0]` into its steps. A key with dots or slashes stands in brackets and quotes.
 *
 * @throws PathSyntaxError
 */
export function parsePath(text: string): PathStep[] {
  const steps: PathStep[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  while (at < text.length) {
    const quoted = take(QUOTED);
    if (quoted !== null) steps.push((quoted[1] ?? "").replaceAll(/\\(.)/g, "$1"));
    else {
      const index = take(INDEX);
      if (index !== null) steps.push(Number(index[1]));
      else {
        if (steps.length > 0 && text[at] !== ".") throw new PathSyntaxError("expected a `.`", at);
        if (steps.length > 0) at++;
        const plain = take(PLAIN);
        if (plain === null) throw new PathSyntaxError("expected a field name, or `['…']` around it", at);
        steps.push(plain[0]);
      }
    }
  }
  if (steps.length === 0) throw new PathSyntaxError("the path is empty", 0);
  return steps;
}

/** Writes one key the way `parsePath` reads it. */
export function printStep(step: PathStep): string {
  if (typeof step === "number") return `[${step}]`;
  if (/^[A-Za-z0-9_$-]+$/.test(step)) return `.${step}`;
  return `['${step.replaceAll(/[\\']/g, "\\$&")}']`;
}

/** Writes a path in its text form. */
export function printPath(steps: readonly PathStep[]): string {
  return steps.map(printStep).join("").replace(/^\./, "");
}

/** The text form of a resolved path. */
export function fieldText(field: FieldPath): string {
  const text = printPath(field.segments.map((segment) => segment.key));
  if (field.derive === "command") return "exec.command";
  if (field.derive === "last") return "client.ip";
  return field.root === "element" ? text || "." : text;
}

/** Whether the path can yield more than one value. */
export function isMultiValued(field: FieldPath): boolean {
  if (field.derive === "last") return false;
  return field.derive === "command" || field.segments.some((segment) => segment.list);
}
