import { RuleSyntaxError } from "../syntax-error.ts";
import { extractCommands } from "./commands-extract.ts";
import { fieldCommands } from "./commands-fields.ts";
import { filterCommands } from "./commands-filter.ts";
import { orderCommands } from "./commands-order.ts";
import { refusedCommand } from "./commands-refused.ts";
import { statsCommands } from "./commands-stats.ts";
import type { Profile } from "./profiles.ts";
import { splitPipeline } from "./split-pipeline.ts";
import type { Command, Stage } from "./stage.ts";
import { streamstats } from "./streamstats.ts";

const COMMANDS = new Map<string, Command>([
  ...filterCommands,
  ...fieldCommands,
  ...extractCommands,
  ...statsCommands,
  ...orderCommands,
  ["streamstats", streamstats],
]);

/** Compiles an expanded search; what is not known is an error at its place. */
export function compilePipeline(text: string, profile: Profile): readonly Stage[] {
  const commands = splitPipeline(text);
  const [first] = commands;
  for (const { name, offset } of commands) {
    const refusal = refusedCommand(name);
    if (refusal !== undefined) throw new RuleSyntaxError(refusal, offset);
    if (!COMMANDS.has(name)) throw new RuleSyntaxError(`the command \`${name}\` is not known here`, offset);
  }
  if (first && first.name !== "search") {
    const hint = "begin with search terms, for example the macro `kube_audit`";
    throw new RuleSyntaxError("the search reads no events", first.offset, hint);
  }
  return commands.map((command) => {
    const compile = COMMANDS.get(command.name);
    if (!compile)
      throw new RuleSyntaxError(`the command \`${command.name}\` is not known here`, command.offset);
    return compile({ ...command, text, profile });
  });
}
