import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePredicate } from "../../src/evaluate/predicate.ts";
import { not } from "../../src/lower/ir.ts";
import { ruleOf } from "../helpers.ts";

/** Asks a `match` of an event that is at the right stage. */
function matches(match: string, event: object): boolean {
  return compilePredicate(ruleOf(match).condition)({ stage: "ResponseComplete", ...event });
}

const containers = (...list: object[]): object => ({ requestObject: { spec: { containers: list } } });
const privileged = { securityContext: { privileged: true } };

describe("the meaning of a definition", () => {
  test.each<[string, string, object, boolean]>([
    ["equality is case-sensitive", "user.username: Jane", { user: { username: "jane" } }, false],
    ["nocase folds ASCII", "userAgent|nocase: CURL", { userAgent: "curl" }, true],
    ["nocase folds nothing else", "userAgent|nocase: straße", { userAgent: "STRASSE" }, false],
    ["missing satisfies nothing", "user.username: x", {}, false],
    ["null satisfies nothing", "user.username|exists: true", { user: { username: null } }, false],
    ["the empty string is a value", "user.username|exists: true", { user: { username: "" } }, true],
    ["none is the complement, missing included", "none: {user.username: x}", {}, true],
    [
      "a wrongly typed value satisfies nothing",
      "responseStatus.code: 403",
      { responseStatus: { code: "403" } },
      false,
    ],
    ["an array where a value belongs", "user.username: x", { user: { username: ["x"] } }, false],
    ["a list: any element", "user.groups: b", { user: { groups: ["a", "b"] } }, true],
    ["a text where a list belongs", "user.groups: b", { user: { groups: "b" } }, false],
    ["entries are joined by and", "verb: get\nuserAgent: x", { verb: "get", userAgent: "y" }, false],
    [
      "any over the entries of a map",
      "any: {verb: get, userAgent: x}",
      { verb: "list", userAgent: "x" },
      true,
    ],
    [
      "none over the entries of a map",
      "none: {verb: get, userAgent: x}",
      { verb: "list", userAgent: "x" },
      false,
    ],
    ["none over a list of maps", "none: [{verb: get, userAgent: x}]", { verb: "list", userAgent: "x" }, true],
    ["startswith any of", "userAgent|startswith: [a, b]", { userAgent: "bc" }, true],
    ["glob over the whole value", 'objectRef.name|glob: "a*c?"', { objectRef: { name: "abbcd" } }, true],
    ["glob does not match a part", 'objectRef.name|glob: "a*c?"', { objectRef: { name: "xabbcd" } }, false],
    ["glob crosses line breaks", 'objectRef.name|glob: "a*b?c"', { objectRef: { name: "a\nb\nc" } }, true],
    ["a regex searches", 'userAgent|re: "b[0-9]"', { userAgent: "ab1c" }, true],
    ["$ is the very end", 'userAgent|re: "b$"', { userAgent: "b\n" }, false],
    [". is not a line break", 'userAgent|re: "a.b"', { userAgent: "a\nb" }, false],
    ["a range holds addresses", "sourceIPs|cidr: 10.0.0.0/8", { sourceIPs: ["x", "10.1.2.3"] }, true],
    ["no octal addresses", "sourceIPs|cidr: 10.0.0.0/8", { sourceIPs: ["012.1.2.3"] }, false],
    ["IPv6", "sourceIPs|cidr: fd00::/8", { sourceIPs: ["fd12::1"] }, true],
    ["the last address", "client.ip: b", { sourceIPs: ["b", "a"] }, false],
    ["greater", "responseStatus.code|gte: 400", { responseStatus: { code: 400 } }, true],
    [
      "two fields",
      "objectRef.name|same-as: user.username",
      { objectRef: { name: "a" }, user: { username: "a" } },
      true,
    ],
    ["two missing fields are not the same", "objectRef.name|same-as: user.username", {}, false],
    [
      "same element",
      "some: requestObject.spec.containers\nwhere: {securityContext.privileged: true, image: a}",
      containers({ image: "a" }, privileged),
      false,
    ],
    [
      "same element, both",
      "some: requestObject.spec.containers\nwhere: {securityContext.privileged: true, image: a}",
      containers({ image: "a", ...privileged }),
      true,
    ],
    [
      "every needs an element",
      "every: user.groups\nwhere: {.|startswith: a}",
      { user: { groups: [] } },
      false,
    ],
    ["every", "every: user.groups\nwhere: {.|startswith: a}", { user: { groups: ["ab", "ac"] } }, true],
    [
      "every, one fails",
      "every: user.groups\nwhere: {.|startswith: a}",
      { user: { groups: ["ab", "b"] } },
      false,
    ],
    [
      "back to the event",
      "some: requestObject.subjects\nwhere: {name|same-as: event.user.username}",
      { user: { username: "j" }, requestObject: { subjects: [{ name: "j" }] } },
      true,
    ],
    [
      "a template",
      "pod.containers.securityContext.privileged: true",
      {
        requestObject: {
          spec: { jobTemplate: { spec: { template: { spec: { initContainers: [privileged] } } } } },
        },
      },
      true,
    ],
    [
      "the response of an update does not count",
      "pod.containers.securityContext.privileged: true",
      { requestObject: { spec: {} }, responseObject: { spec: { containers: [privileged] } } },
      false,
    ],
    [
      "the response of a JSON patch does",
      "pod.containers.securityContext.privileged: true",
      { requestObject: [{ op: "add" }], responseObject: { spec: { containers: [privileged] } } },
      true,
    ],
    ["exec.command is decoded", "exec.command: a b&c", { requestURI: "/x?command=sh&command=a+b%26c" }, true],
    [
      "another parameter is no command",
      "exec.command: x",
      { requestURI: "/x?container=x&xcommand=x" },
      false,
    ],
    [
      "a dotted key",
      "annotations['authorization.k8s.io/decision']: allow",
      { annotations: { "authorization.k8s.io/decision": "allow" } },
      true,
    ],
    ["another stage", "verb: get", { verb: "get", stage: "ResponseStarted" }, false],
    [
      "inherited properties do not count",
      "requestObject.metadata.labels['constructor']|exists: true",
      { requestObject: { metadata: { labels: {} } } },
      false,
    ],
  ])("%s", (_, match, event, expected) => expect(matches(match, event)).toBe(expected));

  test("any JSON value is answered, never thrown on, and none is the complement", () => {
    const rules = [
      "pod.containers.image|contains: a",
      "some: rbac.rules\nwhere: {verbs: get, resources: x}",
      "exec.command|re: a",
      "client.ip|cidr: 10.0.0.0/8",
      "every: sourceIPs\nwhere: {.|startswith: a}",
    ].map((match) => ruleOf(match).written);
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...rules), (event, node) => {
        expect(compilePredicate(not(node))(event)).toBe(!compilePredicate(node)(event));
      }),
    );
  });
});
