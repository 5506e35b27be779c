import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import vm from "node:vm";

/** Microsoft's own Kusto parser and binder, with the tables of the profiles. */
const require = createRequire(import.meta.url);

const TABLES: Readonly<Record<string, string>> = {
  AKSAudit:
    "(Annotations:dynamic,ObjectRef:dynamic,RequestObject:dynamic,ResponseObject:dynamic,ResponseStatus:dynamic,SourceIps:dynamic,User:dynamic,AuditId:string,Level:string,PodName:string,RequestUri:string,Stage:string,UserAgent:string,Verb:string,TenantId:string,SourceSystem:string,Type:string,_ResourceId:string,_SubscriptionId:string,TimeGenerated:datetime,RequestReceivedTime:datetime,StageReceivedTime:datetime)",
  AzureDiagnostics: "(TimeGenerated:datetime,Category:string,log_s:string,_ResourceId:string)",
};

interface KustoDiagnostic {
  readonly Severity: string;
  readonly Message: string;
  readonly Start: number;
}

type Analyse = (query: string) => KustoDiagnostic[];

let loaded: Analyse | undefined;

function load(): Analyse {
  const main = require.resolve("@kusto/language-service-next");
  const folder = dirname(main);
  for (const name of ["bridge.js", "Kusto.Language.Bridge.js"]) {
    vm.runInThisContext(readFileSync(join(folder, name), "utf8"), { filename: name });
  }
  // biome-ignore lint/suspicious/noExplicitAny: the library has no types for this entry
  const { Kusto } = globalThis as any;
  const { Symbols } = Kusto.Language;
  const tables = Object.entries(TABLES).map(([name, columns]) =>
    Symbols.TableSymbol.From(columns).WithName(name),
  );
  const database = new Symbols.DatabaseSymbol.ctor("db", tables);
  const state = Kusto.Language.GlobalState.Default.WithDatabase(database);
  return (query) => {
    const code = Kusto.Language.KustoCode.ParseAndAnalyze(query, state);
    const found = code.GetDiagnostics();
    return Array.from({ length: found.Count }, (_, i) => found.getItem(i)) as KustoDiagnostic[];
  };
}

/** What the parser complains about in a query. */
export function kustoProblems(query: string): string[] {
  loaded ??= load();
  return loaded(query).map(
    (one) => `${one.Severity}: ${one.Message} at ${one.Start}: ${query.slice(one.Start, one.Start + 40)}`,
  );
}
