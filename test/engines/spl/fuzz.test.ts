import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splunkEngine } from "../../../src/engines/spl/index.ts";
import { cpuTime } from "../cpu-time.ts";

const WORDS =
  `| search where eval stats eventstats streamstats bin span=5m _time rename fields table dedup sort head rex spath
mvexpand fillnull regex transaction count dc( values( by BY as AS AND OR NOT IN XOR like in( ( ) , = != < >= == . + - *
/ % "a" "a b" 'user.groups{}' "user.groups{}" verb user.username objectRef.resource get 5 1.5 \`kube_audit\` \`x_filter\`
\`m(1)\` mvfilter( mvcount( if( case( isnull( spath(_raw, json_extract( match( cidrmatch( "10.0.0.0/8" "(a" "%" time_window=5m
window=3 current=f [ ] { } \\ " ' \` \`\`\` eval( null() true() mvmap( field=verb path= input= * -count limit=2 TERM( index=*`.split(
    /\s+/,
  );
const FILES = ["rule.spl", "rule.yml", "savedsearches.conf"];
const EVENTS = [
  { verb: "get", user: { username: "a", groups: ["x", "y"] }, stageTimestamp: "2026-11-23T07:00:00Z" },
  { verb: 5, user: [], sourceIPs: ["10.0.0.1"] },
  {},
];

function check(text: string, file: string): void {
  const start = cpuTime();
  const { rules, problems } = splunkEngine.parse([{ file, text }], {
    macros: [{ file: "macros.conf", text }],
  });
  for (const { line, column } of problems) expect(Math.min(line, column)).toBeGreaterThan(0);
  for (const rule of rules) {
    for (const event of EVENTS) expect(rule.matches?.(event) ?? true).toBeTypeOf("boolean");
    try {
      rule.run(EVENTS);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError); // a documented limit: order of time, number of groups
    }
  }
  if (file === "rule.spl") expect(rules.length + problems.length).toBeGreaterThan(0);
  expect(cpuTime() - start).toBeLessThan(1000);
}

describe("any text gives rules or problems, never an exception", () => {
  it("random text", () => {
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.string({ maxLength: 300 }));
    fc.assert(fc.property(text, fc.constantFrom(...FILES), check), { numRuns: 1000 });
  });

  it("token soup", () => {
    const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((words) => words.join(" "));
    const heads = [
      "",
      "index=* | where ",
      "index=* | stats ",
      "index=* | streamstats ",
      "index=* | eval x=",
      "index=* | ",
    ];
    const search = fc.tuple(fc.constantFrom(...heads), soup).map((parts) => parts.join(""));
    fc.assert(
      fc.property(search, (text) => check(text, "rule.spl")),
      { numRuns: 5000 },
    );
  });

  it.each([
    "(",
    ")",
    "[",
    '"',
    "'",
    "`",
    "\\",
    "|",
    "*",
    "a ",
    "NOT ",
    "a OR ",
    "a=1 ",
    "a IN (1) ",
    "`a`",
    "`a(",
    "``` ",
    "| where a=1 ",
    "a*",
  ])("a megabyte of %s", (unit) => {
    check(unit.repeat(Math.floor(1_000_000 / unit.length)), "rule.spl");
  });

  it.each([
    "(",
    "NOT ",
    "-",
    "a=1 AND ",
    "a=1 OR ",
    "1+",
    "a.",
    "if(",
    "mvfilter(",
    '"x".',
    "coalesce(1,",
    "1e9*",
    "in(",
  ])("a megabyte of %s in where", (unit) => {
    check(`index=* | where ${unit.repeat(Math.floor(999_000 / unit.length))}a=1`, "rule.spl");
  });

  it.each([
    ["savedsearches.conf", "a\n"],
    ["savedsearches.conf", "a=\\\n"],
    ["savedsearches.conf", "[a]\nsearch=|\n"],
    ["rule.yml", "a: "],
    ["rule.yml", "["],
    ["rule.yml", "search: |\n"],
  ])("a megabyte in %s of %j", (file, unit) => {
    check(unit.repeat(Math.floor(1_000_000 / unit.length)), file);
  });

  it("many bad stanzas", () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `[${i}]\nsearch = index=* | where\n`).join("");
    check(text, "savedsearches.conf");
  });

  it("long lists run as well as they parse", () => {
    const clauses = Array.from({ length: 20_000 }, (_, i) => `verb="v${i}"`).join(" OR ");
    check(`index=* | where ${clauses}`, "rule.spl");
    check(`index=* (${clauses})`, "rule.spl");
    check(`index=* | where 1${"+1".repeat(40_000)}=2`, "rule.spl");
  });

  it("patterns stay linear", () => {
    const event = { verb: "a".repeat(50_000) };
    const run = (text: string): boolean | undefined => {
      const start = cpuTime();
      const result = splunkEngine.parse([{ file: "rule.spl", text }]).rules[0]?.matches?.(event);
      expect(cpuTime() - start).toBeLessThan(1000);
      return result;
    };
    expect(run(`index=* | eval v=spath(_raw,"verb") | where match(v,"^(a+)+$")`)).toBe(true);
    expect(run(`index=* | eval v=spath(_raw,"verb") | where match(v,"^(a|a)*b$")`)).toBe(false);
    expect(run(`index=* | eval v=spath(_raw,"verb") | where like(v,"${"%a".repeat(200)}%b")`)).toBe(false);
    expect(run(`index=* | eval v=spath(_raw,"verb") | search v=${"*a".repeat(200)}*b`)).toBe(false);
    expect(run(`index=* ${"*a".repeat(200)}*b`)).toBe(false);
    expect(run(`index=* a${"*a".repeat(200)}*b`)).toBe(false);
  });
});
