import { readdirSync, readFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { scheduled } from "../../src/backends/sentinel/envelope.ts";
import { sentinel } from "../../src/backends/sentinel/index.ts";
import { ruleOf } from "../helpers.ts";
import { shippedPack } from "../pack.ts";
import { kustoProblems } from "./kusto-parser.ts";

const conformance = new URL("../conformance/", import.meta.url).pathname;

describe("Microsoft's parser accepts what we write", () => {
  test("it knows the tables, and finds faults", () => {
    expect(kustoProblems("AKSAudit | where Verb == 'get'")).toEqual([]);
    expect(kustoProblems("AKSAudit | where Verbb == 'get'")).toHaveLength(1);
    expect(kustoProblems("AKSAudit | where tostring(User.username == 'x'")).not.toEqual([]);
  });

  test("every rule of the pack, in every profile", () => {
    for (const rule of shippedPack().rules) {
      for (const profile of sentinel.profiles) {
        const emission = sentinel.emit(rule, profile);
        if (emission.verdict !== "refused")
          expect([rule.definition.id, kustoProblems(scheduled(emission.query))]).toEqual([
            rule.definition.id,
            [],
          ]);
      }
    }
  });

  test("every construct", () => {
    for (const name of readdirSync(conformance).filter((file) => file.endsWith(".txt"))) {
      const { match, more } = load(readFileSync(conformance + name, "utf8").split("\n---\n")[0] ?? "") as {
        match: string;
        more?: string;
      };
      const emission = sentinel.emit(ruleOf(match, more), "aks");
      if (emission.verdict !== "refused") expect([name, kustoProblems(emission.query)]).toEqual([name, []]);
    }
  });
});

test("a query over the limit is refused", () => {
  const many = Array.from({ length: 700 }, (_, i) => `user-number-${i}`).join(", ");
  const emission = sentinel.emit(ruleOf(`user.username: [${many}]`), "aks");
  expect(emission.verdict).toBe("refused");
});

test("a title that begins with a bracket stays text in the ARM template", () => {
  const rule = ruleOf("verb: get");
  const named = { ...rule, definition: { ...rule.definition, title: "[test] x" } };
  const emission = sentinel.emit(named, "aks");
  if (emission.verdict === "refused") throw new Error("refused");
  const [file] = sentinel.bundle([emission], "aks");
  expect(JSON.parse(file?.text ?? "").resources[0].properties.displayName).toBe("[[test] x");
});
