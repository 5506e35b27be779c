import { describe, expect, it } from "vitest";
import { rows, rule } from "./run.ts";

const at = (second: number): string => `2026-01-02T03:04:${String(second).padStart(2, "0")}.000000Z`;
const EVENTS = [
  { verb: "get", user: { username: "ann" }, objectRef: { resource: "pods" }, stageTimestamp: at(1) },
  { verb: "list", user: { username: "bob" }, objectRef: { resource: "secrets" }, stageTimestamp: at(3) },
  { verb: "create", user: { username: "ann" }, objectRef: { resource: "pods" }, stageTimestamp: at(2) },
  {
    verb: "delete",
    user: { username: "ann" },
    stageTimestamp: at(9),
    requestObject: { spec: { containers: [] } },
  },
  {
    verb: "create",
    user: { username: "eve" },
    objectRef: { resource: "pods" },
    stageTimestamp: at(5),
    requestObject: { spec: { containers: [{ name: "a", p: true }, { name: "b" }, { name: "c", p: true }] } },
  },
];
const T =
  'datatable(k:string, n:long, t:datetime, d:dynamic)["a",1,datetime(2026-01-01),dynamic([1,2]), "b",2,datetime(2026-01-02),dynamic([]), "a",3,datetime(null),dynamic(null)]';

const QUERIES: [string, string, unknown[]][] = [
  ["where keeps only true", "| where n > 1 | project n", [{ n: 2 }, { n: 3 }]],
  ["null conditions drop rows", "| where t > datetime(2026-01-01) | project n", [{ n: 2 }]],
  ["extend replaces and adds", "| extend n = n * 2, m = n | project n, m | take 1", [{ n: 2, m: 1 }]],
  ["project names", "| project d[0], tolower(k), n + 1 | take 1", [{ d_0: 1, Column1: "a", Column2: 2 }]],
  ["project-away", "| project-away d, t* | take 1", [{ k: "a", n: 1 }]],
  ["project-keep", "| project-keep n, k | take 1", [{ k: "a", n: 1 }]],
  ["project-rename", "| project-rename z = k | project z | take 1", [{ z: "a" }]],
  ["project-reorder", "| project-reorder n | project-away t, d | take 1", [{ n: 1, k: "a" }]],
  [
    "summarize by",
    "| summarize c = count(), sum(n) by k",
    [
      { k: "a", c: 2, sum_n: 4 },
      { k: "b", c: 1, sum_n: 2 },
    ],
  ],
  ["summarize of nothing", "| where n > 9 | summarize count(), max(n)", [{ count_: 0, max_n: null }]],
  ["summarize by of nothing", "| where n > 9 | summarize count() by k", []],
  [
    "conditional aggregates",
    "| summarize countif(n > 1), dcountif(k, n > 1), sumif(n, k == 'a')",
    [{ countif_: 2, dcountif_k: 2, sumif_n: 4 }],
  ],
  [
    "distinct counts",
    "| summarize dcount(k), count_distinct(k), avg(n), min(t)",
    [{ dcount_k: 2, count_distinct_k: 2, avg_n: 2, min_t: "2026-01-01T00:00:00.0000000Z" }],
  ],
  [
    "sets and lists",
    "| summarize make_set(k), make_list(n), make_set(n, 2)",
    [{ set_k: ["a", "b"], list_n: [1, 2, 3], set_n: [1, 2] }],
  ],
  [
    "arg_max",
    "| summarize arg_max(n, t) by k | project k, n",
    [
      { k: "a", n: 3 },
      { k: "b", n: 2 },
    ],
  ],
  ["arg_min star", "| summarize arg_min(n, *) | project k, n", [{ k: "a", n: 1 }]],
  ["take_any", "| summarize take_any(k)", [{ k: "a" }]],
  [
    "aggregates inside expressions",
    "| summarize x = tostring(make_set(k)), y = count() * 2",
    [{ x: '["a","b"]', y: 6 }],
  ],
  ["group by bin", "| summarize count() by bin(t, 7d) | count", [{ Count: 2 }]],
  ["distinct", "| distinct k", [{ k: "a" }, { k: "b" }]],
  ["sort", "| sort by k asc, n | project n", [{ n: 3 }, { n: 1 }, { n: 2 }]],
  ["descending puts nulls last", "| sort by t | project n", [{ n: 2 }, { n: 1 }, { n: 3 }]],
  ["ascending puts nulls first", "| sort by t asc | project n", [{ n: 3 }, { n: 1 }, { n: 2 }]],
  ["top", "| top 1 by n | project n", [{ n: 3 }]],
  ["count", "| count", [{ Count: 3 }]],
  [
    "mv-expand: null gives a row, [] none",
    "| mv-expand d | project n, d",
    [
      { n: 1, d: 1 },
      { n: 1, d: 2 },
      { n: 3, d: null },
    ],
  ],
  ["mv-expand to a type", "| mv-expand d to typeof(string) | project d", [{ d: "1" }, { d: "2" }, { d: "" }]],
  [
    "mv-expand side by side",
    "| mv-expand d, e = dynamic([7]) | where n == 1 | project d, e",
    [
      { d: 1, e: 7 },
      { d: 2, e: null },
    ],
  ],
  [
    "mv-expand of a bag",
    "| take 1 | mv-expand x = dynamic({'a':1,'b':2}) | project x",
    [{ x: { a: 1 } }, { x: { b: 2 } }],
  ],
  [
    "mv-apply",
    "| mv-apply e = d to typeof(long) on (summarize s = sum(e)) | project n, s",
    [
      { n: 1, s: 3 },
      { n: 3, s: 0 },
    ],
  ],
  [
    "mv-apply coalesced",
    "| mv-apply e = coalesce(d, dynamic([])) on (where not(coalesce(tolong(e) == 1, false)) | take 1) | project n",
    [{ n: 1 }],
  ],
  ["row_number", "| sort by n asc | extend r = row_number() | project r", [{ r: 1 }, { r: 2 }, { r: 3 }]],
  [
    "prev and next",
    "| sort by n asc | extend p = prev(n), q = next(n) | project p, q",
    [
      { p: null, q: 2 },
      { p: 1, q: 3 },
      { p: 2, q: null },
    ],
  ],
  ["serialize", "| serialize r = row_number(10) | project r | take 1", [{ r: 10 }]],
  [
    "sessions",
    "| where isnotnull(t) | sort by t asc | extend s = row_window_session(t, 3d, 1h) | distinct s | count",
    [{ Count: 2 }],
  ],
  ["in a table", "| where k in ((datatable(x:string)['b'])) | project k", [{ k: "b" }]],
];

describe("tabular operators", () => {
  it.each(QUERIES)("%s", (_name, tail, expected) => expect(rows(`${T} ${tail}`)).toEqual(expected));
});

const RIGHT = 'let R = datatable(k:string, m:long)["a",10,"a",11,"c",12];';
const JOINS: [string, unknown[]][] = [
  [
    "kind=inner R on k | project n, m",
    [
      { n: 1, m: 10 },
      { n: 1, m: 11 },
      { n: 3, m: 10 },
      { n: 3, m: 11 },
    ],
  ],
  [
    "R on k | project n, m",
    [
      { n: 1, m: 10 },
      { n: 1, m: 11 },
    ],
  ],
  ["kind=leftouter R on k | where k == 'b' | project n, m, k1", [{ n: 2, m: null, k1: "" }]],
  ["kind=leftanti R on k | project n", [{ n: 2 }]],
  ["kind=leftsemi R on k | project n", [{ n: 1 }, { n: 3 }]],
  [
    "kind=inner (R | project-rename j = k) on $left.k == $right.j | where n == 1 | project j, m",
    [
      { j: "a", m: 10 },
      { j: "a", m: 11 },
    ],
  ],
];

describe("joins", () => {
  it.each(JOINS)("%s", (join, expected) => expect(rows(`${RIGHT} ${T} | join ${join}`)).toEqual(expected));
  it("remember the events of both sides", () => {
    const query =
      "AKSAudit | where Verb == 'get' | extend u = tostring(User.username) | join kind=inner (AKSAudit | where Verb == 'delete' | extend u = tostring(User.username)) on u";
    expect(
      rule(query)
        .run(EVENTS)
        .map((alert) => alert.events),
    ).toEqual([[0, 3]]);
  });
});

describe("queries over events", () => {
  const events = (query: string, profile = "aks") =>
    rule(query, profile)
      .run(EVENTS)
      .map((alert) => alert.events);

  it("unites the events of a group", () => {
    expect(events("AKSAudit | summarize n = count() by tostring(User.username) | where n > 1")).toEqual([
      [0, 2, 3],
    ]);
  });
  it("AKSAuditAdmin lacks get and list", () => {
    expect(events("AKSAuditAdmin")).toEqual([[2], [3], [4]]);
  });
  it("mv-apply binds one element", () => {
    const query =
      "AKSAudit | mv-apply c = RequestObject.spec.containers on (where tobool(c.p) == true and tostring(c.name) == 'b' | take 1)";
    expect(events(query)).toEqual([]);
    expect(events(query.replace("'b'", "'c'"))).toEqual([[4]]);
  });
  it("take 1 keeps one row an event", () => {
    const query =
      "AKSAudit | mv-apply c = RequestObject.spec.containers on (where tobool(c.p) == true | take 1)";
    expect(events(query)).toEqual([[4]]);
    expect(EVENTS.map((event) => rule(query).matches?.(event))).toEqual([false, false, false, false, true]);
  });
  it("now is the latest event", () => {
    expect(events("AKSAudit | where TimeGenerated >= ago(4s)")).toEqual([[3], [4]]);
    expect(events("AKSAudit | where TimeGenerated between (ago(4s) .. 1s)")).toEqual([[4]]);
  });
  it("AzureDiagnostics doubles writes unless one category is chosen", () => {
    const one =
      'AzureDiagnostics | where Category == "kube-audit" | extend e = parse_json(log_s) | where e.verb == "create"';
    expect(events(one, "azure-diagnostics")).toEqual([[2], [4]]);
    expect(events(one.replace('| where Category == "kube-audit"', ""), "azure-diagnostics")).toEqual([
      [2],
      [2],
      [4],
      [4],
    ]);
    expect(
      events(one.replace("kube-audit", "kube-audit-admin").replace("create", "get"), "azure-diagnostics"),
    ).toEqual([]);
  });
  it("reads RawEvent", () => {
    expect(events('AWSEKSLogs_CL | where RawEvent.user.username == "eve"', "eks")).toEqual([[4]]);
    expect(events('Mine_CL | where RawEvent.user.username == "eve"', "custom")).toEqual([[4]]);
  });
  it("unites tables", () => {
    expect(
      events("union AKSAudit, (AKSAuditAdmin | where Verb == 'delete') | where Verb == 'delete'"),
    ).toEqual([[3], [3]]);
    expect(events("AKSAudit | where Verb == 'get' | union (AKSAudit | where Verb == 'list')")).toEqual([
      [0],
      [1],
    ]);
  });
  it("sequences are joins in time", () => {
    const query = `let A = AKSAudit | where Verb == "get" | project u = tostring(User.username), t1 = TimeGenerated;
let B = AKSAudit | where Verb == "delete" | project u = tostring(User.username), t2 = TimeGenerated;
A | join kind=inner B on u | where t2 > t1 and t2 - t1 <= WINDOW`;
    expect(events(query.replace("WINDOW", "8s"))).toEqual([[0, 3]]);
    expect(events(query.replace("WINDOW", "7s"))).toEqual([]);
  });
});

describe("let", () => {
  const PROGRAMS: [string, unknown[]][] = [
    ["let x = 5; print y = x + 1", [{ y: 6 }]],
    [
      "let x = dynamic(['a']); print y = 'a' in (x), z = 'A' in~ (x), w = 'b' has_any (x)",
      [{ y: true, z: true, w: false }],
    ],
    [
      "let f = (a:string, b:long = 2) { strcat(a, b) }; print y = f('x'), z = f('x', 3)",
      [{ y: "x2", z: "x3" }],
    ],
    ["let f = () { datatable(a:long)[1, 2] }; f | where a > 1", [{ a: 2 }]],
    ["let f = (T:(a:long), n:long) { T | where a > n }; f(datatable(a:long)[1, 2], 1)", [{ a: 2 }]],
    ["let T = datatable(a:long)[1, 2]; print s = toscalar(T | summarize sum(a))", [{ s: 3 }]],
    ["let f = (a:long) { let b = a * 2; b + 1 }; print y = f(3)", [{ y: 7 }]],
    ["let T = materialize(datatable(a:long)[1]); T | extend b = column_ifexists('c', 9)", [{ a: 1, b: 9 }]],
    ["// comment\nprint x = 1 // more", [{ x: 1 }]],
  ];
  it.each(PROGRAMS)("%s", (query, expected) => expect(rows(query)).toEqual(expected));
});

describe("matches", () => {
  it("exists when rows are judged alone", () => {
    const alone = [
      "AKSAudit | where Verb == 'a'",
      "union AKSAudit, AKSAuditAdmin | extend x = 1",
      "AKSAudit | mv-expand SourceIps",
    ];
    const not = [
      "AKSAudit | summarize count()",
      "AKSAudit | where Verb in ((AKSAudit | project Verb))",
      "AKSAudit | take 1",
    ];
    expect(alone.map((query) => rule(query).matches !== undefined)).toEqual([true, true, true]);
    expect(not.map((query) => rule(query).matches !== undefined)).toEqual([false, false, false]);
  });
  it("never throws on odd events", () => {
    const odd = [
      {},
      { verb: 5, user: "x", objectRef: [], stageTimestamp: {} },
      { user: { username: ["a"] } },
    ];
    const query = 'AKSAudit | where User.username == "a" or tostring(ObjectRef.name) has "x" or Verb == "5"';
    expect(odd.map((event) => rule(query).matches?.(event))).toEqual([false, true, false]);
  });
});
