import type { RE2JS } from "re2js";
import { RuleSyntaxError } from "../syntax-error.ts";
import { onlyField } from "./commands-fields.ts";
import { extractFields } from "./extract.ts";
import { fieldText, parsePath, valuesAt } from "./json-path.ts";
import { readJson } from "./json-text.ts";
import { compileRegex } from "./regex.ts";
import { parseSpan } from "./relative-time.ts";
import type { Row } from "./row.ts";
import { type CommandInput, type Commands, MAX_ROWS, mapRows, type Stage } from "./stage.ts";
import { each, many, numberOf, texts, type Value } from "./values.ts";
import { asCount, asField, isKeyword, isMark, takeOptions, wordsOf } from "./words.ts";

/** `spath path=… input=… output=…`; without a path every field within the first 5,000 bytes. */
function spath(input: CommandInput): Stage {
  const { options, rest } = takeOptions(wordsOf(input), ["input", "path", "output"]);
  const source = options.get("input")?.text ?? "_raw";
  const word = options.get("path") ?? rest[0];
  if (rest.length > (options.has("path") ? 0 : 1)) {
    throw new RuleSyntaxError("`spath` takes one path", rest.at(-1)?.offset ?? input.offset);
  }
  const output = options.get("output")?.text;
  if (!word) {
    if (output !== undefined) throw new RuleSyntaxError("`output` needs a `path`", input.offset);
    return mapRows((row) => row.with(allFields(row.get(source))));
  }
  const path = parsePath(asField(word, input));
  if (!path) throw new RuleSyntaxError("this is no location path", word.offset);
  return mapRows((row) => {
    const json = readField(row.get(source));
    return row.with([[output ?? word.text, many(valuesAt(json, path).map(fieldText))]]);
  });
}

function readField(value: Value): unknown {
  return typeof value === "string" ? readJson(value) : undefined;
}

function allFields(value: Value): Iterable<readonly [string, Value]> {
  const json = readField(value);
  return json === undefined ? [] : extractFields(json);
}

/** `rex field=f max_match=n "(?<name>…)"`: the named groups become fields (Splunk: "rex"). */
function rex(input: CommandInput): Stage {
  const { options, rest } = takeOptions(wordsOf(input), ["field", "max_match", "mode"]);
  const mode = options.get("mode");
  if (mode) throw new RuleSyntaxError("`mode` of `rex` is not known here", mode.offset);
  const [pattern, more] = rest;
  if (pattern?.kind !== "quoted" || more) {
    throw new RuleSyntaxError("`rex` needs one regular expression in double quotes", input.offset);
  }
  const field = options.get("field")?.text ?? "_raw";
  const limit = options.get("max_match");
  const most = limit === undefined ? 1 : asCount(limit);
  const regex = compileRegex(pattern.text, pattern.offset);
  const groups = Object.keys(regex.namedGroups());
  if (groups.length === 0) throw new RuleSyntaxError("`rex` needs a named group, (?<name>…)", pattern.offset);
  return mapRows((row) => row.with(namedGroups(regex, groups, texts(row.get(field)), most)));
}

/** What the groups matched; a group without a match leaves its field alone. */
function namedGroups(
  regex: RE2JS,
  groups: readonly string[],
  subjects: readonly string[],
  most: number,
): Iterable<readonly [string, Value]> {
  const found = new Map<string, string[]>();
  for (const text of subjects) {
    const matcher = regex.matcher(text);
    for (let n = 0; (most === 0 || n < most) && matcher.find(); n++) {
      for (const group of groups) {
        const value = matcher.group(group);
        if (value !== null) found.set(group, [...(found.get(group) ?? []), value]);
      }
    }
  }
  return [...found].map(([name, values]) => [name, many(values)] as const);
}

/** One row for each value of a field; a row without the field stays (Splunk: "mvexpand"). */
function mvexpand(input: CommandInput): Stage {
  const { options, rest } = takeOptions(wordsOf(input), ["limit"]);
  const field = onlyField(rest, input);
  const limit = options.get("limit");
  const most = limit === undefined ? 0 : asCount(limit);
  return {
    perRow: true,
    run: (rows) => {
      const result: Row[] = [];
      for (const row of rows) {
        const values = each(row.get(field));
        if (values.length < 2) result.push(row);
        else
          for (const value of most === 0 ? values : values.slice(0, most))
            result.push(row.with([[field, value]]));
        if (result.length > MAX_ROWS) throw new RangeError("`mvexpand` makes too many rows");
      }
      return result;
    },
  };
}

function makemv(input: CommandInput): Stage {
  const { options, rest } = takeOptions(wordsOf(input), ["delim"]);
  const field = onlyField(rest, input);
  const delimiter = options.get("delim")?.text ?? " ";
  return mapRows((row) => {
    const parts = texts(row.get(field)).flatMap((text) => text.split(delimiter));
    return row.with([[field, many(parts.filter((part) => part !== ""))]]);
  });
}

/** `bin span=5m _time [AS x]`: the start of the bucket, counted from the epoch in UTC. */
function bin(input: CommandInput): Stage {
  const { options, rest } = takeOptions(wordsOf(input), ["span"]);
  const words = rest.filter((word) => !isMark(word, ","));
  const field = asField(words[0], input);
  const renamed = isKeyword(words[1], "as") ? asField(words[2], input) : undefined;
  if (words.length > (renamed === undefined ? 1 : 3)) {
    throw new RuleSyntaxError("`bin` takes one field", words[1]?.offset ?? input.offset);
  }
  const word = options.get("span");
  const span = word === undefined ? undefined : parseSpan(word.text);
  if (span === undefined || field !== "_time") {
    const hint = "for example `bin span=5m _time`; weeks and months have no fixed start";
    throw new RuleSyntaxError(
      "only a fixed `span` of `_time` is known here",
      word?.offset ?? input.offset,
      hint,
    );
  }
  return mapRows((row) => {
    const time = numberOf(row.get(field));
    return time === undefined ? row : row.with([[renamed ?? field, Math.floor(time / span) * span]]);
  });
}

/** Commands that make fields or rows of a row (Splunk: "spath", "rex", "mvexpand", "makemv", "bin"). */
export const extractCommands: Commands = [
  ["spath", spath],
  ["rex", rex],
  ["mvexpand", mvexpand],
  ["makemv", makemv],
  ["bin", bin],
  ["bucket", bin],
];
