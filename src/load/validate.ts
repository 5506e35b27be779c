import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import * as schemas from "./definition-schema.ts";
import { toValue, type YamlNode } from "./yaml.ts";

/** What kinds of file there are. */
export type FileKind = "definition" | "macro" | "list" | "tests" | "site";

const schemaOf = {
  definition: schemas.definitionSchema,
  macro: schemas.macroSchema,
  list: schemas.listSchema,
  tests: schemas.testsSchema,
  site: schemas.siteSchema,
} as const satisfies Record<FileKind, object>;

/** The JSON schema of a kind of file. */
export function schemaFor(kind: FileKind): object {
  return schemaOf[kind];
}

let ajv: Ajv | undefined;
const compiled = new Map<FileKind, ValidateFunction>();

function validator(kind: FileKind): ValidateFunction {
  const known = compiled.get(kind);
  if (known !== undefined) return known;
  ajv ??= new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true });
  const made = ajv.compile(schemaOf[kind]);
  compiled.set(kind, made);
  return made;
}

/** Checks the form of a file; every error has the span of the key or value it is about. */
export function validate(kind: FileKind, root: YamlNode): Diagnostic[] {
  const check = validator(kind);
  if (check(toValue(root))) return [];
  const errors = (check.errors ?? []).filter(isUseful);
  const seen = new Set<string>();
  return errors.flatMap((error) => {
    const found = explain(error, root);
    const key = `${found.span?.start} ${found.message}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [found];
  });
}

/** Errors about alternatives only repeat what the alternatives themselves say. */
function isUseful(error: ErrorObject): boolean {
  if (error.keyword === "oneOf" || error.keyword === "if") return false;
  const block = error.schemaPath.includes("/definitions/block/oneOf/");
  if (!block || error.keyword !== "type") return true;
  // A block is a map or a list: report the wrong type once, from the first alternative.
  return error.schemaPath.includes("/oneOf/0") && !Array.isArray(error.data);
}

function explain(error: ErrorObject, root: YamlNode): Diagnostic {
  const steps = error.instancePath.split("/").slice(1).map(unescapeStep);
  const place = find(root, steps);
  const params = error.params as Record<string, unknown>;
  if (error.keyword === "additionalProperties") {
    const key = String(params["additionalProperty"]);
    const known = Object.keys((error.parentSchema as { properties?: object })?.properties ?? {});
    const span = keySpan(place.node, key) ?? place.span;
    return diagnostic("RW1101", span, `unknown key \`${key}\``, didYouMean(key, known) ?? oneOf(known));
  }
  if (error.keyword === "required") {
    const where = steps.length === 0 ? "" : ` in \`${steps.join(".")}\``;
    return diagnostic("RW1102", place.span, `\`${String(params["missingProperty"])}\` is missing${where}`);
  }
  const name = steps.join(".") || "the file";
  if (error.keyword === "enum") {
    const allowed = (params["allowedValues"] as unknown[]).map(String);
    const message = `\`${name}\` cannot be \`${String(error.data)}\``;
    return diagnostic(
      "RW1103",
      place.span,
      message,
      didYouMean(String(error.data), allowed) ?? oneOf(allowed),
    );
  }
  return diagnostic("RW1103", place.span, `\`${name}\` ${expectation(error, params)}`);
}

function expectation(error: ErrorObject, params: Record<string, unknown>): string {
  switch (error.keyword) {
    case "type": {
      const types = String(params["type"])
        .replaceAll(",", ", ")
        .replace("object", "map")
        .replace("array", "list");
      return `must be: ${types}; it is ${describe(error.data)}`;
    }
    case "minItems":
    case "minProperties":
    case "minLength":
      return "must not be empty";
    case "pattern":
      return `has the wrong form (expected ${String(params["pattern"])})`;
    default:
      return error.message ?? "is not valid";
  }
}

function describe(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a map" : `${typeof value} \`${String(value).slice(0, 40)}\``;
}

function oneOf(words: readonly string[]): string | undefined {
  return words.length === 0 || words.length > 24 ? undefined : `one of: ${words.join(", ")}`;
}

function unescapeStep(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}

function find(root: YamlNode, steps: readonly string[]): { node: YamlNode; span: Span } {
  let node = root;
  let span: Span = { ...root.span, end: root.span.start + 1 };
  for (const step of steps) {
    if (node.kind === "map") {
      const entry = node.entries.find((one) => one.key === step);
      if (entry === undefined) break;
      node = entry.value;
      span = entry.value.kind === "scalar" ? entry.value.span : entry.keySpan;
    } else if (node.kind === "sequence") {
      const item = node.items[Number(step)];
      if (item === undefined) break;
      node = item;
      span = item.kind === "scalar" ? item.span : { ...item.span, end: item.span.start + 1 };
    }
  }
  return { node, span };
}

function keySpan(node: YamlNode, key: string): Span | undefined {
  return node.kind === "map" ? node.entries.find((entry) => entry.key === key)?.keySpan : undefined;
}
