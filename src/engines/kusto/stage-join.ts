import { RuleSyntaxError } from "../syntax-error.ts";
import { emptyCell, uniteEvents } from "./rows.ts";
import { type LetScope, unknownName } from "./scope.ts";
import { freeName } from "./stage-extend.ts";
import type { Expression, Operator } from "./syntax.ts";
import type { BoundTable, Column, Row, ScalarType, Stage } from "./types.ts";
import { isNumeric } from "./types.ts";
import { keyOf } from "./values.ts";

type Join = Extract<Operator, { op: "join" }>;

interface Key {
  readonly left: number;
  readonly right: number;
  readonly type: ScalarType;
}

/** `join` and `lookup` on equal keys; a null key matches nothing. */
export function bindJoin(operator: Join, input: Stage, right: BoundTable, _lets: LetScope): Stage {
  const keys = operator.on.flatMap((condition) => bindCondition(condition, input.columns, right.columns));
  const filtering = operator.joinKind === "leftanti" || operator.joinKind === "leftsemi";
  const shown = shownColumns(operator, keys, right.columns);
  return {
    columns: filtering ? input.columns : joinedColumns(input.columns, right.columns, shown),
    perRow: false,
    serialized: false,
    usesEvents: right.usesEvents,
    apply: (rows, context) => {
      const lefts = operator.joinKind === "innerunique" ? uniqueByKey(rows, keys) : rows;
      const index = indexRows(right.run(context), keys);
      return lefts.flatMap((row) =>
        joinRow(row, index.get(keyText(row, keys, "left") ?? "") ?? [], operator, right, shown),
      );
    },
  };
}

function bindCondition(condition: Expression, left: readonly Column[], right: readonly Column[]): Key[] {
  if (condition.kind === "logical" && condition.op === "and") {
    return condition.items.flatMap((item) => bindCondition(item, left, right));
  }
  if (condition.kind === "name")
    return [makeKey(condition.name, condition.name, left, right, condition.offset)];
  if (condition.kind === "binary" && condition.op === "==") {
    const sides = [condition.left, condition.right].map(sideOf);
    const l = sides.find((side) => side?.side === "$left");
    const r = sides.find((side) => side?.side === "$right");
    if (l && r) return [makeKey(l.name, r.name, left, right, condition.offset)];
  }
  const hint = "write a column of both sides, or `$left.a == $right.b`";
  throw new RuleSyntaxError("a join needs equal columns", condition.offset, hint);
}

function sideOf(expression: Expression): { side: string; name: string } | undefined {
  if (expression.kind !== "member" || expression.target.kind !== "name") return undefined;
  return { side: expression.target.name, name: expression.name };
}

function makeKey(
  a: string,
  b: string,
  left: readonly Column[],
  right: readonly Column[],
  offset: number,
): Key {
  const find = (name: string, columns: readonly Column[]): number => {
    const at = columns.findIndex((column) => column.name === name);
    if (at !== -1) return at;
    return unknownName(
      name,
      offset,
      columns.map((column) => column.name),
      "column",
    );
  };
  const key = { left: find(a, left), right: find(b, right) };
  const [l, r] = [left[key.left]?.type ?? "dynamic", right[key.right]?.type ?? "dynamic"];
  if (l === "dynamic" || r === "dynamic") {
    throw new RuleSyntaxError(
      "a join key cannot be dynamic",
      offset,
      "extend a column with `tostring(…)` first",
    );
  }
  if (l !== r && !(isNumeric(l) && isNumeric(r))) {
    throw new RuleSyntaxError(`the join keys differ in type: ${l} and ${r}`, offset);
  }
  return { ...key, type: l };
}

function shownColumns(operator: Join, keys: readonly Key[], right: readonly Column[]): readonly number[] {
  const hidden = new Set(operator.lookup ? keys.map((key) => key.right) : []);
  return right.map((_, i) => i).filter((i) => !hidden.has(i));
}

function joinedColumns(
  left: readonly Column[],
  right: readonly Column[],
  shown: readonly number[],
): readonly Column[] {
  const columns = [...left];
  const taken = new Set(left.map((column) => column.name));
  for (const at of shown) {
    const column = right[at];
    if (!column) continue;
    const name = freeName(column.name, taken);
    taken.add(name);
    columns.push({ name, type: column.type });
  }
  return columns;
}

function keyText(row: Row, keys: readonly Key[], side: "left" | "right"): string | undefined {
  const values = keys.map((key) => row.values[key[side]] ?? null);
  if (values.includes(null)) return undefined;
  return JSON.stringify(values.map((value, i) => keyOf(value, keys[i]?.type ?? "string")));
}

function indexRows(rows: readonly Row[], keys: readonly Key[]): ReadonlyMap<string, readonly Row[]> {
  const index = new Map<string, Row[]>();
  for (const row of rows) {
    const text = keyText(row, keys, "right");
    if (text === undefined) continue;
    const list = index.get(text);
    if (list) list.push(row);
    else index.set(text, [row]);
  }
  return index;
}

function uniqueByKey(rows: readonly Row[], keys: readonly Key[]): readonly Row[] {
  const first = new Map<string, Row>();
  for (const row of rows) {
    const text = keyText(row, keys, "left");
    if (text !== undefined && !first.has(text)) first.set(text, row);
  }
  return [...first.values()];
}

function joinRow(
  row: Row,
  matches: readonly Row[],
  operator: Join,
  right: BoundTable,
  shown: readonly number[],
): Row[] {
  if (operator.joinKind === "leftanti") return matches.length === 0 ? [row] : [];
  if (operator.joinKind === "leftsemi") {
    return matches.length > 0 ? [{ values: row.values, events: uniteEvents([row, ...matches]) }] : [];
  }
  if (matches.length === 0) {
    if (operator.joinKind !== "leftouter") return [];
    const blanks = shown.map((i) => emptyCell(right.columns[i]?.type ?? "dynamic"));
    return [{ values: [...row.values, ...blanks], events: row.events }];
  }
  return matches.map((match) => ({
    values: [...row.values, ...shown.map((i) => match.values[i])],
    events: uniteEvents([row, match]),
  }));
}
