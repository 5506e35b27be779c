import { didYouMean } from "../../diagnostics/suggest.ts";
import type { AuditEvent } from "../engine.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import { FIELDS, REFUSED_FIELDS } from "./fields.ts";
import type { FieldExpression, TransformArgument, TransformExpression } from "./syntax.ts";
import { TRANSFORMS } from "./transforms.ts";

/** What a side of a check gives for an event; `undefined` is a missing field. */
export type Bound =
  | { readonly kind: "text"; readonly read: (event: AuditEvent) => string | undefined }
  | { readonly kind: "texts"; readonly read: (event: AuditEvent) => readonly string[] | undefined }
  | { readonly kind: "number"; readonly read: (event: AuditEvent) => number | undefined }
  /** A transformer that never gives a value that anything matches. */
  | { readonly kind: "never" };

/** Compiles a field or a transformer call. */
export function bindOperand(operand: TransformArgument): Bound {
  switch (operand.kind) {
    case "field":
      return bindField(operand);
    case "transform":
      return bindTransform(operand);
    case "constant": {
      const { text } = operand;
      return { kind: "text", read: () => text };
    }
    case "list":
      throw new RuleSyntaxError("a written list is not modelled here", operand.offset, "use `concat(…)`");
  }
}

function bindTransform(call: TransformExpression): Bound {
  const transform = TRANSFORMS.get(call.name);
  if (!transform) throw new RuleSyntaxError(`unknown transformer \`${call.name}\``, call.offset);
  return transform(call, call.args.map(bindOperand));
}

/** Compiles a field: its name and its brackets are checked here, as Falco does when it loads a rule. */
function bindField({ name, arg, offset }: FieldExpression): Bound {
  const field = FIELDS.get(name);
  if (!field) return unknownField(name, offset);
  if (field.arg === "none" && arg !== undefined) {
    throw new RuleSyntaxError(`\`${name}\` takes nothing in brackets`, offset);
  }
  if (field.arg === "key" && !arg) {
    throw new RuleSyntaxError(`\`${name}\` needs a key in brackets: \`${name}[…]\``, offset);
  }
  if ("scalar" in field) {
    const { scalar } = field;
    return { kind: "text", read: (event) => scalar(event, arg ?? "") };
  }
  if (arg !== undefined && !/^\d{1,9}$/.test(arg)) {
    throw new RuleSyntaxError(`the index of \`${name}\` must be a number`, offset);
  }
  const { list } = field;
  const index = arg === undefined ? undefined : Number(arg);
  return {
    kind: "texts",
    read: (event) => {
      const texts = list(event, index);
      return texts?.length === 0 ? undefined : texts;
    },
  };
}

function unknownField(name: string, offset: number): never {
  const reason = REFUSED_FIELDS.get(name);
  if (reason !== undefined) throw new RuleSyntaxError(`\`${name}\` cannot be run here: ${reason}`, offset);
  const hint = didYouMean(name.slice(0, 80), FIELDS.keys()) ?? sourceHint(name);
  throw new RuleSyntaxError(`unknown field \`${name.slice(0, 80)}\` for source k8s_audit`, offset, hint);
}

function sourceHint(name: string): string {
  return /^(?:ka|jevt|json)\./.test(name)
    ? "other parts of the event: `jevt.value[/json/pointer]`"
    : "rules of source k8s_audit know the fields ka.* and jevt.* only";
}
