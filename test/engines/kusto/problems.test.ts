import { describe, expect, it } from "vitest";
import { cpuTime } from "../cpu-time.ts";
import { problem } from "./run.ts";

/** query, line, column, part of the message or hint */
const PROBLEMS: [string, number, number, string][] = [
  ["AKSAudit | where strlen(Verb) == 'x'", 1, 31, "cannot compare long with string"],
  ["AKSAudit\n| where TimeGenerated == 5", 2, 23, "cannot compare datetime with long"],
  ["AKSAudit | where Verb == 5", 1, 23, "cannot compare string with long"],
  ["AKSAudit | where Annotations == ObjectRef", 1, 30, "dynamic with dynamic"],
  ["AKSAudit | where ObjectRef.name == User.username", 1, 33, "dynamic with dynamic"],
  ["AKSAudit | where Verb < 'x'", 1, 23, "`<` is not defined"],
  ["AKSAudit | where Verb", 1, 18, "needs a bool"],
  ["AKSAudit | where not(ObjectRef.x)", 1, 31, "tobool"],
  ["AKSAudit | where Vreb == 'x'", 1, 18, "did you mean `Verb`?"],
  ["AKSAudit | where tolowre(Verb) == 'x'", 1, 18, "did you mean `tolower`?"],
  ["AKSAudti | take 1", 1, 1, "did you mean `AKSAudit`?"],
  ["AzureDiagnostics | take 1", 1, 1, "profile `azure-diagnostics`"],
  ["AKSAudit | where ImpersonatedUser.username == 'x'", 1, 18, "unknown column"],
  ["AKSAudit | where Verb.x == 'a'", 1, 22, "needs a dynamic"],
  ["AKSAudit | where Verb matches regex '('", 1, 37, "not valid"],
  ["AKSAudit | where Verb matches regex '(?=a)b'", 1, 37, "not valid"],
  ["AKSAudit | where Verb == 'a", 1, 26, "not closed"],
  ["AKSAudit | where Verb == 'a\\q'", 1, 28, "unknown escape"],
  ["AKSAudit | wehre Verb == 'a'", 1, 18, "supported tabular operator"],
  ["AKSAudit | summarize count() by ObjectRef", 1, 33, "group by a dynamic"],
  ["AKSAudit | distinct ObjectRef", 1, 21, "group by a dynamic"],
  ["AKSAudit | sort by ObjectRef.name", 1, 29, "sort by a dynamic"],
  ["AKSAudit | join kind=inner AKSAuditAdmin on ObjectRef", 1, 45, "cannot be dynamic"],
  ["AKSAudit | join kind=inner AKSAuditAdmin on $left.Verb == $right.TimeGenerated", 1, 56, "differ in type"],
  ["AKSAudit | join kind=cross AKSAuditAdmin on Verb", 1, 28, "not supported"],
  ["AKSAudit | extend a = 1, b = a + 1", 1, 30, "unknown column"],
  ["AKSAudit | extend a = prev(Verb)", 1, 23, "ordered rows"],
  ["AKSAudit | extend a = count()", 1, 23, "unknown function"],
  ["AKSAudit | summarize x = Verb", 1, 22, "aggregate"],
  ["AKSAudit | mv-expand Verb", 1, 22, "only a dynamic"],
  ["AKSAudit | where ObjectRef[Verb] == 'a'", 1, 28, "constant"],
  ["AKSAudit | where 'a' in (SourceIps)", 1, 26, "constant"],
  ["AKSAudit | where ObjectRef.x + 1 > 2", 1, 30, "cast it"],
  ["AKSAudit | extend x = tostring(true)", 1, 32, "not settled"],
  ["AKSAudit | extend x = strlen()", 1, 23, "takes 1 argument"],
  ["AKSAudit | where Verb in (1, 2)", 1, 27, "cannot compare"],
  ["AKSAudit | where hash(Verb) == 1", 1, 18, "unknown function"],
  ["let f = (x:long) { x }; AKSAudit | where f(Verb) == 1", 1, 44, "is a long"],
  ["AKSAudit | mv-apply c = SourceIps on (extend Verb = 'x')", 1, 46, "outside mv-apply"],
  ["5", 1, 1, "gives a value"],
  ["", 1, 1, "expected an expression"],
  ["AKSAudit | project-away Nope", 1, 25, "unknown column"],
  ["search 'x'", 1, 8, "expected the end of the query"],
  ["AKSAudit | parse Verb with 'x'", 1, 18, "supported tabular operator"],
];

describe("problems have a place", () => {
  it.each(PROBLEMS)("%s", (query, line, column, text) => {
    const found = problem(query);
    expect(`${found.message} ${found.hint ?? ""}`).toContain(text);
    expect([found.line, found.column]).toEqual([line, column]);
  });
});

describe("hostile text ends in a problem", () => {
  const HOSTILE: [string, string][] = [
    ["parentheses", `AKSAudit | where ${"(".repeat(10_000)}true${")".repeat(10_000)}`],
    ["not", `AKSAudit | where ${"not(".repeat(10_000)}true${")".repeat(10_000)}`],
    ["sums", `print x = 1${"+1".repeat(100_000)}`],
    ["members", `AKSAudit | where User${".a".repeat(100_000)} == "x"`],
    [
      "doubling text",
      `let a0="ab";${Array.from({ length: 40 }, (_, i) => `let a${i + 1}=strcat(a${i},a${i});`).join("")} print a40`,
    ],
    [
      "doubling functions",
      `let f0=(x:long){x+x};${Array.from({ length: 40 }, (_, i) => `let f${i + 1}=(x:long){f${i}(x)+f${i}(x)};`).join("")} print f40(1)`,
    ],
    ["deep dynamic", `print dynamic(${"[".repeat(10_000)}${"]".repeat(10_000)})`],
    ["pattern", `AKSAudit | where Verb matches regex "${"(a{1,1000}){1,1000}"}"`],
  ];
  it.each(HOSTILE)("%s", (_name, query) => {
    const start = cpuTime();
    expect(problem(query).message).not.toBe("");
    expect(cpuTime() - start).toBeLessThan(1500);
  });
});
