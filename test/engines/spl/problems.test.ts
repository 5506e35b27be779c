import { describe, expect, it } from "vitest";
import { splunkEngine } from "../../../src/engines/spl/index.ts";
import { problem } from "./run.ts";

describe("what is not known is a problem at its place", () => {
  it.each([
    ["", 1, /empty search/],
    ["   ", 1, /empty search/],
    ["verb=", 6, /value is missing/],
    ["verb=get OR", 12, /ends too early/],
    ["OR verb=get", 1, /search term/],
    ["(verb=get", 1, /never closed/],
    ["verb=get)", 9, /unexpected `\)`/],
    ["verb==get", 5, /single `=`/],
    ["a=b=c", 4, /quotes/],
    ["'user.username'=eve", 1, /single quotes/],
    ['verb="get', 6, /never closed/],
    ["verb=get [search x]", 10, /subsearches/],
    ["verb IN (", 10, /value is missing/],
    ["TERM(a)", 1, /TERM/],
    ["earliest=-1h verb=get", 1, /time range/],
    ["eventtype=x", 1, /knowledge objects/],
    ["sourcetype=access_combined", 1, /source type/],
    ["verb=get | where", 17, /ends too early/],
    ["verb=get | where verb", 18, /condition/],
    ["verb=get | where mvfnid(x)", 18, /`mvfnid` is not known/],
    ["verb=get | where 'user.groups{}'=x)", 35, /unexpected/],
    ["verb=get | where user.groups{}=1", 29, /unexpected `\{`/],
    ['verb=get | where verb="get" AND', 32, /ends too early/],
    ["verb=get | where a=1=1", 21, /chained/],
    ["verb=get | where x=true", 20, /without quotes/],
    ["verb=get | where a=1 OR b=1 XOR c=1", 29, /parentheses/],
    ["verb=get | where a.b+c=1", 18, /parentheses/],
    ["verb=get | where if(a=1,2)=1", 18, /3 arguments/],
    ["verb=get | where mvcount(mvfilter(a=b))>0", 36, /exactly one field/],
    ["verb=get | where mvcount(mvfilter(1=1))>0", 36, /exactly one field/],
    ["verb=get | where match(verb,x)", 29, /double quotes/],
    ['verb=get | where match(verb,"(?=x)")', 29, /not valid/],
    ['verb=get | where match(verb,"(a")', 29, /not valid/],
    ['verb=get | where cidrmatch("10.0.0.0",x)', 28, /CIDR/],
    ['verb=get | where spath(_raw,"a[0]")="x"', 29, /location path/],
    ['verb=get | where strftime(_time,"%U")="1"', 33, /time variable/],
    ["verb=get | eval x=(a=b)", 21, /condition/],
    ["verb=get | eval =1", 17, /name of a field/],
    ["verb=get | eval x", 18, /expected `=`/],
    ["verb=get | frobnicate x", 12, /`frobnicate` is not known/],
    ["verb=get | transaction user", 12, /refused/],
    ["| tstats count", 3, /refused/],
    ["| inputlookup x", 3, /refused/],
    ["verb=get | lookup a b", 12, /refused/],
    ["verb=get | join a", 12, /refused/],
    ["| stats count", 3, /reads no events/],
    ["verb=get | stats", 12, /needs a function/],
    ["verb=get | stats count BY", 12, /needs a field/],
    ["verb=get | stats p95(x)", 18, /`p95` is not known/],
    ["verb=get | stats dc", 18, /needs a field/],
    ["verb=get | stats values(*)", 24, /`\*`/],
    ["verb=get | stats count(eval(a=1))", 18, /needs a name/],
    ["verb=get | stats count BY 'a'", 27, /double quotes/],
    ["verb=get | streamstats reset_on_change=t count", 24, /option/],
    ["verb=get | streamstats time_window=x count", 36, /length of time/],
    ["verb=get | bin span=1w _time", 21, /fixed `span`/],
    ["verb=get | bin span=10 x", 21, /fixed `span`/],
    ["verb=get | rename a b", 21, /`AS`/],
    ["verb=get | rename a* as b", 19, /same number/],
    ['verb=get | rex mode=sed "s/a/b/"', 21, /`mode`/],
    ['verb=get | rex "a"', 16, /named group/],
    ["verb=get | head x", 17, /number only/],
    ["verb=get | dedup", 12, /needs a field/],
    ["verb=get | dedup a sortby b", 20, /sortby/],
    ["verb=get |", 10, /command/],
    ["verb=get || where a=1", 10, /command/],
  ])("%s", (search, column, message) => {
    const found = problem(search);
    expect(found.message).toMatch(message);
    expect({ line: found.line, column: found.column }).toEqual({ line: 1, column });
  });

  it("gives the line", () => {
    expect(problem('index=*\n| where verb="get"\n| stats foo(x)')).toMatchObject({ line: 3, column: 9 });
  });

  it("knows its profiles", () => {
    const { rules, problems } = splunkEngine.parse([{ file: "a", text: "index=*" }], { profile: "gke" });
    expect(rules).toEqual([]);
    expect(problems[0]?.message).toMatch(/unknown profile/);
  });

  it("keeps the good rules beside a bad one", () => {
    const { rules, problems } = splunkEngine.parse([
      { file: "a.spl", text: "index=* |" },
      { file: "b.spl", text: "index=*" },
    ]);
    expect([rules.map(({ id }) => id), problems.map(({ file }) => file)]).toEqual([["b"], ["a.spl"]]);
  });
});
