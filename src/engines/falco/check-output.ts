import { didYouMean } from "../../diagnostics/suggest.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import { FIELDS, REFUSED_FIELDS } from "./fields.ts";
import type { Located } from "./located.ts";
import { TRANSFORMS } from "./transforms.ts";

const TOKEN = /%(?:([a-z0-9_]+)\()?([a-zA-Z][\w]*(?:\.[\w]+)*)?/g;

/** Fields of the engine itself, which say nothing about the event but can be printed. */
const ENGINE_FIELDS =
  /^evt\.(?:num|time|rawtime|datetime|reltime|pluginname|plugininfo|source|is_async|asynctype|hostname)(?:\.\w+)*$/;

/**
 * A rule's `output` must not name a field that does not exist, and a percent sign always begins a field: Falco
 * refuses to load the rule otherwise.
 */
export function checkOutput(output: Located): void {
  for (const found of output.text.matchAll(TOKEN)) {
    const [, transform, name] = found;
    const offset = output.origins[found.index] ?? 0;
    if (name === undefined) {
      throw new RuleSyntaxError(
        "a `%` in `output` must begin a field",
        offset,
        "Falco has no way to print a percent sign",
      );
    }
    if (transform !== undefined && !TRANSFORMS.has(transform)) {
      throw new RuleSyntaxError(`unknown transformer \`${transform}\` in \`output\``, offset);
    }
    if (FIELDS.has(name) || REFUSED_FIELDS.has(name) || ENGINE_FIELDS.test(name)) continue;
    throw new RuleSyntaxError(
      `unknown field \`${name}\` in \`output\``,
      offset,
      didYouMean(name, FIELDS.keys()),
    );
  }
}
