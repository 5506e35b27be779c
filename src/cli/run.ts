import type { Argv } from "yargs";
import yargs from "yargs";
import type { Severity } from "../diagnostics/diagnostic.ts";
import type { Host } from "../host.ts";
import { SEVERITIES, TARGETS } from "../load/definition.ts";
import { ALERT_FORMATS, type AlertFormat } from "./alert-output.ts";
import { EXIT, UsageError } from "./context.ts";
import { FORMATS, type Format } from "./formats.ts";

const packOptions = {
  detections: {
    type: "string",
    describe: "folder of definitions (default: ./detections, else the shipped pack)",
  },
  site: { type: "string", describe: "file with this site's lists and accepted approximations" },
} as const;

const findingOptions = {
  format: { choices: FORMATS, default: "pretty" as Format, describe: "how findings are written" },
  "fail-level": {
    choices: ["error", "warning", "info"] as const,
    default: "error" as Severity,
    describe: "least severity that makes the exit code 1",
  },
} as const;

/** Runs a command line. @returns the exit code */
export async function run(host: Host, args: readonly string[]): Promise<number> {
  let code: number = EXIT.clean;
  const done = (result: number): void => {
    code = result;
  };
  try {
    await commands(yargs([...args]), host, done).parseAsync();
  } catch (error) {
    if (error instanceof UsageError) {
      host.stderr(`rulewright: ${error.message}\n`);
      return EXIT.usage;
    }
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    host.stderr(`rulewright: internal error, please report it\n${detail}\n`);
    return EXIT.bug;
  }
  return code;
}

function commands(cli: Argv, host: Host, done: (code: number) => void): Argv {
  return cli
    .scriptName("rulewright")
    .usage("$0 <command>\n\nOne Kubernetes audit detection, five SIEMs, one proven meaning.")
    .command(
      "check",
      "validate definitions and the form of their tests",
      (y) =>
        y
          .options({ ...packOptions, ...findingOptions })
          .example("$0 check --format github", "annotate a pull request"),
      async (argv) => done((await import("./commands/check.ts")).check(host, argv)),
    )
    .command(
      "test [ids..]",
      "run the tests beside the definitions; clause coverage",
      (y) =>
        y
          .positional("ids", { type: "string", array: true, describe: "detections or macros" })
          .options({ ...packOptions, ...findingOptions })
          .example("$0 test pod-exec", "one detection"),
      async (argv) => done((await import("./commands/test.ts")).test(host, argv)),
    )
    .command(
      "compile",
      "write the rules of all targets",
      (y) =>
        y
          .options({
            ...packOptions,
            target: { array: true, choices: TARGETS, describe: "only these targets" },
            profile: {
              array: true,
              type: "string",
              describe: "how the log arrives: `sentinel=azure-diagnostics`",
            },
            out: { type: "string", default: "dist-rules", describe: "folder that is replaced" },
            check: {
              type: "boolean",
              default: false,
              describe: "write nothing; exit 1 when the folder is not up to date",
            },
            verify: {
              type: "boolean",
              default: true,
              describe: "prove each verdict before it is written (--no-verify)",
            },
            format: { choices: ["pretty", "json"] as const, default: "pretty" as const },
          })
          .example("$0 compile --check", "in CI: are the committed rules up to date?"),
      async (argv) => done(await (await import("./commands/compile.ts")).compile(host, argv)),
    )
    .command(
      "scan <files..>",
      "run the pack on audit logs: JSONL, gzip, EventList and cloud envelopes; `-` is standard input",
      (y) =>
        y
          .positional("files", { type: "string", array: true, demandOption: true })
          .options({
            ...packOptions,
            rule: { array: true, type: "string", describe: "only these detections" },
            "min-severity": {
              choices: SEVERITIES,
              default: "informational" as const,
              describe: "leave out lower rules",
            },
            "fail-on": {
              choices: SEVERITIES,
              describe: "exit 1 when a rule of this severity or above alerts",
            },
            format: { choices: ALERT_FORMATS, default: "pretty" as AlertFormat },
            strict: { type: "boolean", default: false, describe: "exit 1 when a line was skipped" },
            all: {
              type: "boolean",
              default: false,
              describe: "show every alert, not the first of each rule",
            },
          })
          .example("$0 scan audit.log.gz --min-severity medium", "what deserves a person's minute")
          .example("kubectl logs … | $0 scan - --format jsonl", "alerts as JSON lines"),
      async (argv) => done(await (await import("./commands/scan.ts")).scan(host, argv)),
    )
    .command(
      "explain <id>",
      "what a rule means, in every target, and why an event matches or not",
      (y) =>
        y
          .positional("id", { type: "string", demandOption: true })
          .options({
            ...packOptions,
            event: { type: "string", describe: "a log: which clause decides each event" },
            target: { array: true, choices: TARGETS, describe: "only these targets" },
          })
          .example("$0 explain pod-exec --event audit.jsonl", "why did it (not) fire?"),
      async (argv) => done(await (await import("./commands/explain.ts")).explain(host, argv)),
    )
    .command(
      "verify [ids..]",
      "prove the verdicts: execute every emitted rule and compare it with its definition",
      (y) =>
        y.positional("ids", { type: "string", array: true }).options({
          ...packOptions,
          target: { array: true, choices: TARGETS, describe: "only these targets" },
          budget: { type: "number", default: 200, describe: "events made for each rule and target" },
          seed: { type: "number", default: 20_260_101, describe: "the same seed makes the same events" },
          events: { array: true, type: "string", describe: "logs whose events are tried too" },
          format: { choices: ["pretty", "json"] as const, default: "pretty" as const },
        }),
      async (argv) => done(await (await import("./commands/verify.ts")).verify(host, argv)),
    )
    .command(
      "run <rules..>",
      "execute rules of a target language, anybody's, on a log",
      (y) =>
        y
          .positional("rules", {
            type: "string",
            array: true,
            demandOption: true,
            describe: "rule files or folders",
          })
          .options({
            target: { choices: TARGETS, demandOption: true },
            events: {
              array: true,
              type: "string",
              demandOption: true,
              describe: "logs; `-` is standard input",
            },
            profile: { type: "string", describe: "how the log arrives in the product" },
            macros: { array: true, type: "string", describe: "Splunk: macros.conf" },
            format: { choices: ALERT_FORMATS, default: "pretty" as AlertFormat },
            all: { type: "boolean", default: false, describe: "show every alert" },
          })
          .example("$0 run --target falco rules.yaml --events audit.jsonl", "no Falco needed"),
      async (argv) => done(await (await import("./commands/run.ts")).run(host, argv)),
    )
    .command(
      "list",
      "the matrix rule × target × verdict",
      (y) =>
        y.options({
          ...packOptions,
          format: { choices: ["pretty", "markdown", "json"] as const, default: "pretty" as const },
        }),
      async (argv) => done((await import("./commands/list.ts")).list(host, argv)),
    )
    .command(
      "docs",
      "write the generated pages: detections, diagnostics, the matrix of the README",
      (y) =>
        y.options({
          ...packOptions,
          check: {
            type: "boolean",
            default: false,
            describe: "write nothing; exit 1 when a page is out of date",
          },
        }),
      async (argv) => done((await import("./commands/docs.ts")).docs(host, argv)),
    )
    .command(
      "schema [kind]",
      "the JSON schema of definitions (or macro, list, tests, site), for editors",
      (y) =>
        y.positional("kind", {
          choices: ["definition", "macro", "list", "tests", "site"] as const,
          default: "definition" as const,
        }),
      async (argv) => done((await import("./commands/schema.ts")).schema(host, argv.kind)),
    )
    .command(
      "fields [search]",
      "search the catalogue of fields that definitions can name",
      (y) => y.positional("search", { type: "string" }),
      async (argv) => done((await import("./commands/fields.ts")).fields(host, argv.search)),
    )
    .demandCommand(1, "a command is missing; `rulewright --help` lists them")
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    })
    .wrap(100)
    .help()
    .alias("h", "help");
}
