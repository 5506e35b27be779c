import { RuleSyntaxError } from "../syntax-error.ts";
import { bindExpression } from "./bind-expression.ts";
import { checkComparable } from "./bind-operators.ts";
import { bindQuery } from "./bind-query.ts";
import { textReader } from "./bind-strings.ts";
import { constantOf } from "./bound.ts";
import type { Scope } from "./scope.ts";
import type { Expression } from "./syntax.ts";
import { hasTerm } from "./terms.ts";
import type { Bound, BoundTable, Context, ScalarType, Value } from "./types.ts";
import { dynamicText, foldAscii, keyOf, toDynamic } from "./values.ts";

interface Members {
  readonly values: (context: Context) => readonly Value[];
  readonly alone: boolean;
  /** The members, where they do not depend on the log. */
  readonly fixed?: readonly Value[];
}

/** `in`, `in~`, `has_any`, `has_all` and negations (Microsoft: "in operator", "has_any operator"). */
export function bindList(
  op: string,
  left: Bound,
  items: readonly Expression[],
  scope: Scope,
  offset: number,
): Bound {
  const members = bindMembers(items, left.type, scope, offset);
  const test = op.startsWith("has_") ? termTest(op, left, members) : memberTest(op, left, members);
  return { type: "bool", offset, constant: false, alone: left.alone && members.alone, eval: test };
}

function tableOf(item: Expression, scope: Scope): BoundTable | undefined {
  if (item.kind === "query") return bindQuery(item.query, scope.lets);
  if (item.kind !== "name" || scope.index.has(item.name)) return undefined;
  const entry = scope.lets.find(item.name);
  const table = entry?.kind === "table" ? entry.table : entry ? undefined : scope.lets.tables.get(item.name);
  return table;
}

function bindMembers(items: readonly Expression[], type: ScalarType, scope: Scope, offset: number): Members {
  const only = items[0];
  const table = only && items.length === 1 ? tableOf(only, scope) : undefined;
  if (table) return tableMembers(table, type, offset);
  const values: Value[] = [];
  for (const item of items) {
    const bound = bindExpression(item, scope);
    const value = constantOf(bound, "a member of the list");
    if (bound.type === "dynamic" && Array.isArray(value)) values.push(...value);
    else if (bound.type === "dynamic") values.push(value);
    else {
      if (type !== "dynamic") checkComparable(type, bound.type, bound.offset);
      values.push(toDynamic(value, bound.type));
    }
  }
  return { values: () => values, alone: true, fixed: values };
}

function tableMembers(table: BoundTable, type: ScalarType, offset: number): Members {
  const column = table.columns[0];
  if (!column) throw new RuleSyntaxError("the table has no column", offset);
  if (type !== "dynamic" || column.type !== "dynamic") checkComparable(type, column.type, offset);
  const values = (context: Context): readonly Value[] =>
    table.run(context).map((row) => toDynamic(row.values[0] ?? null, column.type));
  return { values, alone: !table.usesEvents };
}

function memo<T extends object>(
  members: Members,
  make: (values: readonly Value[]) => T,
): (context: Context) => T {
  if (members.fixed) {
    const made = make(members.fixed);
    return () => made;
  }
  const key = {};
  return (context) => {
    const known = context.cache.get(key);
    if (known) return known as T;
    const made = make(members.values(context));
    context.cache.set(key, made);
    return made;
  };
}

function memberTest(op: string, left: Bound, members: Members): Bound["eval"] {
  const negated = op.startsWith("!");
  const folded = op.endsWith("~");
  const keyed = (value: Value): string => {
    if (!folded) return keyOf(value, "dynamic");
    return foldAscii(dynamicText(value));
  };
  const set = memo(members, (values) => new Set(values.filter((value) => value !== null).map(keyed)));
  const read = folded ? textReader(left, op) : left.eval;
  return (row, context) => {
    const value = read(row, context);
    if (value === null) return negated;
    return set(context).has(keyed(folded ? value : toDynamic(value, left.type))) !== negated;
  };
}

function termTest(op: string, left: Bound, members: Members): Bound["eval"] {
  const terms = memo(members, (values) => values.map((value) => foldAscii(dynamicText(value))));
  const read = textReader(left, op);
  return (row, context) => {
    const value = read(row, context);
    if (typeof value !== "string") return false;
    const text = foldAscii(value);
    const has = (term: string): boolean => hasTerm(text, term, true, true);
    return op === "has_all" ? terms(context).every(has) : terms(context).some(has);
  };
}
