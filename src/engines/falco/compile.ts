import { didYouMean } from "../../diagnostics/suggest.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import { type BoundCondition, bindCondition } from "./bind-condition.ts";
import { checkOutput } from "./check-output.ts";
import type { Definitions, MacroInfo, RuleInfo } from "./definitions.ts";
import { withExceptions } from "./exceptions.ts";
import type { Located } from "./located.ts";
import { parseCondition } from "./parse-condition.ts";
import type { Report } from "./read-file.ts";
import { listText, substituteLists } from "./substitute-lists.ts";
import type { Condition } from "./syntax.ts";

/** The source of the Kubernetes audit plugins. */
const SOURCE = "k8s_audit";

/** Compiles conditions against the lists and macros of all files; keeps the macros it has compiled. */
export class Compiler {
  readonly #definitions: Definitions;
  readonly #lists: ReadonlyMap<string, string>;
  readonly #parsed = new Map<string, Condition | RuleSyntaxError>();
  readonly #bound = new Map<string, BoundCondition | RuleSyntaxError>();
  readonly #active = new Set<string>();

  constructor(definitions: Definitions, report: Report) {
    this.#definitions = definitions;
    const { lists, macros } = definitions;
    this.#lists = new Map([...lists.values()].map((list) => [list.name, listText(list, lists)]));
    for (const macro of macros.values()) {
      const parsed = caught(() => this.#parse(macro.condition));
      this.#parsed.set(macro.name, parsed);
      if (parsed instanceof RuleSyntaxError) report(parsed);
    }
    for (const macro of macros.values()) this.#bindMacro(macro);
  }

  /** The rule's condition, compiled. */
  rule(rule: RuleInfo): BoundCondition {
    if (rule.source !== SOURCE) {
      throw new RuleSyntaxError(
        `the rule reads source \`${rule.source}\``,
        rule.sourceOffset,
        `only rules with \`source: ${SOURCE}\` can run on audit events`,
      );
    }
    const condition = this.#parse(withExceptions(rule.condition, rule.exceptions));
    const bound = bindCondition(condition, (name, offset) =>
      this.#macro(name, offset, Number.POSITIVE_INFINITY),
    );
    checkOutput(rule.output);
    return bound;
  }

  #parse(condition: Located): Condition {
    return parseCondition(substituteLists(condition, this.#lists));
  }

  #macro(name: string, offset: number, visibility: number): BoundCondition {
    const macro = this.#definitions.macros.get(name);
    if (!macro || macro.index >= visibility) {
      const hint = macro
        ? "it is defined further below"
        : didYouMean(name.slice(0, 80), this.#definitions.macros.keys());
      throw new RuleSyntaxError(
        `unknown macro \`${name}\``,
        offset,
        hint ?? "a field needs an operator after it",
      );
    }
    const bound = this.#bindMacro(macro);
    if (bound instanceof RuleSyntaxError) throw bound;
    return bound;
  }

  #bindMacro(macro: MacroInfo): BoundCondition | RuleSyntaxError {
    const known = this.#bound.get(macro.name);
    if (known) return known;
    const parsed = this.#parsed.get(macro.name);
    const start = macro.condition.origins[0] ?? 0;
    if (!parsed || this.#active.has(macro.name)) {
      return new RuleSyntaxError(`macro \`${macro.name}\` uses itself`, start);
    }
    this.#active.add(macro.name);
    const bound =
      parsed instanceof RuleSyntaxError
        ? parsed
        : caught(
            () => bindCondition(parsed, (name, offset) => this.#macro(name, offset, macro.visibility)),
            start,
          );
    this.#active.delete(macro.name);
    this.#bound.set(macro.name, bound);
    return bound;
  }
}

/** The result, or the problem that stood in its way; running out of stack is one too. */
function caught<T>(run: () => T, offset = 0): T | RuleSyntaxError {
  try {
    return run();
  } catch (error) {
    if (error instanceof RuleSyntaxError) return error;
    if (error instanceof RangeError) return new RuleSyntaxError("nested too deeply", offset);
    throw error;
  }
}
