import { RuleSyntaxError } from "../syntax-error.ts";
import { requireBool } from "./bind-operators.ts";
import { derive } from "./bound.ts";
import { checkCount, type FunctionFamily, type ScalarFunction, simple } from "./functions.ts";
import { type Bound, isNumeric, type ScalarType } from "./types.ts";
import { compareValues } from "./values.ts";

/** The type several branches share; numbers widen. Different types are refused: Kusto would make a dynamic. */
function commonType(args: readonly Bound[], offset: number): ScalarType {
  let type = args[0]?.type ?? "dynamic";
  for (const arg of args) {
    if (arg.type === type) continue;
    if (!isNumeric(arg.type) || !isNumeric(type)) {
      throw new RuleSyntaxError(
        `the branches differ in type: ${type} and ${arg.type}`,
        arg.offset ?? offset,
        "cast them",
      );
    }
    if (arg.type === "real" || type === "real") type = "real";
    else type = "long";
  }
  return type;
}

const iff: ScalarFunction = (call, args, scope) => {
  checkCount(call, args.length, 3, 3);
  return caseOf(call, args, scope);
};

/** `case(c1, v1, …, else)`: a null condition counts as false. */
const caseOf: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 3);
  if (args.length % 2 === 0)
    throw new RuleSyntaxError(`\`${call.name}\` needs a last, default value`, call.offset);
  const conditions = args.filter((_, i) => i % 2 === 0 && i < args.length - 1);
  const values = args.filter((_, i) => i % 2 === 1 || i === args.length - 1);
  for (const condition of conditions) requireBool(condition, `\`${call.name}\``);
  return derive(args, commonType(values, call.offset), call.offset, (row, context) => {
    const hit = conditions.findIndex((condition) => condition.eval(row, context) === true);
    return values[hit === -1 ? values.length - 1 : hit]?.eval(row, context) ?? null;
  });
};

const coalesce: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 2);
  const type = commonType(args, call.offset);
  const nothing = type === "string" ? "" : null;
  return derive(args, type, call.offset, (row, context) => {
    for (const arg of args) {
      const value = arg.eval(row, context);
      if (value !== nothing && value !== null) return value;
    }
    return nothing;
  });
};

const not: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 1, 1);
  const [arg] = args;
  if (!arg) throw new RuleSyntaxError("an argument is missing", call.offset);
  requireBool(arg, "`not`");
  return derive([arg], "bool", call.offset, (row, context) => {
    const value = arg.eval(row, context);
    return value === null ? null : value !== true;
  });
};

function isEmpty(value: unknown): boolean {
  return value === null || value === "";
}

/** The larger or smaller of several values of one ordered type; nulls are passed over. */
function extreme(sign: 1 | -1): ScalarFunction {
  return (call, args) => {
    checkCount(call, args.length, 2);
    const type = commonType(args, call.offset);
    return derive(args, type, call.offset, (row, context) => {
      const values = args.map((arg) => arg.eval(row, context)).filter((value) => value !== null);
      return values.reduce<unknown>((a, b) => (a === null || sign * compareValues(b, a) > 0 ? b : a), null);
    });
  };
}

/** Conditions and nulls (Microsoft: "iff()", "case()", "coalesce()", "isnull()", "isempty()", "not()"). */
export const logicFunctions: FunctionFamily = [
  ["iff", iff],
  ["iif", iff],
  ["case", caseOf],
  ["coalesce", coalesce],
  ["not", not],
  ["max_of", extreme(1)],
  ["min_of", extreme(-1)],
  simple("isnull", ["any"], "bool", (value) => value === null, { nulls: true }),
  simple("isnotnull", ["any"], "bool", (value) => value !== null, { nulls: true }),
  simple("isempty", ["any"], "bool", isEmpty, { nulls: true }),
  simple("isnotempty", ["any"], "bool", (value) => !isEmpty(value), { nulls: true }),
  simple("notempty", ["any"], "bool", (value) => !isEmpty(value), { nulls: true }),
];
