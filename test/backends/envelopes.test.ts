import { Ajv } from "ajv";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import type { Emitted } from "../../src/backends/backend.ts";
import { backends } from "../../src/backends/registry.ts";
import type { Target } from "../../src/load/definition.ts";
import { ruleOf } from "../helpers.ts";
import { shippedPack } from "../pack.ts";
import { falcoSchema, kibanaSchema, sentinelSchema, sigmaSchema } from "./envelope-schemas.ts";

const ajv = new Ajv({ allErrors: true });

function emittedFor(target: Target): Emitted[] {
  const backend = backends[target];
  return shippedPack()
    .rules.map((rule) => backend.emit(rule, backend.profiles[0] ?? ""))
    .filter((one): one is Emitted => one.verdict !== "refused");
}

describe("envelopes of the whole pack", () => {
  test.each([
    ["sigma", sigmaSchema, load],
    ["falco", falcoSchema, load],
    ["elastic", kibanaSchema, JSON.parse],
    ["sentinel", sentinelSchema, load],
  ] as const)("%s", (target, schema, parse) => {
    const check = ajv.compile(schema);
    const emitted = emittedFor(target);
    expect(emitted.length).toBeGreaterThan(0);
    for (const one of emitted) {
      check(parse(one.file.text));
      expect([one.file.path, check.errors ?? []]).toEqual([one.file.path, []]);
    }
  });

  test("falco: the bundle is one rules file with unique names, and no percent sign is a literal in an output", () => {
    const [bundle] = backends.falco.bundle(emittedFor("falco"), "k8saudit");
    const items = load(bundle?.text ?? "") as { rule?: string; output?: string }[];
    const names = items.flatMap((item) => item.rule ?? []);
    expect(new Set(names).size).toBe(names.length);
    expect(items.slice(0, 2).map((item) => Object.keys(item)[0])).toEqual([
      "required_engine_version",
      "required_plugin_versions",
    ]);
    for (const { output } of items) expect(output?.replaceAll(/%ka\.[a-z.]+/g, "") ?? "").not.toContain("%");
  });

  test("splunk: stanzas are disabled, at most 99 characters, and one line each but for continuations", () => {
    const files = backends.splunk.bundle(emittedFor("splunk"), "raw");
    const conf = files.find((file) => file.path.endsWith("savedsearches.conf"))?.text ?? "";
    const names = [...conf.matchAll(/^\[(.*)\]$/gm)].map(([, name]) => name ?? "");
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(99);
    expect(conf.match(/^disabled = 1$/gm)).toHaveLength(names.length);
    expect(files.map((file) => file.path)).toContain("rulewright_kubernetes/default/macros.conf");
  });

  test("elastic: the import is one rule a line", () => {
    const [bundle] = backends.elastic.bundle(emittedFor("elastic"), "kubernetes");
    for (const line of (bundle?.text ?? "").trim().split("\n")) expect(JSON.parse(line).rule_id).toMatch(/-/);
  });

  test("texts of a definition cannot break out of an envelope", () => {
    const rule = ruleOf("verb: get");
    const evil = "x\"}\n- rule: evil\n{{#each this}}{{/each}} \\ '; [stanza]\n%";
    const named = {
      ...rule,
      definition: { ...rule.definition, title: evil, description: evil, falsepositives: [evil] },
    };
    const clean = { sigma: load, falco: load, elastic: JSON.parse, sentinel: load };
    for (const [target, parse] of Object.entries(clean) as [Target, (text: string) => unknown][]) {
      const emission = backends[target].emit(named, backends[target].profiles[0] ?? "");
      if (emission.verdict === "refused") throw new Error(target);
      const parsed = parse(emission.file.text);
      expect(Array.isArray(parsed) ? parsed.length : 1).toBe(1);
      expect(JSON.stringify(parsed)).toContain("evil");
    }
    const splunk = backends.splunk.emit(named, "raw");
    if (splunk.verdict === "refused") throw new Error("splunk");
    expect(splunk.file.text.match(/^\[/gm)).toHaveLength(1);
  });

  test("an inexact rule says so in its own description", () => {
    const rule = ruleOf(
      "some: requestObject.spec.containers\nwhere: {securityContext.privileged: true, image: x}",
      "accept: {sigma: wider, elastic: wider}\n",
    );
    for (const target of ["sigma", "elastic"] as const) {
      const emission = backends[target].emit(rule, backends[target].profiles[0] ?? "");
      if (emission.verdict === "refused") throw new Error(target);
      expect(emission.verdict).toBe("wider");
      expect(emission.file.text).toContain("This rule is wider: it matches more than its source.");
    }
  });
});
