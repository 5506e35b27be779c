import { RuleSyntaxError } from "../syntax-error.ts";
import { parseCidr } from "./cidr.ts";
import { rawTerm } from "./raw-term.ts";
import type { Scope } from "./row.ts";
import type { SearchNode } from "./search-syntax.ts";
import { anyDiffers } from "./unverified.ts";
import { compareScalars, each, numeric, type Scalar, satisfies } from "./values.ts";
import { searchPattern } from "./wildcard.ts";

type SearchTest = (scope: Scope) => boolean;

/** Where a rule says that its events lie; a list of events does not know that, and is what it is meant for. */
const PLACES: ReadonlySet<string> = new Set(["index", "host", "source", "splunk_server"]);

const KNOWLEDGE: ReadonlySet<string> = new Set(["eventtype", "tag", "savedsearch", "savedsplunk"]);
const TIMES = /^(?:earliest|latest|_index_earliest|_index_latest|(?:start|end)[a-z]*(?:ago|time|timeu))$/;

/** Compiles a search; `sourcetypes` are those under which the given events could be indexed. */
export function compileSearch(
  node: SearchNode,
  sourcetypes: readonly string[] = [],
  negated = false,
): SearchTest {
  switch (node.kind) {
    case "all":
    case "any": {
      const tests = node.parts.map((part) => compileSearch(part, sourcetypes, negated));
      return node.kind === "all"
        ? (scope) => tests.every((test) => test(scope))
        : (scope) => tests.some((test) => test(scope));
    }
    case "not": {
      const test = compileSearch(node.part, sourcetypes, true);
      return (scope) => !test(scope);
    }
    case "term":
      return compileTerm(node.text);
    case "in": {
      const tests = node.values.map((value) =>
        compileComparison({ ...node, kind: "compare", operator: "=", value }, sourcetypes, negated),
      );
      return (scope) => tests.some((test) => test(scope));
    }
    default:
      return compileComparison(node, sourcetypes, negated);
  }
}

function compileTerm(text: string): SearchTest {
  if (/^\*+$/.test(text)) return () => true;
  const test = rawTerm(text);
  return (scope) => {
    const raw = scope.get("_raw");
    return typeof raw === "string" && test(raw);
  };
}

type ComparisonNode = SearchNode & { readonly kind: "compare" };

function compileComparison(
  node: ComparisonNode,
  sourcetypes: readonly string[],
  negated: boolean,
): SearchTest {
  const { field, operator, value, offset } = node;
  refuseUnknown(field, offset);
  if (operator === "=" && !negated) {
    if (PLACES.has(field)) return () => true;
    if (field === "sourcetype" && sourcetypes.length > 0)
      return compileSourcetype(value, sourcetypes, offset);
  }
  if (operator === "=") {
    const equal = equalTo(value);
    return (scope) => each(scope.get(field)).some(equal);
  }
  if (operator === "!=") {
    const equal = equalTo(value);
    return (scope) => anyDiffers(each(scope.get(field)), equal);
  }
  return (scope) => each(scope.get(field)).some((found) => satisfies(compareScalars(found, value), operator));
}

function refuseUnknown(field: string, offset: number): void {
  if (KNOWLEDGE.has(field) || field.startsWith("tag::")) {
    throw new RuleSyntaxError(`\`${field}\` needs knowledge objects that are not known here`, offset);
  }
  if (TIMES.test(field)) {
    const hint = "the events that the rule is given are its time range";
    throw new RuleSyntaxError(`a time range in the search (\`${field}\`) is not known here`, offset, hint);
  }
}

function compileSourcetype(value: string, sourcetypes: readonly string[], offset: number): SearchTest {
  if (sourcetypes.some(searchPattern(value))) return () => true;
  const known = sourcetypes.map((name) => `\`${name}\``).join(", ");
  throw new RuleSyntaxError(
    `no audit event of this profile has the source type \`${value}\``,
    offset,
    `known are ${known}`,
  );
}

/**
 * Equality of `search` (Splunk: "search command usage"): numbers as numbers, addresses in CIDR notation as
 * networks, else the whole text in letters of either case with `*` for any run.
 */
function equalTo(value: string): (found: Scalar) => boolean {
  const pattern = searchPattern(value);
  const network = parseCidr(value);
  const number = numeric(value);
  return (found) => {
    const text = String(found);
    if (pattern(text) || network?.(text) === true) return true;
    return number !== undefined && numeric(found) === number;
  };
}
