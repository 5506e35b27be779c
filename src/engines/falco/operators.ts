import { RuleSyntaxError } from "../syntax-error.ts";
import { compileGlob } from "./glob.ts";
import { compileRegex } from "./regex.ts";
import type { Constant } from "./syntax.ts";
import { compareBytes, lowerAscii } from "./text.ts";

const MAX_CONSTANT = 255;

/** A comparison of two texts. */
export type Compare = (value: string, other: string) => boolean;

const COMPARE: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ["=", (a, b) => a === b],
  ["==", (a, b) => a === b],
  ["!=", (a, b) => a !== b],
  ["<", (a, b) => compareBytes(a, b) < 0],
  ["<=", (a, b) => compareBytes(a, b) <= 0],
  [">", (a, b) => compareBytes(a, b) > 0],
  [">=", (a, b) => compareBytes(a, b) >= 0],
  ["contains", (a, b) => a.includes(b)],
  ["icontains", (a, b) => lowerAscii(a).includes(lowerAscii(b))],
  ["startswith", (a, b) => a.startsWith(b)],
  ["endswith", (a, b) => a.endsWith(b)],
]);

/** How two fields compare; patterns must be constants. */
export function compareOperator(operator: string): Compare | undefined {
  return COMPARE.get(operator);
}

/** Falco refuses to load a longer constant. */
export function checkConstant(constant: Constant): string {
  if (Buffer.byteLength(constant.text) <= MAX_CONSTANT) return constant.text;
  throw new RuleSyntaxError(
    `a constant has at most ${MAX_CONSTANT} bytes`,
    constant.offset,
    "Falco refuses to load a longer one; compare parts of it",
  );
}

/** The test of one operator with its constant (libsinsp `flt_compare_string`, and falco.org "Operators"). */
export function textTest(operator: string, constant: Constant): (value: string) => boolean {
  const text = checkConstant(constant);
  if (operator === "glob" || operator === "iglob") return compileGlob(text, operator === "iglob");
  if (operator === "regex") return compileRegex(text, constant.offset);
  const compare = COMPARE.get(operator);
  if (!compare) throw new RuleSyntaxError(`\`${operator}\` does not work on texts`, constant.offset);
  if (operator === "icontains") {
    const folded = lowerAscii(text);
    return (value) => lowerAscii(value).includes(folded);
  }
  return (value) => compare(value, text);
}

/** `pmatch`: whether one of the paths is the value, or a directory above it, component by component. */
export function pathTest(constants: readonly Constant[]): (value: string) => boolean {
  const paths = constants.map((constant) => {
    const text = checkConstant(constant);
    if (/[*?[]/.test(text)) {
      throw new RuleSyntaxError("patterns in `pmatch` are not modelled", constant.offset, "use `glob`");
    }
    return components(text);
  });
  return (value) => {
    const parts = components(value);
    return paths.some((path) => path.every((part, i) => parts[i] === part));
  };
}

function components(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "");
}
