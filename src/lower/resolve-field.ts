import { keysBelow, keysOfType, lookup, lookupInElement } from "../audit/catalogue.ts";
import { type FieldPath, type PathStep, PathSyntaxError, parsePath, printPath } from "../audit/field-path.ts";
import { resolveVirtual, type Union, virtualPaths } from "../audit/virtual-paths.ts";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import { closest } from "../diagnostics/suggest.ts";

/** Where a path is read from: the event, or an element of the lists of the enclosing `some` or `every`. */
export type Scope = readonly FieldPath[] | undefined;

/**
 * Resolves a path as written. Inside `where`, paths are relative to the element, `.` is the element itself,
 * and `event.` leads back to the event.
 *
 * @returns the union of real paths; or undefined, with the reason added to `problems`.
 */
export function resolveField(
  text: string,
  span: Span,
  scope: Scope,
  problems: Diagnostic[],
): Union | undefined {
  const keys = keysOf(text, span, scope !== undefined, problems);
  if (keys === undefined) return undefined;
  if (scope !== undefined && keys[0] !== "event") return inElement(keys, span, scope, problems);
  const path = scope === undefined ? keys : keys.slice(1);
  const found = resolveVirtual(path) ?? { always: lookup(path), patched: [] };
  if (found.always.length > 0) return found;
  problems.push(diagnostic("RW1301", span, `unknown field \`${printPath(path)}\``, suggestion(path)));
  return undefined;
}

function keysOf(text: string, span: Span, inside: boolean, problems: Diagnostic[]): string[] | undefined {
  if (inside && text === ".") return [];
  let steps: PathStep[];
  try {
    steps = parsePath(text);
  } catch (error) {
    if (!(error instanceof PathSyntaxError)) throw error;
    problems.push(diagnostic("RW1301", span, `\`${text}\` is not a path: ${error.message}`));
    return undefined;
  }
  const index = steps.find((step) => typeof step === "number");
  if (index !== undefined) {
    const hint = "a path goes through all elements; `some:` binds one of them";
    problems.push(diagnostic("RW1301", span, `\`${text}\` has an index`, hint));
    return undefined;
  }
  return steps.map(String);
}

function inElement(
  keys: readonly string[],
  span: Span,
  scope: readonly FieldPath[],
  problems: Diagnostic[],
): Union | undefined {
  for (const list of scope) {
    const field = lookupInElement(list, keys);
    if (field !== undefined) return { always: [field], patched: [] };
  }
  const [element] = scope;
  const typeName = element?.typeName;
  const name = printPath(keys);
  const guess = typeName === undefined ? undefined : closest(keys.at(-1) ?? "", keysOfType(typeName));
  const message =
    typeName === undefined
      ? `an element here has no field \`${name}\``
      : `\`${typeName}\` has no field \`${name}\``;
  const hint =
    guess === undefined ? "write `event.` before a path of the event" : `did you mean \`${guess}\`?`;
  problems.push(diagnostic("RW1301", span, message, hint));
  return undefined;
}

/** Finds the first key that does not exist, and the most similar one that does. */
function suggestion(keys: readonly string[]): string | undefined {
  const virtual = keys.slice(0, 2).join(".");
  if (keys.length >= 2 && ["pod", "rbac", "exec", "client"].includes(keys[0] ?? "")) {
    if (!Object.hasOwn(virtualPaths, virtual)) {
      const guess = closest(virtual, Object.keys(virtualPaths));
      return guess === undefined ? undefined : `did you mean \`${guess}\`?`;
    }
  }
  for (let length = 1; length <= keys.length; length++) {
    const start = keys.slice(0, length);
    if (lookup(start).length > 0 || (length === 1 && lookup([...start]).length > 0)) continue;
    const parent = keys.slice(0, length - 1);
    const guess = closest(keys[length - 1] ?? "", keysBelow(parent));
    if (guess === undefined) return misplaced(keys);
    return `did you mean \`${printPath([...parent, guess, ...keys.slice(length)])}\`?`;
  }
  return undefined;
}

/** A path that would exist below another root: `verb` is fine, `resource` belongs to objectRef. */
function misplaced(keys: readonly string[]): string | undefined {
  for (const root of ["objectRef", "user", "requestObject", "pod.spec", "pod.containers", "responseStatus"]) {
    const path = [...root.split("."), ...keys];
    if ((resolveVirtual(path)?.always ?? lookup(path)).length > 0)
      return `did you mean \`${printPath(path)}\`?`;
  }
  return undefined;
}
