import { describe, expect, test } from "vitest";
import { runPackTests } from "../../src/cli/commands/test.ts";
import { run } from "../../src/cli/run.ts";
import { nodeHost } from "../../src/host.ts";
import { shippedPack } from "../pack.ts";

const root = new URL("../../", import.meta.url).pathname;

describe("the shipped pack", () => {
  test("has no errors and no warnings", () => {
    expect(shippedPack().problems.map((one) => `${one.file}: ${one.code} ${one.message}`)).toEqual([]);
  });

  test("passes its own tests, and every clause is proven", () => {
    const reports = runPackTests(shippedPack());
    expect(reports.flatMap((one) => one.problems.map((found) => `${one.id}: ${found.message}`))).toEqual([]);
    expect(reports.length).toBe(shippedPack().rules.length + shippedPack().pack.macros.size);
  });

  test("every detection has two cases that match and two that do not", () => {
    const few = shippedPack().rules.flatMap(({ definition }) => {
      const cases = shippedPack().pack.tests.get(definition.id)?.cases ?? [];
      const matching = cases.filter((one) => one.expect === "match").length;
      return matching >= 2 && cases.length - matching >= 2 ? [] : [definition.id];
    });
    expect(few).toEqual([]);
  });

  test("no two detections ask the same", () => {
    const seen = new Map<string, string>();
    const doubles = shippedPack().rules.flatMap(({ definition, condition }) => {
      const logic = JSON.stringify(condition, (key, value: unknown) =>
        key === "clause" ? undefined : value,
      );
      const other = seen.get(logic);
      seen.set(logic, definition.id);
      return other === undefined ? [] : [`${other} = ${definition.id}`];
    });
    expect(doubles).toEqual([]);
  });

  test("dist-rules and the generated pages are what the definitions compile to", async () => {
    let out = "";
    const add = (text: string): void => {
      out += text;
    };
    const host = { ...nodeHost(), stdout: add, stderr: add };
    const before = process.cwd();
    process.chdir(root);
    try {
      expect([await run(host, ["compile", "--check"]), out]).toEqual([0, out]);
      expect([await run(host, ["docs", "--check"]), out]).toEqual([0, out]);
    } finally {
      process.chdir(before);
    }
  });
});
