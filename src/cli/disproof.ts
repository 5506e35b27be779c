import { createColors } from "picocolors";
import { printable } from "../diagnostics/render.ts";
import type { Host } from "../host.ts";
import type { Proof } from "../verify/verify-rule.ts";

/** A failed proof as people read it: both readings of the smallest event that shows it. */
export function renderDisproof(host: Host, proof: Proof): string {
  const paint = createColors(host.colour);
  const head = `${paint.red("RW3001")} ${proof.rule} → ${proof.target} (${proof.profile}), verdict ${proof.verdict}`;
  const unreadable = proof.unreadable.map(
    (reason) => `  the interpreter cannot read it: ${printable(reason)}`,
  );
  const differences = proof.disagreements.map((one) => {
    const side = (matches: boolean): string => (matches ? "matches" : "does not match");
    const event = JSON.stringify(one.event);
    return `  the definition ${side(one.source)}, the emitted text ${side(one.target)}:\n    ${printable(event)}`;
  });
  return `${[head, ...unreadable, ...differences].join("\n")}\n\n`;
}
