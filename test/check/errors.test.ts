import { describe, expect, test } from "vitest";
import { checkPack } from "../../src/check/check-pack.ts";
import { renderDiagnostic } from "../../src/diagnostics/render.ts";
import { loadPack } from "../../src/load/pack.ts";
import { checkOne, definitionText, memoryHost, messages } from "../helpers.ts";

/** What authors get wrong, and what they are told. */
const cases: readonly (readonly [string, string, string])[] = [
  [
    "misspelt field of a body",
    "requestObject.spec.contaners.image: x",
    "did you mean `requestObject.spec.containers.image`?",
  ],
  ["misspelt field of the event", "user.usernme: x", "did you mean `user.username`?"],
  ["field without its root", "resource: pods", "did you mean `objectRef.resource`?"],
  ["misspelt virtual path", "pod.contaners.image: x", "did you mean `pod.containers`?"],
  ["text for a boolean", 'requestObject.spec.hostPID: "true"', "is a boolean, it cannot equal the text"],
  ["boolean for a text", "user.username: true", "is a string, it cannot equal `true`"],
  ["word for a number", "responseStatus.code: ALLOW", "is an integer, it cannot equal the text"],
  ["order of a text", "user.username|gt: 4", "is a string: `gt` does not apply"],
  ["unknown operator", "user.username|startwith: x", "did you mean `startswith`?"],
  ["Sigma's operator for lists", "user.username|all: [a, b]", "unknown operator `all`"],
  ["two operators", "user.username|startswith|endswith: x", "do not go together"],
  ["nocase without meaning", "responseStatus.code|nocase|gt: 4", "has no meaning"],
  ["verb that never occurs", "verb: [create, replace]", "it is `update`"],
  ["verb in capitals", "verb: GET", "did you mean `get`?"],
  ["subresource in the resource", "objectRef.resource: pods/exec", "`objectRef.subresource: exec`"],
  ["decision that never occurs", "annotations['authorization.k8s.io/decision']: deny", "is never `deny`"],
  ["stage as a level", "level: ResponseComplete", "`level` is never `ResponseComplete`"],
  ["empty text", 'user.username: ""', "use `|exists: false`"],
  ["exists with a word", "user.username|exists: yes", "`exists` takes true or false"],
  ["class that is not portable", 'userAgent|re: "\\\\d+"', "write `[0-9]`"],
  ["look-ahead", 'userAgent|re: "a(?=b)"', "no look-around"],
  ["unbalanced pattern", 'userAgent|re: "(a"', "`(` without `)`"],
  ["not a range", "sourceIPs|cidr: 10.0.0.1", "`10.0.0.0/8`"],
  ["where alone", "where: {verb: get}", "`where` needs"],
  ["some without where", "some: user.groups", "needs a `where`"],
  ["some of a single value", "some: user\nwhere: {username: x}", "is not a list"],
  ["unknown field of an element", "some: pod.containers\nwhere: {imge: x}", "did you mean `image`?"],
  ["index", "requestObject.spec.containers[0].image: x", "has an index"],
  ["unknown list", "user.username: $nobody", "there is no list `nobody`"],
  ["unknown macro", "use: nothing", "there is no macro `nothing`"],
  ["object compared", "requestObject.spec: x", "is an object"],
  ["empty block", "any: []", "must not be empty"],
  ["block of a word", "any: get", "must be"],
  ["null value", "verb: ~", "it is empty"],
];

describe("errors of authors", () => {
  test.each(cases)("%s", (_, match, wanted) => {
    const found = messages(checkOne(match));
    expect(found.join("\n")).toContain(wanted);
    expect(checkOne(match).rules).toEqual([]);
  });

  test("each error has a place and a frame", () => {
    const found = checkOne("verb: get\nuser.usernme: x").problems.find((one) => one.code === "RW1301");
    if (found === undefined) throw new Error("no problem");
    expect(renderDiagnostic(found, false)).toBe(
      [
        "error RW1301 unknown field `user.usernme`",
        "  --> d/execution/sample.yaml:10:3",
        "  10 |   user.usernme: x",
        "     |   ^^^^^^^^^^^^",
        "  help: did you mean `user.username`?",
        "",
      ].join("\n"),
    );
  });

  test("all errors of all files in one run", () => {
    const host = memoryHost({
      "d/execution/one.yaml": definitionText("one", "verb: replace\nuser.usernme: x"),
      "d/execution/two.yaml": "id: [",
      "d/execution/three.yaml": definitionText("three", "responseStatus.code: x"),
    });
    const codes = checkPack(loadPack(host, "d")).problems.map((one) => one.code);
    expect(codes).toEqual(expect.arrayContaining(["RW1001", "RW1301", "RW1302", "RW1304"]));
  });

  test("ids and uuids are unique, and ids are file names", () => {
    const host = memoryHost({
      "d/execution/one.yaml": definitionText("one", "verb: get"),
      "d/execution/copy.yaml": definitionText("one", "verb: get"),
    });
    const found = checkPack(loadPack(host, "d")).problems.map((one) => `${one.code} ${one.message}`);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringContaining("RW1204 the id `one` is already used"),
        expect.stringContaining("RW1204 the uuid is already used"),
        "RW1205 the id `one` stands in copy.yaml",
      ]),
    );
  });

  test("macros in a circle are refused, once", () => {
    const macro = (name: string, other: string): string =>
      `macro: ${name}\ndescription: x\nmatch:\n  use: ${other}\n`;
    const found = messages(
      checkOne("use: a", "", {
        "d/_shared/macros/a.yaml": macro("a", "b"),
        "d/_shared/macros/b.yaml": macro("b", "a"),
      }),
    );
    expect(found).toContain("RW1203 macros in a circle: a → b → a");
  });

  test("an unknown key is an error, an extension is not", () => {
    expect(messages(checkOne("verb: get", "severty: low\n")).join()).toContain("did you mean `severity`?");
    expect(messages(checkOne("verb: get", "x-team: blue\n"))).toEqual([]);
  });

  test("a declared level below the computed one is an error", () => {
    const found = messages(checkOne("pod.spec.hostPID: true", "audit: {level: Metadata}\n"));
    expect(found.join()).toContain("RW1308 the rule reads fields that are logged from level Request on");
    expect(messages(checkOne("pod.spec.hostPID: true", "audit: {level: Request}\n"))).toEqual([]);
  });

  test("files that cannot be read are reported", () => {
    const host = memoryHost({ "d/execution/one.yaml": Buffer.from([0xff, 0xfe, 0x00]) });
    expect(checkPack(loadPack(host, "d")).problems.map((one) => one.message)).toEqual([
      "cannot read d/execution/one.yaml: it is not UTF-8 text",
    ]);
    expect(checkPack(loadPack(host, "nowhere")).problems.map((one) => one.message)).toEqual([
      "nowhere does not exist",
    ]);
  });

  test("a byte order mark and CRLF are no trouble", () => {
    const text = `\ufeff${definitionText("one", "verb: get")}`.replaceAll("\n", "\r\n");
    const host = memoryHost({ "d/execution/one.yaml": text });
    expect(checkPack(loadPack(host, "d")).rules).toHaveLength(1);
  });

  test("a site file replaces and extends lists, and its own slips are errors", () => {
    const list = "list: agents\ndescription: x\nvalues: [a, b]\n";
    const files = {
      "d/execution/one.yaml": definitionText("one", "user.username: $agents"),
      "d/_shared/lists/agents.yaml": list,
      "site.yaml": "lists: {agents: {remove: [a], add: [c]}}\naccept: {elastic: wider}\n",
      "bad.yaml": "lists: {agnts: {add: [c]}}\n",
    };
    const pack = loadPack(memoryHost(files), "d", "site.yaml");
    expect(pack.lists.get("agents")?.values).toEqual(["b", "c"]);
    expect(pack.definitions[0]?.accept).toEqual({ elastic: "wider" });
    expect(loadPack(memoryHost(files), "d", "bad.yaml").problems[0]?.hint).toBe("did you mean `agents`?");
  });
});
