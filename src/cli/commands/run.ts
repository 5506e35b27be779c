import type { Event } from "../../audit/envelopes.ts";
import { diagnostic } from "../../diagnostics/diagnostic.ts";
import { printable } from "../../diagnostics/render.ts";
import type { EngineRule, RuleProblem, RuleSource } from "../../engines/engine.ts";
import { engineLoaders } from "../../engines/registry.ts";
import { type Host, readSource } from "../../host.ts";
import type { Target } from "../../load/definition.ts";
import { makeEngineAlert } from "../../scan/alert.ts";
import { scanLog } from "../../scan/scan-log.ts";
import { type AlertFormat, alertWriter, type RuleHead } from "../alert-output.ts";
import { EXIT, report, UsageError } from "../context.ts";

/** Options of `run`. */
export interface RunOptions {
  readonly rules: readonly string[];
  readonly target: Target;
  readonly events: readonly string[];
  readonly profile?: string | undefined;
  readonly macros?: readonly string[] | undefined;
  readonly format: AlertFormat;
  readonly all: boolean;
}

/** Files that hold rules, by target. */
const ENDINGS: Readonly<Record<Target, RegExp>> = {
  sigma: /\.ya?ml$/,
  falco: /\.ya?ml$/,
  splunk: /\.(?:conf|spl|ya?ml)$/,
  elastic: /\.(?:ndjson|toml|json|kql|kuery)$/,
  sentinel: /\.(?:ya?ml|json|kql)$/,
};

function sourcesOf(host: Host, paths: readonly string[], ending?: RegExp): RuleSource[] {
  const files = paths.flatMap((path) =>
    host.isFolder(path) && ending !== undefined
      ? host.list(path).filter((file) => ending.test(file))
      : [path],
  );
  return files.map((file) => {
    const source = readSource(host, file);
    if ("reason" in source) throw new UsageError(`cannot read ${file}: ${source.reason}`);
    return source;
  });
}

/** `rulewright run`: executes anybody's rules of a target language on a log. */
export async function run(host: Host, options: RunOptions): Promise<number> {
  const engine = await engineLoaders[options.target]();
  if (options.profile !== undefined && !engine.profiles.includes(options.profile)) {
    throw new UsageError(
      `unknown profile \`${options.profile}\`; ${options.target} has: ${engine.profiles.join(", ")}`,
    );
  }
  const sources = sourcesOf(host, options.rules, ENDINGS[options.target]);
  if (sources.length === 0) throw new UsageError(`no rule files in ${options.rules.join(", ")}`);
  const macros = sourcesOf(host, options.macros ?? []);
  const parsed = engine.parse(sources, {
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    macros,
  });
  report(
    host,
    parsed.problems.map((problem) => problemOf(problem, sources)),
  );
  const log = await readEvents(host, options.events);
  const heads: RuleHead[] = parsed.rules.map(headOf);
  const writer = alertWriter(host, options.format, heads, options.all);
  let alerts = 0;
  for (const rule of parsed.rules) {
    for (const alert of rule.run(log.events)) {
      const places = alert.events.map((index) => ({ event: log.events[index] ?? {}, ...log.places[index] }));
      alerts++;
      writer.alert(makeEngineAlert(headOf(rule), places));
    }
  }
  writer.end({
    rules: parsed.rules.length,
    problems: parsed.problems.length,
    events: log.events.length,
    alerts,
  });
  host.stderr(
    `${alerts} alerts of ${parsed.rules.length} rules on ${log.events.length} events; ${parsed.problems.length} problems\n`,
  );
  if (log.failed) return EXIT.usage;
  return parsed.problems.length > 0 ? EXIT.invalid : EXIT.clean;
}

function headOf(rule: EngineRule): RuleHead {
  return { id: rule.id, title: rule.title, severity: rule.severity, attack: [], description: rule.title };
}

interface LoadedLog {
  readonly events: Event[];
  readonly places: { readonly file: string; readonly line: number }[];
  failed: boolean;
}

async function readEvents(host: Host, files: readonly string[]): Promise<LoadedLog> {
  const log: LoadedLog = { events: [], places: [], failed: false };
  for (const file of files) {
    const name = file === "-" ? "<stdin>" : file;
    try {
      await scanLog(host.open(file), {
        event: (event, line) => {
          log.events.push(event);
          log.places.push({ file: name, line });
        },
        skipped: ({ line, reason }) =>
          host.stderr(`warning RW4001 ${printable(name)}:${line}: line skipped: ${reason}\n`),
      });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      report(host, [diagnostic("RW4002", { file: name }, `cannot read ${name}: ${message}`)]);
      log.failed = true;
    }
  }
  return log;
}

function problemOf(problem: RuleProblem, sources: readonly RuleSource[]): ReturnType<typeof diagnostic> {
  const source = sources.find((one) => one.file === problem.file);
  const rule = problem.rule === undefined ? "" : `${problem.rule}: `;
  const message = `${rule}${problem.message}`;
  if (source === undefined) return diagnostic("RW4003", { file: problem.file }, message, problem.hint);
  let start = 0;
  for (let line = 1; line < problem.line; line++) start = source.text.indexOf("\n", start) + 1;
  start += problem.column - 1;
  return diagnostic("RW4003", { source, start, end: start + 1 }, message, problem.hint);
}
