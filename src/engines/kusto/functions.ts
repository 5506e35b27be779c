import { RuleSyntaxError } from "../syntax-error.ts";
import { derive } from "./bound.ts";
import type { Scope } from "./scope.ts";
import type { CallExpression } from "./syntax.ts";
import { type Bound, isNumeric, type ScalarType, type Value } from "./types.ts";
import { dynamicText } from "./values.ts";

/** How a built-in function is compiled: it checks its arguments and builds a closure. */
export type ScalarFunction = (call: CallExpression, args: readonly Bound[], scope: Scope) => Bound;

/** A named family of functions. */
export type FunctionFamily = readonly (readonly [string, ScalarFunction])[];

/** What a parameter accepts; `text` also takes a dynamic and reads it as `tostring()` does. */
export type Accepts = "text" | "number" | "whole" | "dynamic" | "any" | "bool" | "datetime" | "timespan";

interface Options {
  /** How many of the parameters may be left out. */
  readonly optional?: number;
  /** The last parameter may be repeated. */
  readonly rest?: boolean;
  /** Nulls are passed to the function; by default a null gives null (or "" for a string result). */
  readonly nulls?: boolean;
  /** The result column keeps the argument's name, as Kusto does for conversions. */
  readonly keepsName?: boolean;
}

type Body = (...values: Value[]) => Value;

/** Builds a function from a signature and a plain body. */
export function simple(
  name: string,
  accepts: readonly Accepts[],
  type: ScalarType,
  body: Body,
  options: Options = {},
): readonly [string, ScalarFunction] {
  const build: ScalarFunction = (call, args) => {
    checkCount(
      call,
      args.length,
      accepts.length - (options.optional ?? 0),
      options.rest ? undefined : accepts.length,
    );
    const reads = args.map((arg, i) =>
      argument(arg, accepts[Math.min(i, accepts.length - 1)] ?? "any", name),
    );
    const nothing = type === "string" ? "" : null;
    const strict = options.nulls !== true;
    const label = options.keepsName ? args[0]?.name : undefined;
    return derive(args, type, call.offset, runner(reads, body, strict, nothing), label);
  };
  return [name, build];
}

function runner(reads: readonly Bound["eval"][], body: Body, strict: boolean, nothing: Value): Bound["eval"] {
  const [first] = reads;
  if (reads.length === 1 && first) {
    return (row, context) => {
      const value = first(row, context);
      return strict && value === null ? nothing : body(value);
    };
  }
  return (row, context) => {
    const values = reads.map((read) => read(row, context));
    return strict && values.includes(null) ? nothing : body(...values);
  };
}

/** Refuses a wrong number of arguments. */
export function checkCount(call: CallExpression, count: number, least: number, most?: number): void {
  if (count >= least && (most === undefined || count <= most)) return;
  const wanted =
    most === undefined ? `at least ${least}` : least === most ? `${least}` : `${least} to ${most}`;
  throw new RuleSyntaxError(`\`${call.name}\` takes ${wanted} argument(s), found ${count}`, call.offset);
}

const FITS: Readonly<Record<Accepts, (type: ScalarType) => boolean>> = {
  text: (type) => type === "string" || type === "dynamic",
  number: isNumeric,
  whole: (type) => type === "int" || type === "long",
  dynamic: (type) => type === "dynamic",
  any: () => true,
  bool: (type) => type === "bool",
  datetime: (type) => type === "datetime",
  timespan: (type) => type === "timespan",
};

/** Checks one argument and gives its reader. */
export function argument(bound: Bound, accepts: Accepts, name: string): Bound["eval"] {
  if (!FITS[accepts](bound.type)) {
    const wanted = accepts === "text" ? "a string" : `a ${accepts}`;
    const hint = bound.type === "dynamic" ? `cast it first` : undefined;
    throw new RuleSyntaxError(`\`${name}\` needs ${wanted}, this is a ${bound.type}`, bound.offset, hint);
  }
  const run = bound.eval;
  if (accepts !== "text" || bound.type !== "dynamic") return run;
  return (row, context) => dynamicText(run(row, context));
}
