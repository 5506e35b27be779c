import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { falcoEngine } from "../../../src/engines/falco/index.ts";
import { cpuTime } from "../cpu-time.ts";
import { event, file } from "./run.ts";

const WORDS =
  `ka.verb ka.user.groups ka.uri.param[x] jevt.value[/a/0] jevt.rawtime = != == < > <= >= in intersects exists
contains startswith endswith icontains glob iglob regex pmatch anyof ( ) , and or not not( m l "a" 'b' a* [a-b] (a|b)+? \\d
tolower( toupper( len( join( concat( val( b64( basename( 5 0x1f "\\n" "\\x" proc.name [ ] {2}{3} **`.split(
    /\s+/,
  );
const ITEMS =
  `- rule: macro: list: condition: output: desc: priority: source: k8s_audit enabled: append: true override: items: [a,b]
exceptions: name: fields: comps: values: - "x" {condition: append} &a *a | > ~ ? ! \n \n\u0020\u0020 \n-\u0020 WARNING`.split(
    " ",
  );
const BEFORE = "- list: l\n  items: [a, m, l]\n- macro: m\n  condition: ka.verb in (l)\n";
const EVENTS = [event({ verb: "a", user: { groups: ["a"] } }), event({ requestURI: "/?x=1" }), {}];

function check(text: string): void {
  const start = cpuTime();
  const { rules, problems } = falcoEngine.parse([{ file: "r.yaml", text }]);
  expect(cpuTime() - start).toBeLessThan(2000);
  for (const { line, column, message } of problems) {
    expect(Math.min(line, column)).toBeGreaterThan(0);
    expect(message).not.toBe("");
  }
  for (const rule of rules) expect(rule.run(EVENTS).length).toBeLessThanOrEqual(EVENTS.length);
}

const json = fc.jsonValue({ maxDepth: 5 });
const CONDITIONS =
  `ka.verb exists|ka.user.groups intersects (a)|jevt.value[/a/0] contains a|ka.uri.param[a] exists|
ka.req.pod.containers.image.repository in (a)|ka.req.pod.containers.host_port in (a)|ka.req.role.rules.verbs[0] exists|
ka.req.pod.volumes.volume_type intersects (a)|ka.req.binding.subjects.user_names exists|ka.target.pod.name exists|
len(ka.user.groups) > 0|ka.req.pod.containers.eff_run_as_user exists|ka.req.container.privileged exists|
ka.req.pod.containers.add_capabilities exists|ka.req.volume.hostpath[/a*] = true|ka.req.service.ports exists`
    .split("|")
    .map((one) => one.trim());

describe("any text gives rules or problems, never an exception", () => {
  it("random text", () => {
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.string({ maxLength: 300 }));
    fc.assert(fc.property(text, check), { numRuns: 1000 });
    fc.assert(
      fc.property(text, (condition) => check(file(condition, BEFORE))),
      { numRuns: 1000 },
    );
  });
  it("soup of tokens", () => {
    const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((words) => words.join(" "));
    const tight = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((words) => words.join(""));
    fc.assert(
      fc.property(fc.oneof(soup, tight), (condition) => check(file(condition, BEFORE))),
      { numRuns: 4000 },
    );
    const items = fc.array(fc.constantFrom(...ITEMS), { maxLength: 30 }).map((words) => words.join(" "));
    fc.assert(fc.property(items, check), { numRuns: 2000 });
  });
  it("a megabyte and deep nesting", () => {
    const units = [
      "a",
      "(",
      "not(",
      "not ",
      "ka.verb=a or ",
      "ka.verb in (a,",
      "'",
      "tolower(",
      "l,",
      "m and ",
      "[",
      "- ",
      "{",
      "&a ",
    ];
    for (const unit of units) {
      const text = unit.repeat(Math.floor(1_000_000 / unit.length));
      check(text);
      check(file(text, BEFORE));
    }
    for (const unit of ["(", "not(", "tolower("]) check(file(unit.repeat(10_000)));
    check(file(`ka.verb regex ${"(a*)*".repeat(40)}b`));
  });
  it("macros that grow without end", () => {
    const macros = Array.from({ length: 60 }, (_, i) =>
      i === 0
        ? "- macro: m0\n  condition: ka.verb=a\n"
        : `- macro: m${i}\n  condition: m${i - 1} and m${i - 1}\n`,
    );
    check(file("m59", macros.join("")));
    const chain = Array.from({ length: 4000 }, (_, i) =>
      i === 0 ? "- macro: m0\n  condition: ka.verb=a\n" : `- macro: m${i}\n  condition: not m${i - 1}\n`,
    );
    check(file("m3999", chain.join("")));
    const lists = Array.from({ length: 40 }, (_, i) => `- list: l${i}\n  items: ["l${i + 1} , l${i + 1}"]\n`);
    check(file("ka.verb in (l0)", lists.join("")));
  });
});

it("no event makes a rule throw", () => {
  const rules = CONDITIONS.flatMap(
    (condition) => falcoEngine.parse([{ file: "r", text: file(condition) }]).rules,
  );
  expect(rules).toHaveLength(CONDITIONS.length);
  const keys = ["verb", "user", "requestObject", "responseObject", "requestURI", "objectRef", "a"];
  const body = fc.record(Object.fromEntries(keys.map((key) => [key, json])), { requiredKeys: [] });
  const shaped = fc
    .record({ containers: json, volumes: json, ports: json }, { requiredKeys: [] })
    .map((spec) => ({ requestObject: { spec, rules: [spec], subjects: [spec] } }));
  fc.assert(
    fc.property(fc.oneof(body, shaped), (parts) => {
      for (const rule of rules) expect(typeof rule.matches?.(event(parts))).toBe("boolean");
    }),
    { numRuns: 2000 },
  );
  const deep = JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`) as unknown;
  for (const rule of rules)
    expect(rule.matches?.(event({ requestObject: deep, user: deep, a: deep, verb: deep }))).toBeDefined();
});
