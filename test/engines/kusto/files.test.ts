import { describe, expect, it } from "vitest";
import { sentinelEngine } from "../../../src/engines/kusto/index.ts";
import { fixture, rows } from "./run.ts";

const YAML = `id: 5b0c0000-0000-4000-8000-000000000001
name: Many deletes
severity: High
triggerOperator: gt
triggerThreshold: 1
query: |
  AKSAudit
  | where Verb == "delete"
`;
const EVENTS = [{ verb: "delete" }, { verb: "get" }, { verb: "delete" }];

function arm(query: string): string {
  const properties = {
    displayName: "Arm",
    severity: "Low",
    query,
    triggerOperator: "GreaterThan",
    triggerThreshold: 0,
  };
  return JSON.stringify(
    { resources: [{ type: "x" }, { name: "r", kind: "Scheduled", properties }] },
    null,
    2,
  );
}

describe("rule files", () => {
  it("reads analytic-rule YAML with its trigger", () => {
    const { rules, problems } = sentinelEngine.parse([{ file: "r.yaml", text: YAML }]);
    expect(problems).toEqual([]);
    const [rule] = rules;
    expect(rule).toMatchObject({
      id: "5b0c0000-0000-4000-8000-000000000001",
      title: "Many deletes",
      severity: "high",
    });
    expect(rule?.matches).toBeUndefined();
    expect(rule?.run(EVENTS).map((alert) => alert.events)).toEqual([[0], [2]]);
    expect(rule?.run(EVENTS.slice(0, 2))).toEqual([]);
  });
  it("fires on silence where the trigger asks for it", () => {
    const text = YAML.replace("operator: gt", "operator: eq").replace(
      "triggerOperator: gt",
      "triggerOperator: lt",
    );
    const { rules } = sentinelEngine.parse([{ file: "r.yaml", text }]);
    expect(rules[0]?.run([{ verb: "get" }])).toEqual([{ events: [] }]);
  });
  it("shows problems at their place in the file", () => {
    const { problems } = sentinelEngine.parse([{ file: "r.yaml", text: YAML.replace("Verb ==", "Vreb ==") }]);
    expect(problems).toMatchObject([
      { file: "r.yaml", line: 8, column: 11, message: "unknown column `Vreb`" },
    ]);
  });
  it("reads ARM templates", () => {
    const { rules, problems } = sentinelEngine.parse([
      { file: "r.json", text: arm('AKSAudit\n| where Verb == "delete"') },
    ]);
    expect(problems).toEqual([]);
    expect(rules[0]).toMatchObject({ title: "Arm", severity: "low" });
    expect(EVENTS.map((event) => rules[0]?.matches?.(event))).toEqual([true, false, true]);
  });
  it("reads [[ as [ and refuses expressions", () => {
    const escaped = sentinelEngine.parse([{ file: "r.json", text: arm("[[('AKSAudit')] | nope") }]);
    expect(escaped.problems[0]?.message).not.toContain("ARM expression");
    const expression = sentinelEngine.parse([{ file: "r.json", text: arm("[parameters('q')]") }]);
    expect(expression.problems).toMatchObject([
      { line: 12, message: expect.stringContaining("ARM expression") },
    ]);
  });
  it("maps places through JSON escapes", () => {
    const text = arm('AKSAudit\n| where Vreb == "x"');
    const { problems } = sentinelEngine.parse([{ file: "r.json", text }]);
    const line = text.split("\n")[(problems[0]?.line ?? 1) - 1] ?? "";
    expect(line.slice((problems[0]?.column ?? 1) - 1)).toMatch(/^Vreb/);
  });
  it("one bad file does not hide the others", () => {
    const sources = [
      { file: "a.json", text: "{" },
      { file: "b.yaml", text: "name: x" },
      { file: "c.kql", text: "AKSAudit" },
      { file: "d.yaml", text: "query: 5" },
    ];
    const { rules, problems } = sentinelEngine.parse(sources);
    expect(rules.map((rule) => rule.id)).toEqual(["c"]);
    expect(problems.map((problem) => problem.file)).toEqual(["a.json", "b.yaml", "d.yaml"]);
    expect(sentinelEngine.parse(sources, { profile: "nope" }).problems).toHaveLength(4);
  });
});

describe("tables made of events", () => {
  it("equal the documented AKSAudit rows", () => {
    const expected = fixture("aks-aksaudit-rows.jsonl");
    const made = rows("AKSAudit", fixture("native.jsonl"));
    const comparable = (row: Record<string, unknown>) => {
      const { PodName, _ResourceId, TimeGenerated, RequestReceivedTime, StageReceivedTime, ...rest } = row;
      const times = [TimeGenerated, RequestReceivedTime, StageReceivedTime].map((time) =>
        String(time).slice(0, 26),
      );
      return { ...rest, times };
    };
    expect(expected.length).toBeGreaterThan(5);
    const wanted = new Map(expected.map((row) => [`${row["AuditId"]} ${row["Stage"]}`, comparable(row)]));
    for (const row of made) {
      const { TenantId, SourceSystem, _SubscriptionId, ...rest } = comparable(row) as Record<string, unknown>;
      expect([TenantId, SourceSystem, _SubscriptionId]).toEqual(["", "", ""]);
      expect(rest).toEqual(wanted.get(`${row["AuditId"]} ${row["Stage"]}`));
    }
  });
});
