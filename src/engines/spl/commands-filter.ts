import { RuleSyntaxError } from "../syntax-error.ts";
import { compileCondition, compileEval } from "./compile-eval.ts";
import { compileSearch } from "./compile-search.ts";
import { asValue, type Read } from "./expression.ts";
import { accept, evalParser, expectOperator, parseEval, parseExpression, peek } from "./parse-eval.ts";
import { parseSearch } from "./parse-search.ts";
import { compileRegex } from "./regex.ts";
import { type CommandInput, type Commands, filterRows, mapRows, type Stage } from "./stage.ts";
import { anyText, REGEX_NOT_KEEPS_MISSING } from "./unverified.ts";
import type { Value } from "./values.ts";
import { wordsOf } from "./words.ts";

function search({ text, start, end, profile }: CommandInput): Stage {
  return filterRows(compileSearch(parseSearch(text, start, end), profile.sourcetypes));
}

function where({ text, start, end }: CommandInput): Stage {
  const test = compileCondition(parseEval(text, start, end));
  return filterRows((row) => test(row) === true);
}

/** `eval a=…, b=…`: from left to right, each sees what those before it have set. */
function evaluate(input: CommandInput): Stage {
  const parser = evalParser(input.text, input.start, input.end);
  const assignments: { field: string; read: Read }[] = [];
  do {
    const target = peek(parser);
    if (target.kind !== "name" && target.kind !== "field" && target.kind !== "string") {
      throw new RuleSyntaxError("expected the name of a field to set", target.offset);
    }
    parser.next++;
    expectOperator(parser, "=");
    assignments.push({ field: target.text, read: asValue(compileEval(parseExpression(parser))) });
  } while (accept(parser, ","));
  const rest = peek(parser);
  if (rest.kind !== "end") throw new RuleSyntaxError(`unexpected \`${rest.text}\``, rest.offset);
  return mapRows((row) => {
    const changes = new Map<string, Value>();
    const scope = {
      get: (name: string): Value => changes.get(name) ?? (changes.has(name) ? null : row.get(name)),
      now: row.now,
      json: (name: string): unknown => (changes.has(name) ? undefined : row.json(name)),
    };
    for (const { field, read } of assignments) changes.set(field, read(scope));
    return row.with(changes);
  });
}

/** `regex field="…"`, `regex field!="…"`, `regex "…"` on the raw text. */
function regex(input: CommandInput): Stage {
  const words = wordsOf(input);
  const pattern = words.at(-1);
  const [name, equals] = words;
  if (pattern?.kind !== "quoted" || (words.length !== 1 && words.length !== 3)) {
    throw new RuleSyntaxError('`regex` is written field="…", field!="…" or "…"', input.offset);
  }
  if (words.length === 3 && equals?.text !== "=") {
    throw new RuleSyntaxError("expected `=` or `!=`", equals?.offset ?? input.offset);
  }
  const negated = words.length === 3 && name?.text.endsWith("!") === true;
  const field = words.length === 1 ? "_raw" : (name?.text.replace(/!$/, "") ?? "_raw");
  const compiled = compileRegex(pattern.text, pattern.offset);
  return filterRows((row) => {
    const found = anyText(row.get(field), (text) => compiled.matcher(text).find());
    return found === null ? negated && REGEX_NOT_KEEPS_MISSING : found !== negated;
  });
}

/** Commands that look at one row (Splunk: "search", "where", "eval", "regex"). */
export const filterCommands: Commands = [
  ["search", search],
  ["where", where],
  ["eval", evaluate],
  ["regex", regex],
];
