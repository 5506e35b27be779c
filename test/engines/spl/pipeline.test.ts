import { describe, expect, it } from "vitest";
import { rows, rule } from "./run.ts";

/** An event of a user at a second of a minute. */
function at(second: number, username: string | undefined, requestURI = "/", more: object = {}) {
  const user = username === undefined ? {} : { username };
  const stageTimestamp = new Date(Date.UTC(2026, 10, 23, 7, 0, second)).toISOString();
  return { verb: "get", user, requestURI, stageTimestamp, ...more };
}

const log = [
  at(0, "eve", "/a"),
  at(10, "eve", "/b"),
  at(20, "bob", "/a"),
  at(30, "eve", "/a"),
  at(400, "eve", "/c"),
];

describe("stats (Splunk: stats)", () => {
  it("counts by a field, ordered by it, with the events of each group", () => {
    const alerts = rule("`kube_audit` | stats count BY user.username").run(log);
    expect(alerts.map(({ events, row }) => ({ events, row: { ...row } }))).toEqual([
      { events: [2], row: { "user.username": "bob", count: 1 } },
      { events: [0, 1, 3, 4], row: { "user.username": "eve", count: 4 } },
    ]);
  });

  it("keeps a threshold on buckets of time", () => {
    const tail =
      "| bin span=5m _time | stats count AS n dc(requestURI) AS uris BY _time user.username | where n>=3";
    expect(rows(tail, log)).toEqual([{ _time: 1795417200, "user.username": "eve", n: 3, uris: 2 }]);
  });

  it("drops rows without a BY field", () => {
    expect(rows("| stats count BY user.username", [at(0, undefined), at(1, "eve")])).toEqual([
      { "user.username": "eve", count: 1 },
    ]);
  });

  it("counts a row once for each value of a BY field", () => {
    const event = { user: { groups: ["a", "b"] } };
    expect(rows("| stats count BY user.groups{}", [event, event])).toEqual([
      { "user.groups{}": "a", count: 2 },
      { "user.groups{}": "b", count: 2 },
    ]);
  });

  it("gives one row without BY, even of nothing", () => {
    expect(rows("verb=list | stats count", log)).toEqual([{ count: 0 }]);
    expect(rows("verb=list | stats count BY verb", log)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["count", 5],
    ["count(user.username)", 5],
    ["dc(user.username)", 2],
    ["distinct_count(requestURI)", 3],
    ["values(requestURI)", ["/a", "/b", "/c"]],
    // a search returns the newest event first
    ["list(requestURI)", ["/c", "/a", "/a", "/b", "/a"]],
    ["first(requestURI)", "/c"],
    ["last(requestURI)", "/a"],
    ["earliest(requestURI)", "/a"],
    ["latest(requestURI)", "/c"],
    ["min(requestURI)", "/a"],
    ["max(_time)", 1795417600],
    ["range(_time)", 400],
    ['count(eval(verb="get" AND \'user.username\'="bob"))', 1],
    ["dc(eval(if(requestURI=\"/a\",'user.username',null())))", 2],
    ["sum(eval(1))", 5],
    ["avg(eval(2))", 2],
  ])("%s", (statistic, expected) => {
    expect(rows(`| stats ${statistic} AS x`, log)[0]?.["x"]).toEqual(expected);
  });

  it("names a statistic after its text", () => {
    expect(rows('| stats dc(user.username), count as "how many"', log)).toEqual([
      { "dc(user.username)": 2, "how many": 5 },
    ]);
  });

  it("keeps the events of both groups through a second stats", () => {
    const alerts = rule("`kube_audit` | stats count BY user.username | stats sum(count) AS n").run(log);
    expect(alerts[0]?.events).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("eventstats and streamstats", () => {
  it("adds the statistics of the group to each row", () => {
    const found = rows("| eventstats count AS n BY user.username | where n>1 | table requestURI n", log);
    expect(found.map((row) => row["requestURI"])).toEqual(["/c", "/a", "/b", "/a"]);
  });

  it("slides over time, where fixed buckets would split the burst", () => {
    const burst = [at(290, "eve"), at(299, "eve"), at(301, "eve"), at(310, "eve")];
    const sliding = "| streamstats time_window=1m count AS n BY user.username | where n>=4";
    expect(rows(sliding, burst)).toHaveLength(1);
    expect(rows("| bin span=5m _time | stats count AS n BY _time user.username | where n>=4", burst)).toEqual(
      [],
    );
    expect(rows(sliding, [at(0, "eve"), at(61, "eve"), at(122, "eve"), at(183, "eve")])).toEqual([]);
    expect(rows(sliding, [at(0, "eve"), at(1, "bob"), at(2, "eve"), at(3, "eve")])).toEqual([]);
  });

  it("counts distinct values that have not left the window", () => {
    const tail = "| streamstats time_window=15s dc(requestURI) AS n BY user.username | table n";
    const events = [at(0, "e", "/a"), at(10, "e", "/b"), at(20, "e", "/b"), at(30, "e", "/c")];
    expect(rows(tail, events).map((row) => row["n"])).toEqual([1, 2, 1, 2]);
  });

  it("looks at rows before this one with current=f, and at so many with window", () => {
    const events = [at(0, "e", "/a"), at(1, "e", "/b"), at(2, "e", "/c")];
    const previous = rows(
      "| streamstats current=f window=1 last(requestURI) AS p | table requestURI p",
      events,
    );
    expect(previous).toEqual([
      { requestURI: "/c" },
      { requestURI: "/b", p: "/c" },
      { requestURI: "/a", p: "/b" },
    ]);
    expect(rows("| streamstats window=2 count | table count", events).map((row) => row["count"])).toEqual([
      1, 2, 2,
    ]);
  });

  it("reads a time window in either order, but in no other", () => {
    const ascending = "| sort 0 _time | streamstats time_window=15s count | table count";
    expect(rows(ascending, log).map((row) => row["count"])).toEqual([1, 2, 2, 2, 1]);
    expect(() => rows("| sort 0 requestURI | streamstats time_window=1m count", log)).toThrow(
      /sorted by time/,
    );
  });
});

describe("rows and columns", () => {
  it.each<[string, unknown[]]>([
    ["| dedup user.username | table requestURI", [{ requestURI: "/c" }, { requestURI: "/a" }]],
    ["| dedup missing", []],
    ["| head 1 | table requestURI", [{ requestURI: "/c" }]],
    ["| tail 2 | table requestURI", [{ requestURI: "/a" }, { requestURI: "/b" }]],
    ["| reverse | head 1 | table requestURI", [{ requestURI: "/a" }]],
    ["| stats count BY requestURI | sort -count | head 1", [{ requestURI: "/a", count: 3 }]],
    ["| stats count BY requestURI | sort - count, - requestURI | tail 1", [{ requestURI: "/b", count: 1 }]],
    ["| sort 1 str(requestURI) | table requestURI", [{ requestURI: "/a" }]],
    ["| top limit=1 requestURI", [{ requestURI: "/a", count: 3, percent: 60 }]],
    ["| rename user.username AS user | stats count BY user | head 1", [{ user: "bob", count: 1 }]],
    ["| rename user.* as u_* | stats count BY u_username | head 1", [{ u_username: "bob", count: 1 }]],
    ["| head 1 | fields verb | fields - _*", [{ verb: "get" }]],
    ['| head 1 | eval a="x" | fields a | table *', [{ a: "x" }]],
    ["| head 1 | table user.* verb", [{ "user.username": "eve", verb: "get" }]],
    ["| head 1 | table verb missing | fillnull value=none missing", [{ verb: "get", missing: "none" }]],
    ['| head 1 | eval a="1", b=a+1 | table a b', [{ a: "1", b: 2 }]],
    ['| head 1 | rex field=requestURI "^/(?<first>.)" | table first', [{ first: "c" }]],
    ["| head 1 | spath path=user.username output=who | table who", [{ who: "eve" }]],
    ['| regex requestURI="[bc]$" | table requestURI', [{ requestURI: "/c" }, { requestURI: "/b" }]],
    ['| regex requestURI!="[abx]$" | table requestURI', [{ requestURI: "/c" }]],
    ['| head 1 | eval m=split("a,b",",") | mvexpand m | table m', [{ m: "a" }, { m: "b" }]],
    ['| head 1 | eval m="a;b" | makemv delim=";" m | table m', [{ m: ["a", "b"] }]],
    ["| search user.username=BOB | table requestURI", [{ requestURI: "/a" }]],
  ])("%s", (tail, expected) => {
    expect(rows(tail, log)).toEqual(expected);
  });

  it("fills what any row has", () => {
    const found = rows("| table verb x | fillnull | table x verb", [{ verb: "get" }, { x: "1" }]);
    expect(found).toEqual([
      { x: "1", verb: "0" },
      { x: "0", verb: "get" },
    ]);
  });

  it("removes what stands under a name that a missing field is renamed to", () => {
    expect(rows("| rename missing AS verb | stats count BY verb", log)).toEqual([]);
  });

  it("expands extracted values of several matches", () => {
    expect(rows('| head 1 | eval t="a1b2" | rex field=t max_match=0 "(?<n>\\d)" | table n', log)).toEqual([
      { n: ["1", "2"] },
    ]);
  });

  it("judges every event alone as long as no command looks at two", () => {
    expect(rule('`kube_audit` | where verb="get" | table verb').matches).toBeTypeOf("function");
    expect(rule("`kube_audit` | stats count").matches).toBeUndefined();
    expect(rule("`kube_audit` | fillnull").matches).toBeUndefined();
  });
});
