import { RuleSyntaxError } from "../syntax-error.ts";
import { readNetwork } from "./addresses.ts";
import { dateSpan } from "./dates.ts";
import { exactTexts, some, type Test } from "./field-tests.ts";
import { addresses, dates, integers } from "./field-values.ts";
import type { Field } from "./mapping.ts";
import type { Literal, RangeOperator } from "./syntax.ts";

type Order = (stored: number) => boolean;

/** Reads the sign of "stored minus bound". */
const SIGNS: Readonly<Record<RangeOperator, Order>> = {
  "<": (sign) => sign < 0,
  "<=": (sign) => sign <= 0,
  ">": (sign) => sign > 0,
  ">=": (sign) => sign >= 0,
};

/** `field > value` and its kin (Elastic: "Range query"). Keywords are ordered by their UTF-8 bytes. */
export function rangeTest(field: Field, op: RangeOperator, value: Literal, root = ""): Test {
  const pass = SIGNS[op];
  switch (field.type) {
    case "keyword":
    case "flattened":
      return some(exactTexts(field, root), (stored) => pass(compareBytes(stored, value.text)));
    case "integer":
      return integerRange(field, value, pass);
    case "date":
      return dateRange(field, op, value);
    case "ip":
      return addressRange(field, op, value);
    default:
      throw new RuleSyntaxError(
        `a range on the ${field.type} field \`${field.path}\` is not supported`,
        value.offset,
      );
  }
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function integerRange(field: Field, value: Literal, pass: Order): Test {
  const bound = Number(value.text);
  if (!/^-?\d+(\.\d+)?$/.test(value.text))
    throw new RuleSyntaxError(`\`${value.text}\` is no number`, value.offset);
  return some(integers(field), (stored) => pass(stored - bound));
}

/** A coarse date rounds up for `>` and `<=`, down for `>=` and `<`. */
function dateRange(field: Field, op: RangeOperator, value: Literal): Test {
  const span = dateSpan(value.text);
  if (!span)
    throw new RuleSyntaxError(
      `\`${value.text}\` is no date`,
      value.offset,
      "date mathematics is not supported",
    );
  const bound = op === ">" || op === "<=" ? span.last : span.first;
  return some(dates(field), (stored) => SIGNS[op](stored - bound));
}

function addressRange(field: Field, op: RangeOperator, value: Literal): Test {
  const bound = readNetwork(value.text, false)?.low;
  if (bound === undefined) throw new RuleSyntaxError(`\`${value.text}\` is no address`, value.offset);
  return some(addresses(field), (stored) => SIGNS[op](stored < bound ? -1 : stored > bound ? 1 : 0));
}
