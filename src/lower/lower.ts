import { lookup } from "../audit/catalogue.ts";
import { type AuditLevel, type FieldPath, LEVELS } from "../audit/field-path.ts";
import type { Union } from "../audit/virtual-paths.ts";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type {
  Clause,
  Definition,
  FieldClause,
  Macro,
  QuantifiedClause,
  ValueList,
} from "../load/definition.ts";
import { and, type Node, not, or } from "./ir.ts";
import { planLeaf, readOperator, typeProblem, type Values } from "./lower-leaf.ts";
import { resolveField, type Scope } from "./resolve-field.ts";
import { simplify } from "./simplify.ts";

/** The shared lists and macros that clauses may name. */
export interface Shared {
  readonly lists: ReadonlyMap<string, ValueList>;
  readonly macros: ReadonlyMap<string, Macro>;
}

/** A definition whose meaning is known: what every backend and the evaluator start from. */
export interface Rule {
  readonly definition: Definition;
  /** Stage, match and exceptions in one expression, simplified. */
  readonly condition: Node;
  /** The same without the simplifier, for tests and `decided-by`. */
  readonly written: Node;
  /** Least audit level at which the rule can fire. */
  readonly level: AuditLevel;
}

/** Lowers clauses to IR; collects every problem instead of stopping at the first. */
export class Lowering {
  readonly problems: Diagnostic[] = [];
  readonly #shared: Shared;
  readonly #open: string[] = [];
  readonly #removed: Clause | undefined;

  /** @param removed a clause to leave out, as if it had not been written (`decided-by`). */
  constructor(shared: Shared, removed?: Clause) {
    this.#shared = shared;
    this.#removed = removed;
  }

  /** The meaning of a clause; constant true where a problem was reported. */
  clause(clause: Clause, scope: Scope): Node {
    switch (clause.kind) {
      case "all":
        return and(this.#items(clause.items, scope));
      case "any":
        return or(this.#items(clause.items, scope));
      case "none":
        return not(or(this.#items(clause.items, scope)));
      case "use":
        return this.#use(clause.macro, clause, scope);
      case "some":
      case "every":
        return this.#quantified(clause, scope);
      case "field":
        return this.#field(clause, scope);
    }
  }

  #items(items: readonly Clause[], scope: Scope): Node[] {
    const kept = items.filter((item) => !isGone(item, this.#removed));
    return kept.map((item) => this.clause(item, scope));
  }

  #use(name: string, clause: Clause, scope: Scope): Node {
    const macro = this.#shared.macros.get(name);
    if (macro === undefined) {
      const hint = didYouMean(name, this.#shared.macros.keys());
      return this.#problem(diagnostic("RW1202", clause.span, `there is no macro \`${name}\``, hint));
    }
    if (this.#open.includes(name)) {
      const circle = [...this.#open.slice(this.#open.indexOf(name)), name].join(" → ");
      return this.#problem(diagnostic("RW1203", clause.span, `macros in a circle: ${circle}`));
    }
    this.#open.push(name);
    const meaning = this.clause(macro.match, scope);
    this.#open.pop();
    return meaning;
  }

  #problem(found: Diagnostic): Node {
    this.problems.push(found);
    return { kind: "const", value: true };
  }

  #quantified(clause: QuantifiedClause, scope: Scope): Node {
    const union = resolveField(clause.list, clause.span, scope, this.problems);
    if (union === undefined) return { kind: "const", value: true };
    const lists = (paths: readonly FieldPath[]): FieldPath[] =>
      paths.filter((path) => path.segments.at(-1)?.list);
    const always = lists(union.always);
    if (always.length === 0) {
      const message = `\`${clause.list}\` is not a list`;
      return this.#problem(
        diagnostic("RW1307", clause.span, message, "`some` and `every` speak of the elements of a list"),
      );
    }
    const inner = isGone(clause.where, this.#removed) ? and([]) : this.clause(clause.where, always);
    const over = (paths: FieldPath[]): Node =>
      paths.length === 0 ? or([]) : { kind: clause.kind, lists: paths, child: inner, clause };
    return or([over(always), and([this.#isJsonPatch(clause), over(lists(union.patched))])]);
  }

  #field(clause: FieldClause, scope: Scope): Node {
    const read = readOperator(clause, this.problems);
    const union = resolveField(clause.field, clause.span, scope, this.problems);
    const values = this.#values(clause);
    if (read === undefined || union === undefined || values === undefined) return and([]);
    const leaf = read.operator === "same-as" ? this.#same(clause, values, scope) : undefined;
    if (leaf !== undefined) return this.#overUnion(union, clause, leaf);
    const plan = planLeaf(clause, read.operator, read.nocase, values, this.problems);
    if (plan === undefined) return and([]);
    const fits = (field: FieldPath): boolean => typeProblem(read.operator, values, field) === undefined;
    const [first] = union.always;
    if (!union.always.some(fits) && first !== undefined) {
      const why = typeProblem(read.operator, values, first);
      return this.#problem(
        diagnostic("RW1302", clause.operands[0]?.span ?? clause.span, `\`${clause.field}\` ${why}`),
      );
    }
    const usable = { always: union.always.filter(fits), patched: union.patched.filter(fits) };
    const negative = read.operator === "exists" && values[0]?.value === false;
    if (!negative) return this.#overUnion(usable, clause, plan.make);
    const exists = (field: FieldPath): Node => ({ kind: "exists", field, clause });
    return not(this.#overUnion(usable, clause, exists));
  }

  #overUnion(union: Union, clause: Clause, make: (field: FieldPath) => Node): Node {
    const patched = or(union.patched.map(make));
    return or([...union.always.map(make), and([this.#isJsonPatch(clause), patched])]);
  }

  #isJsonPatch(clause: Clause): Node {
    const field = lookup(["requestObject", "op"])[0];
    return field === undefined ? or([]) : { kind: "exists", field, clause };
  }

  #same(clause: FieldClause, values: Values, scope: Scope): (field: FieldPath) => Node {
    const [operand] = values;
    const text = String(operand?.value ?? "");
    const other = resolveField(text, operand?.span ?? clause.span, scope, this.problems);
    const paths = other?.always ?? [];
    return (field) => or(paths.map((path) => ({ kind: "same", field, other: path, clause })));
  }

  /** Fills in `$lists`. */
  #values(clause: FieldClause): Values | undefined {
    const filled = clause.operands.flatMap((operand) => {
      if (!operand.list) return [operand];
      const list = this.#shared.lists.get(String(operand.value));
      if (list !== undefined) return list.values.map((value) => ({ ...operand, value, list: false }));
      const message = `there is no list \`${operand.value}\``;
      const hint = didYouMean(String(operand.value), this.#shared.lists.keys());
      this.problems.push(diagnostic("RW1201", operand.span, message, hint ?? "literal text: write `$$`"));
      return undefined;
    });
    return filled.includes(undefined) ? undefined : (filled as Values);
  }
}

/** Whether a clause is the removed one, or a block of which nothing else is left. */
function isGone(clause: Clause, removed: Clause | undefined): boolean {
  if (removed === undefined) return false;
  if (clause === removed) return true;
  return "items" in clause && clause.items.length > 0 && clause.items.every((item) => isGone(item, removed));
}

/**
 * Lowers a definition.
 *
 * @param removed leaves this clause out.
 * @returns the rule, and every problem found; the rule is only meaningful when there is no error.
 */
export function lowerDefinition(
  definition: Definition,
  shared: Shared,
  removed?: Clause,
): { rule: Rule; problems: readonly Diagnostic[] } {
  const lowering = new Lowering(shared, removed);
  const match = isGone(definition.match, removed) ? and([]) : lowering.clause(definition.match, undefined);
  const exceptions = definition.except
    .filter((exception) => !isGone(exception.match, removed))
    .map((exception) => not(lowering.clause(exception.match, undefined)));
  const written = and([stageTest(definition), match, ...exceptions]);
  const condition = simplify(written);
  const level = lowering.problems.length > 0 ? "Metadata" : leastLevel(written);
  const rule = { definition, written, condition, level };
  return { rule, problems: lowering.problems };
}

function stageTest(definition: Definition): Node {
  const [field] = lookup(["stage"]);
  const clause = definition.match;
  if (field === undefined) return and([]);
  return { kind: "equals", field, values: definition.stages, nocase: false, clause };
}

/** Least audit level at which a condition can become true: of alternatives the lowest, else the highest. */
export function leastLevel(node: Node): AuditLevel {
  const rank = (one: Node): number => {
    if (one.kind === "or") return Math.min(...one.children.map(rank));
    if (one.kind === "and") return Math.max(...one.children.map(rank));
    if (one.kind === "not") return rank(one.child);
    const fields = "field" in one ? [one.field] : "lists" in one ? one.lists : [];
    const inner = "lists" in one ? rank(one.child) : 1;
    return Math.max(inner, ...fields.map((field) => LEVELS.indexOf(field.level)));
  };
  return LEVELS[rank(node)] ?? "Metadata";
}
