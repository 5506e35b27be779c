import { RuleSyntaxError } from "../syntax-error.ts";
import type { Compiled } from "./expression.ts";
import {
  argument,
  type FunctionCall,
  type Functions,
  gives,
  literalArgument,
  valueArgument,
  valueFunction,
} from "./function-call.ts";
import { parseRelative } from "./relative-time.ts";
import { formatTime, parseTime, unknownVariable } from "./time-format.ts";
import { numberOf } from "./values.ts";

function formatArgument(call: FunctionCall): string {
  const format = literalArgument(call, 1);
  const unknown = unknownVariable(format);
  if (unknown === undefined) return format;
  throw new RuleSyntaxError(`the time variable \`${unknown}\` is not known here`, argument(call, 1).offset);
}

function buildFormat(call: FunctionCall): Compiled {
  const read = valueArgument(call, 0);
  const format = formatArgument(call);
  return gives(call, (scope) => {
    const time = numberOf(read(scope));
    return time === undefined || Math.abs(time) > 8e12 ? null : formatTime(time, format);
  });
}

function buildParse(call: FunctionCall): Compiled {
  const read = valueArgument(call, 0);
  const format = formatArgument(call);
  return gives(call, (scope) => {
    const text = read(scope);
    return typeof text === "string" ? (parseTime(text, format) ?? null) : null;
  });
}

function buildRelative(call: FunctionCall): Compiled {
  const read = valueArgument(call, 0);
  const shift = parseRelative(literalArgument(call, 1));
  if (!shift) throw new RuleSyntaxError("this is no relative time", argument(call, 1).offset, '"-1d@d"');
  return gives(call, (scope) => {
    const time = numberOf(read(scope));
    return time === undefined ? null : shift(time);
  });
}

/** Times (Splunk: "Date and Time functions"), all in UTC; `now()` is the time of the latest event given. */
export const timeFunctions: Functions = [
  ["now", valueFunction(0, 0, (_, scope) => scope.now())],
  ["time", valueFunction(0, 0, (_, scope) => scope.now())],
  ["strftime", { least: 2, most: 2, build: buildFormat }],
  ["strptime", { least: 2, most: 2, build: buildParse }],
  ["relative_time", { least: 2, most: 2, build: buildRelative }],
];
