import { describe, expect, it } from "vitest";
import { matches, value } from "./run.ts";

const event = {
  verb: "create",
  user: { username: "Alice", groups: ["dev", "system:authenticated"] },
  sourceIPs: ["10.1.2.3", "fd00::1"],
  objectRef: { resource: "pods" },
  responseStatus: { code: 201 },
  annotations: { "authorization.k8s.io/decision": "allow" },
  requestObject: {
    spec: {
      containers: [
        { image: "good/app", securityContext: { privileged: true } },
        { image: "evil/app", securityContext: { privileged: false } },
      ],
    },
  },
};

describe("where (Splunk: where command usage)", () => {
  it.each([
    // exact and case-sensitive
    ['verb="create"', true],
    ['verb="Create"', false],
    ['verb=="create"', true],
    ['verb!="get"', true],
    ['verb="cr*"', false],
    // single quotes for fields; without quotes a dot joins two fields
    ["'user.username'=\"Alice\"", true],
    ['user.username="Alice"', false],
    ["isnull(user.username)", true],
    // AND binds before OR
    ['verb="create" OR verb="get" AND verb="list"', true],
    ['(verb="create" OR verb="get") AND verb="list"', false],
    ['NOT verb="get" AND verb="create"', true],
    ['NOT (verb="create" OR verb="get")', false],
    ['verb="get" XOR verb="create"', true],
    ['verb="get" or verb="create"', true],
    // nothing to compare with: NULL, and the row is dropped
    ['missing="x"', false],
    ['missing!="x"', false],
    ['NOT missing="x"', false],
    ['missing="x" OR verb="create"', true],
    ['NOT (missing="x" AND verb="get")', true],
    ['NOT (missing="x" OR verb="get")', false],
    // the total negation
    ['if(missing="x",1,0)=0', true],
    ['if(verb="create",1,0)=0', false],
    ["isnull(missing)", true],
    ["isnotnull('user.username')", true],
    // numbers
    ["'responseStatus.code'=201", true],
    ["'responseStatus.code'=\"201\"", true],
    ["'responseStatus.code'>=200 AND 'responseStatus.code'<300", true],
    ["'responseStatus.code'<30", false],
    // the trap of numeric-looking texts
    ['"01"="1"', true],
    ['"01"="1a"', false],
    // functions
    ['in(verb,"create","update")', true],
    ['verb IN ("create","update")', true],
    ['in(verb,"Create")', false],
    ['like(verb,"cr%")', true],
    ['like(verb,"cr_ate")', true],
    ['like(verb,"CR%")', false],
    ['verb LIKE "%ate"', true],
    ['match(verb,"^cre")', true],
    ['match(verb,"CRE")', false],
    ['match(verb,"(?i)CRE")', true],
    ['match(missing,"x")', false],
    ['cidrmatch("10.0.0.0/8","10.1.2.3")', true],
    ['cidrmatch("10.0.0.0/8","11.1.2.3")', false],
    ['cidrmatch("fd00::/8","fd00::1")', true],
    ['cidrmatch("10.0.0.0/8","not an address")', false],
    ['searchmatch("verb=CREATE objectRef.resource=pods")', true],
    // arrays
    ["mvcount(mvfilter('user.groups{}'=\"dev\"))>0", true],
    ["mvcount(mvfilter('user.groups{}'=\"ops\"))>0", false],
    ["mvcount(mvfilter(cidrmatch(\"10.0.0.0/8\",'sourceIPs{}')))>0", true],
    ["mvcount(mvfilter(cidrmatch(\"172.16.0.0/12\",'sourceIPs{}')))>0", false],
    ["isnotnull(mvfind('user.groups{}',\"^system:\"))", true],
    ["mvcount('user.groups{}')=2", true],
    // keys with dots
    ['json_extract_exact(json_extract(_raw,"annotations"),"authorization.k8s.io/decision")="allow"', true],
    ['isnull(spath(_raw,"annotations.authorization.k8s.io/decision"))', true],
  ])("%s is %s", (condition, expected) => {
    expect(matches(`| where ${condition}`, event)).toBe(expected);
  });

  const same = 'spath(c,"securityContext.privileged")="true" AND match(spath(c,"image"),"^evil/")';
  it.each([[`mvcount(mvfilter(${same}))>0`], [`mvcount(mvmap(c,if(${same},1,null())))>0`]])(
    "one and the same element: %s",
    (condition) => {
      const search = `| eval c=spath(_raw,"requestObject.spec.containers{}") | where ${condition}`;
      expect(matches(search, event)).toBe(false);
      const both = {
        requestObject: { spec: { containers: [{ image: "evil/x", securityContext: { privileged: true } }] } },
      };
      expect(matches(search, both)).toBe(true);
    },
  );

  it("loses the element in the flattened form", () => {
    const flat =
      "| where mvcount(mvfilter('requestObject.spec.containers{}.securityContext.privileged'=\"true\"))>0 AND " +
      "mvcount(mvfilter(match('requestObject.spec.containers{}.image',\"^evil/\")))>0";
    expect(matches(flat, event)).toBe(true);
  });

  it("expands elements into rows", () => {
    const search = `| eval c=spath(_raw,"requestObject.spec.containers{}") | mvexpand c | where ${same}`;
    expect(matches(search, event)).toBe(false);
  });
});

describe("evaluation functions (Splunk: Evaluation functions)", () => {
  it.each<[string, unknown]>([
    ['"a"."b"', "ab"],
    ['verb."-".missing', null],
    ["1+2*3", 7],
    ["(1+2)*3", 9],
    ["7%4-1", 2],
    ["-2+5", 3],
    ["1/0", null],
    ['case(verb="get","g",verb="create","c")', "c"],
    ['case(verb="get","g")', null],
    ['coalesce(missing,verb,"z")', "create"],
    ['validate(verb="create","no create",verb="get","no get")', "no get"],
    ["len(verb)", 6],
    ['lower("AbC")', "abc"],
    ['upper("AbC")', "ABC"],
    ['substr("abcdef",2,3)', "bcd"],
    ['substr("abcdef",-2)', "ef"],
    ['replace("2026-11","(\\d+)-(\\d+)","\\2/\\1")', "11/2026"],
    ['tonumber("ff",16)', 255],
    ['tonumber("x")', null],
    ["tostring(5)", "5"],
    ["tostring(1=1)", "True"],
    ['trim("  a ")', "a"],
    ['ltrim("xxa","x")', "a"],
    ['rtrim("axx","x")', "a"],
    ['urldecode("a%20b%2fc")', "a b/c"],
    ["round(2.567,1)", 2.6],
    ["round(-2.5)", -3],
    ["floor(2.9)", 2],
    ["min(3,1,2)", 1],
    ['max(3,"a",2)', "a"],
    ['mvappend("a","b",missing)', ["a", "b"]],
    ['mvindex(split("a,b,c",","),1)', "b"],
    ['mvindex(split("a,b,c",","),-2,-1)', ["b", "c"]],
    ['mvindex(split("a,b",","),5)', null],
    ['mvjoin(split("a,b",","),"+")', "a+b"],
    ['mvdedup(split("a,b,a",","))', ["a", "b"]],
    ['mvsort(split("b,a",","))', ["a", "b"]],
    ['mvcount(split("a,b",","))', 2],
    ["mvcount(missing)", null],
    ["mvmap('user.groups{}',upper('user.groups{}'))", ["DEV", "SYSTEM:AUTHENTICATED"]],
    ['spath(_raw,"requestObject.spec.containers{}.image")', ["good/app", "evil/app"]],
    ['spath(_raw,"requestObject.spec.containers{1}.image")', "evil/app"],
    ['spath(_raw,"requestObject.spec.containers{0}.securityContext.privileged")', "true"],
    ['spath(_raw,"responseStatus.code")', "201"],
    ['spath(_raw,"objectRef")', '{"resource":"pods"}'],
    ['spath("no json","a")', null],
    ['json_extract(_raw,"responseStatus.code")', 201],
    ['json_extract(_raw,"requestObject.spec.containers{0}.securityContext.privileged")', "true"],
    ['spath(_raw,"user.groups")', '["dev","system:authenticated"]'],
    ['json_extract(_raw,"user.groups")', '["dev","system:authenticated"]'],
    ['json_extract(_raw,"requestObject.spec.containers{}.image")', '["good/app","evil/app"]'],
    ['json_array_to_mv(json_extract(_raw,"user.groups"))', ["dev", "system:authenticated"]],
    ['if(json_valid(_raw),"y","n")', "y"],
    ['if(json_valid(verb),"y","n")', "n"],
    ['strftime(0,"%Y-%m-%d %H:%M:%S")', "1970-01-01 00:00:00"],
    ['strptime("2026-11-23T07:46:21.5Z","%Y-%m-%dT%H:%M:%S.%6NZ")', 1795419981.5],
    ['relative_time(90061,"-1h@d")', 86400],
    ["now()", 0],
  ])("%s is %j", (expression, expected) => {
    expect(value(expression, event)).toEqual(expected);
  });
});
