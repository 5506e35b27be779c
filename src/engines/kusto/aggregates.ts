import { RuleSyntaxError } from "../syntax-error.ts";
import { AGGREGATES, type Aggregate } from "./aggregate-functions.ts";
import { bindPicks, PICKS } from "./aggregate-picks.ts";
import { bindExpression } from "./bind-expression.ts";
import { rowScope, type Scope } from "./scope.ts";
import type { Assignment, Expression } from "./syntax.ts";
import type { Column, Context, Row, ScalarType, Value } from "./types.ts";

/** A column that `summarize` computes from the rows of a group. */
export interface AggregateOutput {
  readonly name: string;
  readonly named: boolean;
  readonly type: ScalarType;
  readonly alone: boolean;
  readonly compute: (rows: readonly Row[], context: Context) => Value;
}

/** Compiles the aggregates of `summarize`, which may stand inside scalar expressions (`tostring(make_set(x))`). */
export function bindAggregates(
  items: readonly Assignment[],
  scope: Scope,
  by: ReadonlySet<string>,
): readonly AggregateOutput[] {
  const unnamed = { count: 0 };
  return items.flatMap((item) => {
    const { expression } = item;
    if (expression.kind === "call" && PICKS.has(expression.name))
      return bindPicks(item, expression, scope, by);
    return [bindOne(item, scope, unnamed)];
  });
}

function bindOne(item: Assignment, scope: Scope, unnamed: { count: number }): AggregateOutput {
  const found: Aggregate[] = [];
  const rewritten = rewrite(item.expression, scope, found);
  if (found.length === 0) {
    throw new RuleSyntaxError(
      "expected an aggregate function",
      item.offset,
      "move the expression after `by`",
    );
  }
  const columns: Column[] = found.map((aggregate, i) => ({ name: placeholder(i), type: aggregate.type }));
  const outer = bindExpression(rewritten, rowScope(scope.lets, columns));
  const direct = found.length === 1 && rewritten.kind === "name" ? found[0]?.name : undefined;
  const derived = outer.name?.startsWith("$") === true ? found[0]?.name : undefined;
  const name = item.name ?? direct ?? derived ?? `Column${++unnamed.count}`;
  return {
    name,
    named: item.name !== undefined,
    type: outer.type,
    alone: found.every((aggregate) => aggregate.alone),
    compute: (rows, context) =>
      outer.eval(
        found.map((aggregate) => aggregate.compute(rows, context)),
        context,
      ),
  };
}

function placeholder(index: number): string {
  return `$${index}`;
}

/** Puts a name in the place of each aggregate call, so that what is around it is an ordinary expression. */
function rewrite(expression: Expression, scope: Scope, found: Aggregate[]): Expression {
  const sub = (inner: Expression): Expression => rewrite(inner, scope, found);
  switch (expression.kind) {
    case "call": {
      const aggregate = AGGREGATES.get(expression.name);
      if (!aggregate) return { ...expression, args: expression.args.map(sub) };
      found.push(aggregate(expression, scope));
      return { kind: "name", name: placeholder(found.length - 1), offset: expression.offset };
    }
    case "binary":
      return { ...expression, left: sub(expression.left), right: sub(expression.right) };
    case "logical":
      return { ...expression, items: expression.items.map(sub) };
    case "list":
      return { ...expression, left: sub(expression.left) };
    case "between":
      return {
        ...expression,
        value: sub(expression.value),
        low: sub(expression.low),
        high: sub(expression.high),
      };
    case "minus":
      return { ...expression, value: sub(expression.value) };
    case "member":
      return { ...expression, target: sub(expression.target) };
    case "index":
      return { ...expression, target: sub(expression.target) };
    default:
      return expression;
  }
}
