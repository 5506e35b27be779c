import { RuleSyntaxError } from "../syntax-error.ts";
import type { ExceptionInfo } from "./exceptions.ts";
import { joined, type Located, placed } from "./located.ts";

/** An item of a list, with its place. */
export interface ListItem {
  readonly text: string;
  readonly offset: number;
}

/** When a definition was first made, and when last changed: it sees only what was made before its last change. */
interface Visibility {
  readonly index: number;
  visibility: number;
}

/** `- list:` */
export interface ListInfo extends Visibility {
  readonly name: string;
  items: readonly ListItem[];
}

/** `- macro:` */
export interface MacroInfo extends Visibility {
  readonly name: string;
  condition: Located;
}

/** What can change in a rule after its definition. */
export interface RuleParts {
  condition: Located;
  output: Located;
  priority: string;
  exceptions: readonly ExceptionInfo[];
  enabled: boolean;
}

/** `- rule:` */
export interface RuleInfo extends RuleParts {
  readonly name: string;
  readonly offset: number;
  readonly source: string;
  readonly sourceOffset: number;
}

/**
 * The lists, macros and rules of all files, merged in the order of loading (Falco `rule_loader_collector.cpp`):
 * a second definition replaces the first and keeps its rank; appending needs an earlier definition.
 */
export class Definitions {
  readonly lists = new Map<string, ListInfo>();
  readonly macros = new Map<string, MacroInfo>();
  readonly rules = new Map<string, RuleInfo>();
  #next = 0;

  defineList(name: string, items: readonly ListItem[]): void {
    this.lists.set(name, { name, items, ...this.#rank(this.lists.get(name)) });
  }

  appendList(name: string, items: readonly ListItem[], offset: number): void {
    const list = this.lists.get(name) ?? nothingBefore("list", name, offset);
    list.items = [...list.items, ...items];
    list.visibility = this.#next++;
  }

  defineMacro(name: string, condition: Located): void {
    this.macros.set(name, { name, condition, ...this.#rank(this.macros.get(name)) });
  }

  appendMacro(name: string, condition: Located, offset: number): void {
    const macro = this.macros.get(name) ?? nothingBefore("macro", name, offset);
    macro.condition = withBlank(macro.condition, condition);
    macro.visibility = this.#next++;
  }

  defineRule(rule: RuleInfo): void {
    const before = this.rules.get(rule.name);
    if (before && before.source !== rule.source) {
      throw new RuleSyntaxError(
        `rule \`${rule.name}\` was defined before for source \`${before.source}\``,
        rule.sourceOffset,
      );
    }
    this.rules.set(rule.name, rule);
  }

  /** An earlier rule, to change it. */
  rule(name: string, offset: number): RuleInfo {
    return this.rules.get(name) ?? nothingBefore("rule", name, offset);
  }

  #rank(before: Visibility | undefined): Visibility {
    const visibility = this.#next++;
    return { index: before?.index ?? visibility, visibility };
  }
}

function nothingBefore(kind: string, name: string, offset: number): never {
  throw new RuleSyntaxError(`there is no earlier ${kind} \`${name}\` to change`, offset);
}

/** Appended texts follow after a blank. */
export function withBlank(first: Located, second: Located): Located {
  return joined([first, placed(" ", second.origins[0] ?? 0), second]);
}
