import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { type Clause, clausesOf, type Definition, type Macro } from "../load/definition.ts";
import type { TestCase, TestFile } from "../load/read-tests.ts";
import { and, type Node } from "../lower/ir.ts";
import { Lowering, lowerDefinition, type Shared } from "../lower/lower.ts";
import { compilePredicate } from "./predicate.ts";

/** What one case gave. */
export interface CaseResult {
  readonly name: string;
  readonly expect: TestCase["expect"];
  readonly passed: boolean;
  readonly real: boolean;
  /** How many of the request's events matched. */
  readonly matches: number;
}

/** A clause, and whether some test depends on it. */
export interface ClauseResult {
  readonly path: string;
  readonly proven: boolean;
  /** Cases whose verdict flips when the clause is removed. */
  readonly decides: readonly string[];
}

/** The tests of one definition or macro, run. */
export interface TestReport {
  readonly id: string;
  readonly kind: "definition" | "macro";
  readonly file: string;
  readonly cases: readonly CaseResult[];
  readonly clauses: readonly ClauseResult[];
  readonly problems: readonly Diagnostic[];
}

/** Something with clauses, and its meaning with one clause left out. */
interface Subject {
  readonly id: string;
  readonly kind: "definition" | "macro";
  readonly span: Span;
  readonly clauses: readonly Clause[];
  readonly meaning: (removed?: Clause) => Node;
}

/** Runs the tests of a definition. */
export function testDefinition(definition: Definition, shared: Shared, tests: TestFile): TestReport {
  const roots = [definition.match, ...definition.except.map((exception) => exception.match)];
  return runTests(tests, {
    id: definition.id,
    kind: "definition",
    span: definition.spans.id,
    clauses: roots.flatMap((root) => [...clausesOf(root)]).filter(isOwnClause),
    meaning: (removed) => lowerDefinition(definition, shared, removed).rule.condition,
  });
}

/** Runs the tests of a macro: its logic alone, whatever the stage. */
export function testMacro(macro: Macro, shared: Shared, tests: TestFile): TestReport {
  return runTests(tests, {
    id: macro.name,
    kind: "macro",
    span: macro.span,
    clauses: [...clausesOf(macro.match)].filter(isOwnClause),
    meaning: (removed) =>
      macro.match === removed ? and([]) : new Lowering(shared, removed).clause(macro.match, undefined),
  });
}

/** Blocks are proven through what they hold. */
function isOwnClause(clause: Clause): boolean {
  return clause.kind !== "all" && clause.kind !== "any" && clause.kind !== "none";
}

function runTests(tests: TestFile, subject: Subject): TestReport {
  const problems: Diagnostic[] = [];
  const matches = compilePredicate(subject.meaning());
  const cases = tests.cases.map((test): CaseResult => {
    const count = test.events.filter(matches).length;
    const passed = test.expect === "match" ? count === 1 : count === 0;
    if (!passed) problems.push(failure(test, count));
    return { name: test.name, expect: test.expect, passed, real: test.real, matches: count };
  });
  const clauses = subject.clauses.map((clause) => proof(clause, subject, tests, problems));
  for (const test of tests.cases) checkDecidedBy(test, subject, clauses, problems);
  return { id: subject.id, kind: subject.kind, file: tests.file, cases, clauses, problems };
}

function failure(test: TestCase, count: number): Diagnostic {
  if (test.expect === "no-match") {
    return diagnostic("RW1404", test.span, `\`${test.name}\` should not match, and does`);
  }
  if (count === 0) return diagnostic("RW1404", test.span, `\`${test.name}\` should match, and does not`);
  const hint = "choose one stage for the rule, or `stage:` in the case";
  return diagnostic("RW1404", test.span, `\`${test.name}\` alerts ${count} times for one request`, hint);
}

/**
 * A clause is proven in both directions when removing it changes the verdict of some case, and another case
 * has the opposite verdict with the clause in place.
 */
function proof(clause: Clause, subject: Subject, tests: TestFile, problems: Diagnostic[]): ClauseResult {
  const without = compilePredicate(subject.meaning(clause));
  const flipped = tests.cases.filter((test) => test.events.some(without) !== (test.expect === "match"));
  const opposite = flipped.some((one) => tests.cases.some((other) => other.expect !== one.expect));
  const proven = flipped.length > 0 && opposite;
  if (!proven) {
    const hint = "add a case that differs from a matching one in this clause alone";
    problems.push(
      diagnostic("RW1406", clause.span, `no test proves \`${clause.path}\` of ${subject.id}`, hint),
    );
  }
  return { path: clause.path, proven, decides: flipped.map((test) => test.name) };
}

function checkDecidedBy(
  test: TestCase,
  subject: Subject,
  results: readonly ClauseResult[],
  problems: Diagnostic[],
): void {
  if (test.decidedBy === undefined) return;
  const { clause, span } = test.decidedBy;
  const named = results.filter((one) => one.path === clause || endsWithPath(one.path, clause));
  const [only] = named;
  if (only === undefined || named.length > 1) {
    const message = only === undefined ? "names no clause" : `fits ${named.length} clauses`;
    const hint =
      didYouMean(
        clause,
        results.map((one) => one.path),
      ) ?? `clauses: ${results.map((one) => one.path).join(", ")}`;
    problems.push(diagnostic("RW1403", span, `\`${clause}\` ${message} of ${subject.id}`, hint));
  } else if (!only.decides.includes(test.name)) {
    problems.push(
      diagnostic("RW1405", span, `\`${test.name}\` has the same verdict without \`${only.path}\``),
    );
  }
}

function endsWithPath(path: string, end: string): boolean {
  return path.endsWith(end) && /[.\]]$/.test(path.slice(0, path.length - end.length));
}
