import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { backends } from "../../src/backends/registry.ts";
import { TARGETS } from "../../src/load/definition.ts";
import { ruleOf } from "../helpers.ts";

/**
 * One file for each construct of the language: the definition's `match`, and what every target makes of it:
 * the verdict and the text, or the reasons of the refusal. `UPDATE=1` writes what is; read the diff.
 */
const folder = new URL("./", import.meta.url).pathname;

interface Case {
  readonly match: string;
  readonly more: string;
}

function readCase(text: string): Case {
  const document = text.split("\n---\n")[0] ?? "";
  const { match, more } = load(document) as { match: string; more?: string };
  return { match, more: more ?? "" };
}

function expected(one: Case): string {
  const rule = ruleOf(one.match, one.more);
  return TARGETS.map((target) => {
    const emission = backends[target].emit(rule, backends[target].profiles[0] ?? "");
    if (emission.verdict === "refused") {
      const reasons = emission.problems.map((problem) => `${problem.code} ${problem.message}`);
      return [`=== ${target}: refused`, ...new Set(reasons)].join("\n");
    }
    const notes = [...new Set(emission.notes.map((note) => `# ${note.reason}`))];
    return [`=== ${target}: ${emission.verdict}`, ...notes, emission.query].join("\n");
  }).join("\n\n");
}

describe("each construct in every target", () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".txt"))) {
    test(name.replace(".txt", ""), () => {
      const text = readFileSync(folder + name, "utf8");
      const one = readCase(text);
      const head = text.split("\n---\n")[0];
      const actual = `${head}\n---\n${expected(one)}\n`;
      if (process.env["UPDATE"] === "1") writeFileSync(folder + name, actual);
      else expect(actual).toBe(text);
    });
  }
});
