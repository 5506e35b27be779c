/** The library: what the command line is made of. */

export { keysBelow, lookup } from "./audit/catalogue.ts";
export type { Event } from "./audit/envelopes.ts";
export { eventsIn } from "./audit/envelopes.ts";
export type { Backend, Emission, Emitted, Note, OutputFile, Refused, Verdict } from "./backends/backend.ts";
export { backends } from "./backends/registry.ts";
export { type CheckedPack, checkPack } from "./check/check-pack.ts";
export type { Diagnostic } from "./diagnostics/diagnostic.ts";
export { renderDiagnostic } from "./diagnostics/render.ts";
export type { AuditEvent, Engine, EngineRule } from "./engines/engine.ts";
export { engineLoaders } from "./engines/registry.ts";
export { compilePredicate } from "./evaluate/predicate.ts";
export { type Host, nodeHost } from "./host.ts";
export { type Definition, SEVERITIES, TARGETS, type Target } from "./load/definition.ts";
export { loadPack, type Pack } from "./load/pack.ts";
export type { Node } from "./lower/ir.ts";
export { lowerDefinition, type Rule } from "./lower/lower.ts";
export { printNode } from "./lower/print.ts";
export { type Compiled, compileRules } from "./publish/compile.ts";
export { type Alert, makeAlert } from "./scan/alert.ts";
export { compilePack } from "./scan/dispatch.ts";
export { scanLog } from "./scan/scan-log.ts";
export { verifyPack } from "./verify/verify-pack.ts";
export { verifyRule } from "./verify/verify-rule.ts";
