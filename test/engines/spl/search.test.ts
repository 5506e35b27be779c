import { describe, expect, it } from "vitest";
import { matches } from "./run.ts";

const exec = {
  verb: "get",
  user: { username: "alice", groups: ["dev-team", "system:authenticated"] },
  sourceIPs: ["10.1.2.3", "192.168.7.9"],
  objectRef: { resource: "pods", namespace: "payments", name: "api-1", subresource: "exec" },
  responseStatus: { code: 101 },
  requestURI: "/api/v1/namespaces/payments/pods/api-1/exec?command=id&container=app",
};

describe("search (Splunk: search command usage)", () => {
  it.each([
    // letters of either case, and `*` for any run
    ["verb=GET", true],
    ["verb=g*", true],
    ["verb=g*x", false],
    ["user.username=*LIC*", true],
    ["verb=ge", false],
    ["objectRef.name=api-*", true],
    ['verb="g*t"', true],
    ["verb=*", true],
    // AND is implied; the words count in capital letters
    ["verb=get objectRef.subresource=exec", true],
    ["verb=get objectRef.subresource=attach", false],
    ["verb=get AND objectRef.subresource=exec", true],
    ["verb=get and objectRef.subresource=exec", false],
    // OR binds before AND
    ["verb=list objectRef.resource=pods OR objectRef.resource=secrets", false],
    ["verb=get objectRef.resource=secrets OR objectRef.resource=pods", true],
    ["verb=get OR verb=list objectRef.resource=secrets", false],
    ["(verb=get) OR (verb=list objectRef.resource=secrets)", true],
    // NOT binds before OR
    ["NOT verb=get OR verb=get", true],
    ["NOT (verb=get OR verb=list)", false],
    ["NOT NOT verb=get", true],
    // a missing field: != is false, NOT = is true
    ["impersonatedUser.username!=bob", false],
    ["NOT impersonatedUser.username=bob", true],
    ["impersonatedUser.username=*", false],
    ["NOT impersonatedUser.username=*", true],
    ["verb!=list", true],
    ["verb!=GET", false],
    // IN
    ['verb IN ("list", "Get")', true],
    ["verb IN (list, watch)", false],
    ["verb IN (l*, g*)", true],
    ["NOT verb IN (list, watch)", true],
    // numbers
    ["responseStatus.code=101", true],
    ['responseStatus.code="101"', true],
    ["responseStatus.code=101.0", true],
    ["responseStatus.code<200", true],
    ["responseStatus.code>=101", true],
    ["responseStatus.code>101", false],
    ["responseStatus.code<=20", false],
    // addresses
    ['"sourceIPs{}"="10.0.0.0/8"', true],
    ["sourceIPs{}=192.168.0.0/16", true],
    ["sourceIPs{}=172.16.0.0/12", false],
    // several values: any
    ['"user.groups{}"="system:authenticated"', true],
    ['"user.groups{}"=dev-*', true],
    ['"user.groups{}"=system:masters', false],
    ['NOT "user.groups{}"=system:masters', true],
    // the whole text, not a part
    ["objectRef.resource=pod", false],
  ])("%s is %s", (search, expected) => {
    expect(matches(search, exec)).toBe(expected);
  });

  it.each([
    // words of the raw text, at the edges of segments
    ["exec", true],
    ["EXEC", true],
    ["exe", false],
    ["exe*", true],
    ["*xec", true],
    ["dev", true],
    ["dev-team", true],
    ["dev-tea", false],
    ["system:authenticated", true],
    ['"command=id"', true],
    // the segment is u0026container: a term behind an escaped & is not found
    ['"container=app"', false],
    ['"*container=app"', true],
    ["container=app", false],
    ['"alice exec"', false],
    ["alice exec", true],
    ["secrets", false],
    ["NOT secrets", true],
    ['"/api/v1/namespaces/payments"', true],
    ["a*ice", true],
    ["alice*exec", false],
    ["*", true],
    // the API server writes & as \u0026
    ['"command=id\\\\u0026container=app"', true],
    ['"command=id&container=app"', false],
  ])("raw text %s is %s", (search, expected) => {
    expect(matches(search, exec)).toBe(expected);
  });

  it("finds a quoted text with escaped quotes", () => {
    const event = { requestObject: { note: 'a "quoted" word' } };
    expect(matches('"requestObject.note"="a \\"quoted\\" word"', event)).toBe(true);
    expect(matches('requestObject.note=*\\"quoted\\"*', event)).toBe(true);
  });

  it("takes a rule's index, host and source as the place of the events given", () => {
    expect(matches("index=k8s source=/var/log/audit.log sourcetype=_json verb=get", exec)).toBe(true);
    expect(matches("sourcetype=kube:apiserver-* verb=get", exec)).toBe(true);
    expect(matches("NOT index=k8s", exec)).toBe(true);
  });
});
