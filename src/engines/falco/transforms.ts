import type { AuditEvent } from "../engine.ts";
import { RuleSyntaxError } from "../syntax-error.ts";
import type { Bound } from "./bind-operand.ts";
import type { TransformExpression } from "./syntax.ts";
import { lowerAscii, upperAscii } from "./text.ts";

type Transform = (call: TransformExpression, args: readonly Bound[]) => Bound;
type Read = (event: AuditEvent) => string | undefined;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function only(call: TransformExpression, args: readonly Bound[]): Bound {
  const [first] = args;
  if (!first || args.length !== 1)
    throw new RuleSyntaxError(`\`${call.name}()\` takes one field`, call.offset);
  if (call.args[0]?.kind === "constant") {
    throw new RuleSyntaxError(`\`${call.name}()\` takes a field, not a constant`, call.args[0].offset);
  }
  return first;
}

/** A transformer of one text; on a list it gives something that never matches. */
function onText(change: (text: string) => string | undefined): Transform {
  return (call, args) => {
    const inner = only(call, args);
    if (inner.kind !== "text") {
      if (call.name === "tolower" || call.name === "toupper") return { kind: "never" };
      throw new RuleSyntaxError(
        `\`${call.name}()\` works on a single text`,
        call.offset,
        'use `join(",", field)`',
      );
    }
    const { read } = inner;
    return {
      kind: "text",
      read: (event) => {
        const text = read(event);
        return text === undefined ? undefined : change(text);
      },
    };
  };
}

function textRead(call: TransformExpression, bound: Bound | undefined, i: number): Read {
  if (bound?.kind === "text") return bound.read;
  const hint = bound?.kind === "texts" ? '`join(",", field)` makes one text of a list' : undefined;
  throw new RuleSyntaxError(
    `\`${call.name}()\` needs a text here`,
    call.args[i]?.offset ?? call.offset,
    hint,
  );
}

const concat: Transform = (call, args) => {
  if (args.length < 2) throw new RuleSyntaxError("`concat()` takes two or more texts", call.offset);
  const reads = args.map((arg, i) => textRead(call, arg, i));
  return {
    kind: "text",
    read: (event) => {
      let text = "";
      for (const read of reads) {
        const part = read(event);
        if (part === undefined) return undefined;
        text += part;
      }
      return text;
    },
  };
};

const join: Transform = (call, args) => {
  const [, list] = args;
  if (args.length !== 2)
    throw new RuleSyntaxError("`join()` takes a separator and a list field", call.offset);
  const separator = textRead(call, args[0], 0);
  if (list?.kind !== "texts") {
    throw new RuleSyntaxError("`join()` needs a list field", call.args[1]?.offset ?? call.offset);
  }
  return {
    kind: "text",
    read: (event) => {
      const by = separator(event);
      return by === undefined ? undefined : list.read(event)?.join(by);
    },
  };
};

/** The number of elements of a list, or of bytes of a text; compares as a number. */
const len: Transform = (call, args) => {
  const inner = only(call, args);
  if (inner.kind === "texts") return { kind: "number", read: (event) => inner.read(event)?.length };
  const read = textRead(call, inner, 0);
  return {
    kind: "number",
    read: (event) => {
      const text = read(event);
      return text === undefined ? undefined : Buffer.byteLength(text);
    },
  };
};

/** Falco's field transformers (falco.org "Transform operators"; `join`, `concat` and `len` need Falco 0.40–0.44). */
export const TRANSFORMS: ReadonlyMap<string, Transform> = new Map([
  ["tolower", onText(lowerAscii)],
  ["toupper", onText(upperAscii)],
  ["basename", onText((text) => text.slice(text.lastIndexOf("/") + 1))],
  ["b64", onText((text) => (BASE64.test(text) ? Buffer.from(text, "base64").toString("utf8") : undefined))],
  ["val", only],
  ["concat", concat],
  ["join", join],
  ["len", len],
]);
