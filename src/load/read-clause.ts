import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Clause, Operand } from "./definition.ts";
import type { YamlEntry, YamlMap, YamlNode } from "./yaml.ts";

/**
 * Turns the YAML of a `match` into clauses. The schema has checked the form; what it cannot say
 * (`where` belongs to exactly one of `some` and `every`) is reported here.
 *
 * @param path where the clause stands, as text.
 */
export function readClause(node: YamlNode, path: string, problems: Diagnostic[]): Clause {
  if (node.kind !== "map") return { kind: "all", items: [], path, span: node.span };
  const items = node.entries.flatMap((entry) => readEntry(node, entry, path, problems) ?? []);
  const [only] = items;
  if (items.length === 1 && only !== undefined) return only;
  return { kind: "all", items, path, span: { ...node.span, end: node.span.start + 1 } };
}

function readEntry(map: YamlMap, entry: YamlEntry, path: string, problems: Diagnostic[]): Clause | undefined {
  const at = `${path}.${entry.key}`;
  const span = entry.keySpan;
  switch (entry.key) {
    case "all":
    case "any":
    case "none":
      return { kind: entry.key, items: readBlock(entry.value, at, problems), path: at, span };
    case "some":
    case "every":
      return readQuantified(map, entry, entry.key, path, problems);
    case "where":
      if (!map.entries.some((other) => other.key === "some" || other.key === "every")) {
        problems.push(
          diagnostic("RW1307", span, "`where` needs `some: <list>` or `every: <list>` beside it"),
        );
      }
      return undefined;
    case "use":
      return { kind: "use", macro: scalarText(entry.value), path: at, span: entry.value.span };
    default: {
      const [field = "", ...operators] = splitOperators(entry.key);
      return { kind: "field", field, operators, operands: readOperands(entry.value), path: at, span };
    }
  }
}

/** The items of `all`, `any`, `none`: the entries of a map, or the maps of a list. */
function readBlock(node: YamlNode, path: string, problems: Diagnostic[]): Clause[] {
  if (node.kind === "sequence") {
    return node.items.map((item, index) => readClause(item, `${path}[${index}]`, problems));
  }
  if (node.kind !== "map") return [];
  return node.entries.flatMap((entry) => readEntry(node, entry, path, problems) ?? []);
}

function readQuantified(
  map: YamlMap,
  entry: YamlEntry,
  kind: "some" | "every",
  path: string,
  problems: Diagnostic[],
): Clause | undefined {
  const where = map.entries.find((other) => other.key === "where");
  if (where === undefined) {
    problems.push(diagnostic("RW1307", entry.keySpan, `\`${kind}\` needs a \`where\` beside it`));
    return undefined;
  }
  if (kind === "every" && map.entries.some((other) => other.key === "some")) {
    const hint = "put each into its own map under `all:`";
    problems.push(diagnostic("RW1307", entry.keySpan, "`some` and `every` share one `where`", hint));
    return undefined;
  }
  const list = scalarText(entry.value);
  const inner = readClause(where.value, `${path}.where`, problems);
  return { kind, list, where: inner, path: `${path}.${kind}`, span: entry.keySpan };
}

/** Splits at `|`, but not inside the quotes of a bracketed key. */
function splitOperators(key: string): string[] {
  return (key.match(/(?:\['(?:[^'\\]|\\.)*'\]|[^|])+/g) ?? []).map((part) => part.trim());
}

function scalarText(node: YamlNode): string {
  return node.kind === "scalar" ? String(node.value) : "";
}

function readOperands(node: YamlNode): Operand[] {
  const nodes = node.kind === "sequence" ? node.items : [node];
  return nodes.flatMap((one): Operand[] => {
    if (one.kind !== "scalar" || one.value === null) return [];
    const { value, span } = one;
    if (typeof value !== "string" || !value.startsWith("$")) return [{ value, list: false, span }];
    if (value.startsWith("$$")) return [{ value: value.slice(1), list: false, span }];
    return [{ value: value.slice(1), list: true, span }];
  });
}
