import { lookup } from "../audit/catalogue.ts";
import { VERBS } from "../audit/event-fields.ts";
import { PathSyntaxError, parsePath } from "../audit/field-path.ts";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { closest } from "../diagnostics/suggest.ts";
import type { Clause, Definition, FieldClause, Operand } from "../load/definition.ts";
import type { Pack } from "../load/pack.ts";

/** Verbs that stand in role rules but never in an event, and other frequent slips. */
const NOT_A_VERB: Readonly<Record<string, string>> = {
  replace: "`replace` is not an audit verb: it is `update`",
  impersonate: "`impersonate` stands in role rules; an event has `impersonatedUser`",
  escalate: "`escalate` stands in role rules, not in events",
  bind: "`bind` stands in role rules, not in events",
  approve: "`approve` stands in role rules; an approval is an update of certificatesigningrequests/approval",
  exec: "an exec is verb `get` (WebSocket) or `create` (SPDY) on pods with subresource `exec`",
};

/** Values that the API server never writes: the clause could never be true, and nobody would notice. */
export function impossibleValues(pack: Pack): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const clauses = [
    ...pack.definitions.flatMap(conditionsOf),
    ...[...pack.macros.values()].map((macro) => macro.match),
  ];
  for (const clause of clauses) {
    for (const one of aboutTheEvent(clause)) checkClause(one, problems);
  }
  return problems;
}

/** The field clauses outside `where`: inside, paths begin at an element. */
function* aboutTheEvent(clause: Clause): Generator<FieldClause> {
  if (clause.kind === "field") yield clause;
  else if ("items" in clause) for (const item of clause.items) yield* aboutTheEvent(item);
}

function conditionsOf(definition: Definition): Definition["match"][] {
  return [definition.match, ...definition.except.map((exception) => exception.match)];
}

function checkClause(clause: FieldClause, problems: Diagnostic[]): void {
  if (clause.operators.length > 0) return;
  for (const operand of clause.operands) {
    const reason = operand.list ? undefined : whyImpossible(clause.field, operand);
    if (reason !== undefined) problems.push(diagnostic("RW1304", operand.span, reason.message, reason.hint));
  }
}

interface Reason {
  readonly message: string;
  readonly hint?: string;
}

function whyImpossible(field: string, operand: Operand): Reason | undefined {
  const { value } = operand;
  if (typeof value !== "string") return undefined;
  if (field === "verb") return verbReason(value);
  if (field === "objectRef.resource" && value.includes("/")) {
    const [resource, subresource] = value.split("/");
    const hint = `write \`objectRef.resource: ${resource}\` and \`objectRef.subresource: ${subresource}\``;
    return { message: "the resource of an event never holds the subresource", hint };
  }
  const traits = traitsOf(field);
  if (traits?.values !== undefined && !traits.values.includes(value)) {
    const guess = closest(value, traits.values);
    const hint = guess === undefined ? `one of: ${traits.values.join(", ")}` : `did you mean \`${guess}\`?`;
    return { message: `\`${field}\` is never \`${value}\``, hint };
  }
  if (traits?.lowerCase === true && value !== value.toLowerCase()) {
    return { message: `\`${field}\` is always lower case`, hint: `write \`${value.toLowerCase()}\`` };
  }
  return undefined;
}

function verbReason(value: string): Reason | undefined {
  const special = Object.hasOwn(NOT_A_VERB, value) ? NOT_A_VERB[value] : undefined;
  if (special !== undefined) return { message: special };
  const verbs: readonly string[] = VERBS;
  if (verbs.includes(value)) return undefined;
  const guess = closest(value, verbs);
  const hint = guess === undefined ? `one of: ${verbs.join(", ")}` : `did you mean \`${guess}\`?`;
  return { message: `\`${value}\` is not a verb of the audit log`, hint };
}

function traitsOf(field: string): ReturnType<typeof lookup>[number]["traits"] | undefined {
  try {
    return lookup(parsePath(field).map(String))[0]?.traits;
  } catch (error) {
    if (error instanceof PathSyntaxError) return undefined;
    throw error;
  }
}
