import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { eventsIn } from "../../src/audit/envelopes.ts";
import { readLines } from "../../src/audit/read-lines.ts";
import { compilePredicate } from "../../src/evaluate/predicate.ts";
import { compilePack, required } from "../../src/scan/dispatch.ts";
import { scanLog } from "../../src/scan/scan-log.ts";
import { ruleOf } from "../helpers.ts";

const fixtures = new URL("../fixtures/", import.meta.url).pathname;
const event = (id: string): string => JSON.stringify({ auditID: id, stage: "ResponseComplete", verb: "get" });

async function scan(
  bytes: Buffer | string,
  chunk = 7,
): Promise<{ ids: string[]; skipped: string[]; lines: number }> {
  const buffer = Buffer.from(bytes);
  const parts: Buffer[] = [];
  for (let at = 0; at < buffer.length; at += chunk) parts.push(buffer.subarray(at, at + chunk));
  const ids: string[] = [];
  const skipped: string[] = [];
  const { lines } = await scanLog(Readable.from(parts), {
    event: (one, line) => ids.push(`${String(one["auditID"])}@${line}`),
    skipped: ({ line, reason }) => skipped.push(`${line}: ${reason}`),
  });
  return { ids, skipped, lines };
}

describe("reading a log", () => {
  test("lines in any chunks, with CRLF, a byte order mark and no last line break", async () => {
    const text = `\ufeff${event("a")}\r\n\r\n${event("b")}\n${event("c")}`;
    for (const chunk of [1, 5, 1000]) {
      expect(await scan(text, chunk)).toEqual({ ids: ["a@1", "b@3", "c@4"], skipped: [], lines: 4 });
    }
  });

  test("a broken line is reported with its number, and the scan goes on", async () => {
    const text = [
      event("a"),
      '{"auditID":"x","sta',
      "[1,2",
      "null",
      '{"a":1}',
      event("b"),
      `${event("c").slice(0, -5)}`,
    ].join("\n");
    expect(await scan(text)).toEqual({
      ids: ["a@1", "b@6"],
      skipped: [
        "2: it is not valid JSON; it looks cut off",
        "3: it is not valid JSON; it looks cut off",
        "4: it holds no audit event",
        "5: it holds no audit event",
        "7: it is not valid JSON; it looks cut off",
      ],
      lines: 7,
    });
  });

  test("gzip is recognised, and damage is an error", async () => {
    expect((await scan(gzipSync(`${event("a")}\n${event("b")}\n`))).ids).toEqual(["a@1", "b@2"]);
    await expect(scan(gzipSync(event("a")).subarray(0, 20))).rejects.toThrow();
  });

  test("a line of 5 MB, invalid UTF-8, deep nesting and odd keys", async () => {
    const long = JSON.stringify({ auditID: "long", stage: "x", pad: "p".repeat(5_000_000) });
    const deep = `{"auditID":"deep","stage":"x","a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const odd =
      '{"auditID":"odd","stage":"x","__proto__":{"verb":"get"},"constructor":{"prototype":{"x":1}}}';
    const invalid = Buffer.concat([
      Buffer.from('{"auditID":"bytes","stage":"x","userAgent":"'),
      Buffer.from([0xff, 0xc0]),
      Buffer.from('"}'),
    ]);
    const bytes = Buffer.concat([Buffer.from(`${long}\n${deep}\n${odd}\n`), invalid]);
    const found = await scan(bytes, 1 << 16);
    expect(found.ids.filter((id) => !id.startsWith("deep"))).toEqual(["long@1", "odd@3", "bytes@4"]);
    expect(({} as { x?: number; verb?: string }).verb).toBeUndefined();
  });

  test("an EventList over many lines", async () => {
    const list = { kind: "EventList", items: [JSON.parse(event("a")), JSON.parse(event("b"))] };
    expect((await scan(JSON.stringify(list, null, 2), 100)).ids).toEqual(["a@1", "b@1"]);
  });

  test("lines come one by one, whatever their number", async () => {
    let count = 0;
    for await (const line of readLines(Readable.from([Buffer.from("a\n".repeat(1000))]))) {
      count++;
      expect(line.number).toBe(count);
    }
    expect(count).toBe(1000);
  });
});

describe("envelopes", () => {
  const native = readFileSync(`${fixtures}envelopes/native.jsonl`, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const ids = (name: string): string[] =>
    readFileSync(`${fixtures}envelopes/${name}`, "utf8")
      .trim()
      .split("\n")
      .flatMap((line) => eventsIn(JSON.parse(line)))
      .map((one) => String(one["auditID"]));

  test.each([
    "aks-aksaudit-rows.jsonl",
    "aks-azurediagnostics.jsonl",
    "eks-cloudwatch-subscription.jsonl",
    "eks-filter-log-events.jsonl",
    "eks-lambda-awslogs.json",
    "elastic-documents.jsonl",
  ])("%s holds the native events", (name) => {
    const known = new Set(native.map((one) => one.auditID));
    const found = ids(name);
    expect(found.length).toBeGreaterThan(0);
    for (const id of found) expect(known).toContain(id);
  });

  test("an AKSAudit row gives the event back", () => {
    const [row = ""] = readFileSync(`${fixtures}envelopes/aks-aksaudit-rows.jsonl`, "utf8").split("\n");
    const [one] = eventsIn(JSON.parse(row));
    const source = native.find(
      (other) => other.auditID === one?.["auditID"] && other.stage === one?.["stage"],
    );
    expect(one?.["objectRef"]).toEqual(source.objectRef);
    expect(one?.["annotations"]).toEqual(source.annotations);
  });
});

describe("dispatch", () => {
  test("finds necessary values through and, or and macros", () => {
    const rule = ruleOf(
      "verb: [get, list]\nany:\n  - objectRef.resource: a\n  - objectRef.resource: b\n    verb: get",
    );
    expect([...(required(rule.condition, "objectRef.resource") ?? [])]).toEqual(["a", "b"]);
    expect([...(required(rule.condition, "verb") ?? [])]).toEqual(["get", "list"]);
    const open = ruleOf("any:\n  - objectRef.resource: a\n  - verb: get");
    expect(required(open.condition, "objectRef.resource")).toBeUndefined();
    expect(required(ruleOf("none: {verb: get}").condition, "verb")).toBeUndefined();
  });

  test("says the same as the rules one by one, on every event of a real log", () => {
    const rules = [
      ruleOf("verb: get"),
      ruleOf("objectRef.resource: secrets\nnone: {verb: get}"),
      ruleOf("any:\n  - objectRef.resource: pods\n  - user.username|startswith: system"),
      ruleOf("pod.containers.image|contains: a"),
    ];
    const dispatch = compilePack(rules);
    const one = rules.map((rule) => compilePredicate(rule.condition));
    const lines = gunzipSync(readFileSync(`${fixtures}gce/audit.jsonl.gz`))
      .toString()
      .trim()
      .split("\n");
    for (const line of lines) {
      const parsed = JSON.parse(line);
      const expected = rules.filter((_, i) => one[i]?.(parsed));
      expect(new Set(dispatch(parsed))).toEqual(new Set(expected));
    }
  });
});
