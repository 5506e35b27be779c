import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { nodeHost } from "../../src/host.ts";
import { definitionText, memoryHost } from "../helpers.ts";

const good = {
  "d/execution/sample.yaml": definitionText("sample", "verb: get\nobjectRef.resource: secrets"),
};
const line = (more: object = {}): string =>
  JSON.stringify({
    auditID: "a1",
    stage: "ResponseComplete",
    verb: "get",
    user: { username: "jane" },
    sourceIPs: ["192.0.2.9", "198.51.100.1"],
    objectRef: { resource: "secrets", namespace: "shop", name: "db" },
    responseStatus: { code: 200 },
    stageTimestamp: "2026-01-02T03:04:05.000000Z",
    requestURI: "/api/v1/namespaces/shop/secrets/db",
    ...more,
  });

async function call(
  files: Record<string, string | Uint8Array>,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const host = memoryHost(files);
  const code = await run(host, args);
  return { code, out: host.out(), err: host.err() };
}

describe("scan", () => {
  test("jsonl has the fixed keys", async () => {
    const { code, out } = await call(
      { ...good, "log.jsonl": `${line()}\n` },
      "scan",
      "log.jsonl",
      "--detections",
      "d",
      "--format",
      "jsonl",
    );
    expect(code).toBe(0);
    const alert = JSON.parse(out);
    expect(alert).toMatchObject({
      rule: "sample",
      severity: "low",
      auditID: "a1",
      stage: "ResponseComplete",
      time: "2026-01-02T03:04:05.000000Z",
      user: "jane",
      file: "log.jsonl",
      line: 1,
      sourceIP: "198.51.100.1",
    });
  });

  test("pretty groups by rule and says who did what to what, when, from where", async () => {
    const { out, err } = await call(
      { ...good, log: `${line()}\n`.repeat(7) },
      "scan",
      "log",
      "--detections",
      "d",
    );
    expect(out).toContain("LOW           Test of sample  sample T1609");
    expect(out).toContain(
      "2026-01-02T03:04:05.000000Z  jane get secrets shop/db → 200 from 198.51.100.1 log:1",
    );
    expect(out).toContain("… and 2 more by 1 users");
    expect(err).toContain("7 alerts of 1 rules on 7 events (7 lines, 0 skipped)");
  });

  test("control characters of the log never reach the terminal", async () => {
    const evil = "\u001b]0;owned\u0007\u001b[2J\u202e\r";
    const files = {
      ...good,
      log: line({
        user: { username: evil },
        userAgent: evil,
        objectRef: { resource: "secrets", name: evil },
      }),
    };
    for (const format of ["pretty", "jsonl", "json", "sarif"]) {
      const { out } = await call(files, "scan", "log", "--detections", "d", "--format", format);
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    }
  });

  test("json and sarif are one document each", async () => {
    const files = { ...good, log: `${line()}\nbroken\n${line()}\n` };
    const json = await call(files, "scan", "log", "--detections", "d", "--format", "json");
    expect(JSON.parse(json.out)).toMatchObject({
      alerts: [{ line: 1 }, { line: 3 }],
      summary: { alerts: 2, skipped: 1 },
    });
    expect(json.err).toContain("log:2: line skipped: it is not valid JSON; it looks cut off");
    const sarif = JSON.parse(
      (await call(files, "scan", "log", "--detections", "d", "--format", "sarif")).out,
    );
    expect(sarif.runs[0].results).toHaveLength(2);
    expect(sarif.runs[0].tool.driver.rules[0].id).toBe("sample");
  });

  test("exit codes", async () => {
    const files = { ...good, log: `${line()}\nbroken\n` };
    const scan = async (...more: string[]): Promise<number> =>
      (await call(files, "scan", "log", "--detections", "d", ...more)).code;
    expect(await scan()).toBe(0);
    expect(await scan("--fail-on", "low")).toBe(1);
    expect(await scan("--fail-on", "high")).toBe(0);
    expect(await scan("--strict")).toBe(1);
    expect(await scan("--rule", "nothing")).toBe(3);
    expect((await call(files, "scan", "missing", "--detections", "d")).code).toBe(3);
    expect((await call(files, "scan", "log", "--detections", "nowhere")).code).toBe(2);
    expect(
      (await call({ ...good, log: "", "d/execution/bad.yaml": "id: [" }, "scan", "log", "--detections", "d"))
        .code,
    ).toBe(2);
    expect((await call(files, "scan")).code).toBe(3);
    expect((await call(files, "scna")).code).toBe(3);
    expect((await call(files, "scan", "log", "--detections", "d", "--min-severity", "hihg")).code).toBe(3);
  });

  test("--rule and --min-severity choose", async () => {
    const files = { ...good, log: line() };
    const out = async (...more: string[]): Promise<string> =>
      (await call(files, "scan", "log", "--detections", "d", "--format", "jsonl", ...more)).out;
    expect(await out("--rule", "sample")).not.toBe("");
    expect(await out("--min-severity", "medium")).toBe("");
  });
});

describe("check, test, list, explain", () => {
  const tests = `base: ${line()}
cases:
  - name: secret
    expect: match
  - name: other verb
    with: {verb: list}
    expect: no-match
    decided-by: match.verb
  - name: other resource
    with: {objectRef.resource: pods}
    expect: no-match
    decided-by: objectRef.resource
`;
  test("check in all formats", async () => {
    const bad = { ...good, "d/execution/bad.yaml": definitionText("bad", "user.usernme: x") };
    expect((await call(good, "check", "--detections", "d")).code).toBe(0);
    expect((await call(good, "check", "--detections", "d", "--fail-level", "warning")).code).toBe(1);
    const pretty = await call(bad, "check", "--detections", "d");
    expect(pretty.code).toBe(2);
    expect(pretty.err).toContain("did you mean `user.username`?");
    const json = JSON.parse((await call(bad, "check", "--detections", "d", "--format", "json")).out);
    expect(json.problems.find((one: { code: string }) => one.code === "RW1301")).toMatchObject({
      code: "RW1301",
      file: "d/execution/bad.yaml",
      line: 9,
      column: 3,
    });
    expect((await call(bad, "check", "--detections", "d", "--format", "github")).out).toContain(
      "::error file=d/execution/bad.yaml,line=9,col=3,title=RW1301::",
    );
    expect((await call(bad, "check", "--detections", "d", "--format", "junit")).out).toContain(
      "<failure message=",
    );
  });

  test("tests run, clauses are proven, and failures are findings", async () => {
    const files = { ...good, "d/execution/sample.tests.yaml": tests };
    const passed = await call(files, "test", "--detections", "d");
    expect(passed).toMatchObject({ code: 0 });
    expect(passed.out).toContain("✓ sample  3/3 cases, 2/2 clauses proven");
    const unproven = {
      ...good,
      "d/execution/sample.tests.yaml": tests.split("  - name: other resource")[0] ?? "",
    };
    expect((await call(unproven, "test", "--detections", "d")).code).toBe(0);
    const failed = await call(unproven, "test", "--detections", "d", "--fail-level", "warning");
    expect(failed.code).toBe(1);
    expect(failed.err).toContain("RW1406 no test proves `match.objectRef.resource` of sample");
    const wrong = {
      ...good,
      "d/execution/sample.tests.yaml": tests.replace("expect: match", "expect: no-match"),
    };
    const report = await call(wrong, "test", "--detections", "d", "--format", "junit");
    expect(report.code).toBe(1);
    expect(report.out).toContain('<testcase classname="sample" name="secret"');
    expect((await call(files, "test", "nothing", "--detections", "d")).code).toBe(3);
  });

  test("wrong tests are explained", async () => {
    const with_ = async (text: string): Promise<string> =>
      (await call({ ...good, "d/execution/sample.tests.yaml": text }, "test", "--detections", "d")).err;
    expect(await with_("events: nowhere.jsonl\ncases: [{name: x, auditID: a, expect: match}]")).toContain(
      "cannot read d/execution/nowhere.jsonl: it does not exist",
    );
    expect(await with_("cases: [{name: x, expect: match}]")).toContain(
      "the case has no `auditID`, and the file has no `base`",
    );
    expect(await with_(tests.replace("match.verb", "match.vreb"))).toContain("did you mean `match.verb`?");
    expect(await with_(tests.replace("match.verb", "objectRef.resource"))).toContain(
      "has the same verdict without `match.objectRef.resource`",
    );
    expect(await with_(tests.replace("expect: match", "expect: mtach"))).toContain("did you mean `match`?");
  });

  test("an event of a real log, by its auditID, alerts once", async () => {
    const log = `${line()}\n${line({ stage: "ResponseStarted" })}\n`;
    const files = {
      ...good,
      "d/execution/log.jsonl": log,
      "d/execution/sample.tests.yaml": "events: log.jsonl\ncases: [{name: x, auditID: a1, expect: match}]",
    };
    expect((await call(files, "test", "--detections", "d")).out).toContain("✓ sample  1/1 cases");
    const both = {
      ...files,
      "d/execution/sample.yaml": definitionText(
        "sample",
        "verb: get",
        "audit: {stages: [ResponseStarted, ResponseComplete]}\n",
      ),
    };
    expect((await call(both, "test", "--detections", "d")).err).toContain("alerts 2 times for one request");
  });

  test("explain says which clause decides", async () => {
    const files = { ...good, log: `${line()}\n${line({ verb: "list" })}\n` };
    const { out, code } = await call(files, "explain", "sample", "--detections", "d", "--event", "log");
    expect(code).toBe(0);
    expect(out).toContain('verb is "get"');
    expect(out).toMatch(/MATCH {4} line 1[\s\S]*no match {2}line 2[\s\S]*decided by match\.verb/);
    const targets = await call(good, "explain", "sample", "--detections", "d");
    for (const name of ["Sigma", "Falco", "Splunk", "Elastic Security", "Microsoft Sentinel"])
      expect(targets.out).toContain(`── ${name}`);
  });

  test("list, schema, fields, help", async () => {
    expect((await call(good, "list", "--detections", "d")).out).toContain("sample        low       exact");
    expect(
      JSON.parse((await call(good, "list", "--detections", "d", "--format", "json")).out).rules[0].targets
        .falco.verdict,
    ).toBe("exact");
    expect(JSON.parse((await call({}, "schema")).out).title).toBe("rulewright detection");
    expect((await call({}, "fields", "hostPID")).out).toContain("requestObject.spec.hostPID");
    expect((await call({}, "fields", "nothing-like-it")).code).toBe(1);
  });
});

describe("compile", () => {
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), "rulewright-"));
    mkdirSync(join(made, "d", "execution"), { recursive: true });
    writeFileSync(join(made, "d", "execution", "sample.yaml"), definitionText("sample", "verb: get"));
    return made;
  };
  const compile = async (at: string, ...more: string[]): Promise<{ code: number; out: string }> => {
    let out = "";
    const add = (text: string): void => {
      out += text;
    };
    const host = {
      ...nodeHost(),
      stdout: add,
      stderr: add,
    };
    const code = await run(host, [
      "compile",
      "--detections",
      join(at, "d"),
      "--out",
      join(at, "out"),
      ...more,
    ]);
    return { code, out };
  };

  test("writes all targets, the same bytes twice, and --check sees drift", async () => {
    const at = folder();
    expect((await compile(at, "--check")).code).toBe(1);
    expect(existsSync(join(at, "out"))).toBe(false);
    expect((await compile(at)).code).toBe(0);
    const read = (): string[] =>
      readdirSync(join(at, "out"), { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => join(one.parentPath, one.name))
        .sort()
        .map((file) => file + readFileSync(file, "utf8"));
    const first = read();
    await compile(at);
    expect(read()).toEqual(first);
    expect((await compile(at, "--check")).code).toBe(0);
    writeFileSync(join(at, "out", "sigma", "sample.yml"), "changed");
    writeFileSync(join(at, "out", "sigma", "old.yml"), "extra");
    const drift = await compile(at, "--check");
    expect(drift.code).toBe(1);
    expect(drift.out).toContain("changed  sigma/sample.yml");
    expect(drift.out).toContain("extra    sigma/old.yml");
    await compile(at);
    expect(read()).toEqual(first);
    expect(readdirSync(at).sort()).toEqual(["d", "out"]);
  });

  test("a folder that was not generated is left alone", async () => {
    const at = folder();
    mkdirSync(join(at, "out"));
    writeFileSync(join(at, "out", "precious.txt"), "mine");
    expect((await compile(at)).code).toBe(3);
    expect(readdirSync(join(at, "out"))).toEqual(["precious.txt"]);
  });

  test("a broken definition writes nothing", async () => {
    const at = folder();
    await compile(at);
    const before = readFileSync(join(at, "out", "manifest.json"), "utf8");
    writeFileSync(join(at, "d", "execution", "bad.yaml"), "id: [");
    expect((await compile(at)).code).toBe(2);
    expect(readFileSync(join(at, "out", "manifest.json"), "utf8")).toBe(before);
  });

  test("an unknown profile is a usage error that lists the known ones", async () => {
    const { code, out } = await compile(folder(), "--profile", "sentinel=nothing");
    expect(code).toBe(3);
    expect(out).toContain("sentinel=azure-diagnostics");
  });
});
