import { describe, expect, it } from "vitest";
import { jsonText } from "../../../src/engines/spl/json-text.ts";
import { fixture, matches, rows, rule, value } from "./run.ts";

describe("automatic extraction of JSON fields", () => {
  const late = (padding: number) => ({
    verb: "create",
    note: "x".repeat(padding),
    requestObject: { spec: { hostNetwork: true } },
  });

  it("stops at the first 5,000 bytes, explicit paths do not", () => {
    const auto = '"requestObject.spec.hostNetwork"=true';
    const explicit = '| where spath(_raw,"requestObject.spec.hostNetwork")="true"';
    expect(matches(auto, late(100))).toBe(true);
    expect(matches(auto, late(6000))).toBe(false);
    expect(matches(explicit, late(6000))).toBe(true);
    expect(matches("verb=create", late(6000))).toBe(true);
    expect(matches(`| spath | search ${auto}`, late(6000))).toBe(false);
    expect(matches("| spath path=requestObject.spec.hostNetwork output=h | search h=true", late(6000))).toBe(
      true,
    );
  });

  it("takes what ends within the limit, to the byte", () => {
    const event = (text: string) => ({ a: text });
    const longest = 5000 - '{"a":""'.length;
    expect(matches("a=*", event("x".repeat(longest)))).toBe(true);
    expect(matches("a=*", event("x".repeat(longest + 1)))).toBe(false);
    // one character, two bytes
    expect(matches("a=*", event(`é${"x".repeat(longest - 2)}`))).toBe(true);
    expect(matches("a=*", event(`é${"x".repeat(longest - 1)}`))).toBe(false);
    // written as \u0026
    expect(matches("a=*", event(`&${"x".repeat(longest - 6)}`))).toBe(true);
    expect(matches("a=*", event(`&${"x".repeat(longest - 5)}`))).toBe(false);
  });

  it("agrees with the written text on where every field of real events ends", () => {
    for (const event of fixture()) {
      const raw = Buffer.from(jsonText(event));
      const late = raw.length > 5000;
      // annotations are written last: they are extracted exactly when the whole line is short enough
      const annotated = Object.hasOwn(event, "annotations");
      if (annotated) expect(matches("annotations.authorization.k8s.io/decision=*", event)).toBe(!late);
    }
  });

  it("joins keys by dots and marks arrays with braces", () => {
    const event = { a: { "b.c": 1 }, l: ["x", "y"], o: [{ k: 1 }, { k: 2 }], n: [[1], [2]], e: [], z: {} };
    const found = rows("| table a.b.c l{} o{}.k n{}{} e{} z", [event]);
    expect(found).toEqual([{ "a.b.c": "1", "l{}": ["x", "y"], "o{}.k": ["1", "2"], "n{}{}": ["1", "2"] }]);
  });

  it("has no field of the name of an object's prototype", () => {
    expect(value("'constructor'", {})).toBe(null);
    expect(matches("__proto__=*", {})).toBe(false);
    expect(value('spath(_raw,"constructor.name")', { a: 1 })).toBe(null);
    expect(value('json_extract_exact(_raw,"toString")', { a: 1 })).toBe(null);
  });

  it("writes the raw text as the API server does", () => {
    const event = { requestURI: "/a?b=1&c=<d>", verb: "get" };
    expect(value("_raw", event)).toBe('{"requestURI":"/a?b=1\\u0026c=\\u003cd\\u003e","verb":"get"}');
    expect(value("requestURI", event)).toBe("/a?b=1&c=<d>");
  });

  it("takes the time of the stage, else of the request", () => {
    const both = {
      requestReceivedTimestamp: "2026-11-23T07:00:00.000001Z",
      stageTimestamp: "2026-11-23T07:00:01.5Z",
    };
    expect(value("_time", both)).toBe(1795417201.5);
    expect(value("_time", { requestReceivedTimestamp: both.requestReceivedTimestamp })).toBe(
      1795417200.000001,
    );
    expect(value("_time", { stageTimestamp: 5 })).toBe(null);
  });

  it("survives events of odd types", () => {
    const odd = [
      {},
      { verb: null },
      { verb: {} },
      { user: [] },
      { user: "x", verb: 5 },
      { verb: ["get", { a: 1 }] },
      { verb: "get" },
    ];
    const search = rule(
      '`kube_audit` verb=get OR user.username=* | where verb="get" OR \'user.username\'!="a"',
    );
    expect(odd.map((event) => search.matches?.(event))).toEqual([...Array<boolean>(6).fill(false), true]);
    let deep: unknown = 1;
    for (let i = 0; i < 20_000; i++) deep = [deep];
    expect(search.matches?.({ verb: "get", deep })).toBe(true);
    expect(search.run([{ verb: "get", deep }])).toHaveLength(1);
  });

  it("reads AKS blobs through the field that holds the event", () => {
    const options = { profile: "aks" };
    const event = { verb: "get", user: { username: "eve" } };
    expect(matches("verb=get", event, options)).toBe(false);
    expect(matches("| spath input=properties.log | search verb=get", event, options)).toBe(true);
    expect(matches('| where spath(\'properties.log\',"user.username")="eve"', event, options)).toBe(true);
    expect(matches("category=kube-audit", event, options)).toBe(true);
    // the log is one field of the row: a long one is not extracted at all
    const long = { ...event, note: "x".repeat(5000) };
    expect(matches("| spath input=properties.log | search verb=get", long, options)).toBe(false);
    const whole = '| eval log=spath(_raw,"properties.log") | where spath(log,"verb")="get"';
    expect(matches(whole, long, options)).toBe(true);
  });
});
