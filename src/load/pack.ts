import { basename, sep } from "node:path";
import { type Diagnostic, diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { type Host, readSource } from "../host.ts";
import type { Accept, Definition, Macro, ValueList } from "./definition.ts";
import { readDefinition, readList, readMacro } from "./read-definition.ts";
import { readTests, type TestFile } from "./read-tests.ts";
import { type FileKind, validate } from "./validate.ts";
import { readYaml, toValue, type YamlNode } from "./yaml.ts";

/** Everything below a detections folder, as written. */
export interface Pack {
  readonly definitions: readonly Definition[];
  readonly macros: ReadonlyMap<string, Macro>;
  readonly lists: ReadonlyMap<string, ValueList>;
  /** Tests by the id of the definition, or the name of the macro, that they belong to. */
  readonly tests: ReadonlyMap<string, TestFile>;
  readonly problems: readonly Diagnostic[];
}

interface Draft {
  readonly definitions: Definition[];
  readonly macros: Map<string, Macro>;
  readonly lists: Map<string, ValueList>;
  readonly tests: Map<string, TestFile>;
  readonly problems: Diagnostic[];
}

/** What a file holds, by its place and name. */
export function kindOf(file: string): Exclude<FileKind, "site"> {
  if (file.endsWith(".tests.yaml")) return "tests";
  if (file.includes(`_shared${sep}macros${sep}`)) return "macro";
  return file.includes(`_shared${sep}lists${sep}`) ? "list" : "definition";
}

/**
 * Reads all definitions, macros, lists and tests below a folder. One broken file never hides another:
 * every problem of every file is reported.
 *
 * @param site a file with a site's own lists and accepted approximations.
 * @param tests whether the tests are read too; scanning and compiling do without.
 */
export function loadPack(host: Host, folder: string, site?: string, tests = true): Pack {
  const draft: Draft = {
    definitions: [],
    macros: new Map(),
    lists: new Map(),
    tests: new Map(),
    problems: [],
  };
  const files = host.list(folder).filter((file) => file.endsWith(".yaml"));
  if (files.length === 0) {
    const message = host.exists(folder) ? `no definitions in ${folder}` : `${folder} does not exist`;
    draft.problems.push(diagnostic("RW1004", { file: folder }, message));
  }
  for (const file of files) if (tests || kindOf(file) !== "tests") addFile(host, file, draft);
  if (site !== undefined) applySite(host, site, draft);
  return draft;
}

function parseFile(host: Host, file: string, kind: FileKind, problems: Diagnostic[]): YamlNode | undefined {
  const source = readSource(host, file);
  if ("reason" in source) {
    problems.push(diagnostic("RW1004", { file }, `cannot read ${file}: ${source.reason}`));
    return undefined;
  }
  const read = readYaml(source);
  if ("problem" in read) {
    problems.push(read.problem);
    return undefined;
  }
  const found = validate(kind, read.root);
  problems.push(...found);
  return hasErrors(found) ? undefined : read.root;
}

function addFile(host: Host, file: string, draft: Draft): void {
  const kind = kindOf(file);
  const root = parseFile(host, file, kind, draft.problems);
  if (root === undefined) return;
  if (kind === "definition") draft.definitions.push(readDefinition(root, draft.problems));
  else if (kind === "tests") {
    draft.tests.set(basename(file, ".tests.yaml"), readTests(host, root, draft.problems));
  } else if (kind === "macro") {
    const macro = readMacro(root, draft.problems);
    addNamed(draft.macros, macro, "macro", file, draft.problems);
  } else addNamed(draft.lists, readList(root), "list", file, draft.problems);
}

function addNamed<T extends Macro | ValueList>(
  all: Map<string, T>,
  one: T,
  kind: string,
  file: string,
  problems: Diagnostic[],
): void {
  if (all.has(one.name)) {
    problems.push(diagnostic("RW1204", one.span, `there is already a ${kind} \`${one.name}\``));
  }
  if (basename(file, ".yaml") !== one.name) {
    const hint = `rename the file to ${one.name}.yaml`;
    problems.push(
      diagnostic("RW1205", one.span, `the ${kind} \`${one.name}\` stands in ${basename(file)}`, hint),
    );
  }
  all.set(one.name, one);
}

interface SiteFile {
  readonly lists?: Record<
    string,
    { replace?: (string | number)[]; add?: (string | number)[]; remove?: (string | number)[] }
  >;
  readonly accept?: Accept;
}

function applySite(host: Host, file: string, draft: Draft): void {
  const root = parseFile(host, file, "site", draft.problems);
  if (root === undefined) return;
  const site = toValue(root) as SiteFile;
  for (const [name, change] of Object.entries(site.lists ?? {})) {
    const list = draft.lists.get(name);
    if (list === undefined) {
      const hint = didYouMean(name, draft.lists.keys());
      draft.problems.push(diagnostic("RW1201", root.span, `the pack has no list \`${name}\``, hint));
      continue;
    }
    const base = change.replace ?? list.values.filter((value) => !change.remove?.includes(value));
    draft.lists.set(name, { ...list, values: [...new Set([...base, ...(change.add ?? [])])] });
  }
  const { accept } = site;
  if (accept === undefined) return;
  draft.definitions.splice(
    0,
    draft.definitions.length,
    ...draft.definitions.map((one) => ({ ...one, accept: { ...accept, ...one.accept } })),
  );
}
