import { describe, expect, test } from "vitest";
import { positionAt } from "../../src/diagnostics/source.ts";
import { readYaml, toValue } from "../../src/load/yaml.ts";

function read(text: string): unknown {
  const result = readYaml({ file: "f.yaml", text });
  return "root" in result ? toValue(result.root) : result.problem.code;
}

describe("YAML", () => {
  test.each([
    ["a: 1\nb: [x, true, ~]", { a: 1, b: ["x", true, null] }],
    ["a: yes", { a: "yes" }],
    ["a: 0x1F\nb: 1.5\nc: '1'", { a: 31, b: 1.5, c: "1" }],
    ["a: |\n  x\n  y\n", { a: "x\ny\n" }],
    ['a: "q\\n"', { a: "q\n" }],
    ["a:\r\n  b: 1\r\n", { a: { b: 1 } }],
    ["a: 12345678901234567890", { a: "12345678901234567890" }],
  ])("%j", (text, value) => expect(JSON.parse(JSON.stringify(read(text)))).toEqual(value));

  test.each([
    ["", "RW1001"],
    ["# only a comment\n", "RW1001"],
    ["a: [1", "RW1001"],
    ["a: &x 1", "RW1003"],
    ["a: &x 1\nb: *x", "RW1003"],
    ["<<: {a: 1}", "RW1003"],
    ["a: !!str 1", "RW1003"],
    ["a: 1\n---\nb: 2", "RW1003"],
    ["? [1]\n: 2", "RW1003"],
    ["a: 1\na: 2", "RW1005"],
    [`a: ${"[".repeat(100)}1${"]".repeat(100)}`, "RW1002"],
    [`a: ${"[".repeat(50_000)}`, "RW1002"],
    [`a: "${"x".repeat(10 * 1024 * 1024)}"`, "RW1002"],
  ])("refuses %#", (text, code) => expect([code, "RW1001"]).toContain(read(text)));

  test("keys such as __proto__ are data", () => {
    const value = read("__proto__: {polluted: 1}\nconstructor: 2") as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test("positions point at the value", () => {
    const source = { file: "f.yaml", text: "a:\n  b: xyz\n" };
    const result = readYaml(source);
    if (!("root" in result) || result.root.kind !== "map") throw new Error("no root");
    const inner = result.root.entries[0]?.value;
    const b = inner?.kind === "map" ? inner.entries[0]?.value : undefined;
    expect(positionAt(source, b?.span.start ?? 0)).toEqual({ line: 2, column: 6 });
  });
});
