import { RuleSyntaxError } from "../syntax-error.ts";
import { derive } from "./bound.ts";
import { type Bound, isNumeric, type ScalarType, type Value } from "./types.ts";

const WIDTH = { int: 0, long: 1, real: 2 };

/** The type of an arithmetic result, or undefined where Kusto has none (Microsoft: "Numerical operators"). */
function resultType(op: string, left: ScalarType, right: ScalarType): ScalarType | undefined {
  if (
    (left === "int" || left === "long" || left === "real") &&
    (right === "int" || right === "long" || right === "real")
  ) {
    return WIDTH[left] >= WIDTH[right] ? left : right;
  }
  const pair = `${left} ${op} ${right}`;
  if (pair === "datetime - datetime" || pair === "timespan + timespan" || pair === "timespan - timespan") {
    return "timespan";
  }
  if (pair === "datetime + timespan" || pair === "datetime - timespan" || pair === "timespan + datetime") {
    return "datetime";
  }
  if (pair === "timespan / timespan") return "real";
  if (left === "timespan" && isNumeric(right) && (op === "*" || op === "/")) return "timespan";
  if (isNumeric(left) && right === "timespan" && op === "*") return "timespan";
  return undefined;
}

function compute(op: string, a: number, b: number): number | null {
  switch (op) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? null : a / b;
    default:
      return b === 0 ? null : ((a % b) + Math.abs(b)) % Math.abs(b);
  }
}

/** Arithmetic on numbers, dates and spans; a null side gives null, whole types divide to whole numbers. */
export function bindArithmetic(op: string, left: Bound, right: Bound, offset: number): Bound {
  const type = resultType(op, left.type, right.type);
  if (!type) {
    const dynamic = left.type === "dynamic" || right.type === "dynamic";
    const hint = dynamic ? "cast it: `tolong(…)`" : left.type === "string" ? "use `strcat(…)`" : undefined;
    throw new RuleSyntaxError(`\`${op}\` is not defined for ${left.type} and ${right.type}`, offset, hint);
  }
  const whole = type !== "real";
  const [a, b] = [left.eval, right.eval];
  return derive([left, right], type, offset, (row, context): Value => {
    const x = a(row, context);
    const y = b(row, context);
    if (typeof x !== "number" || typeof y !== "number") return null;
    const result = compute(op, x, y);
    return result === null || !whole ? result : Math.trunc(result);
  });
}
