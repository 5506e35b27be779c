const DATA_MODEL = "reads an accelerated data model or index-time fields, of which a list of events has none";
const OTHER_DATA = "reads data that a list of audit events does not hold";
const WRITES = "writes or sends its results";

/** Commands that Splunk has and this interpreter refuses, with the reason. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["tstats", DATA_MODEL],
  ["datamodel", DATA_MODEL],
  ["from", DATA_MODEL],
  ["pivot", DATA_MODEL],
  ["mstats", DATA_MODEL],
  ["inputlookup", OTHER_DATA],
  ["lookup", OTHER_DATA],
  ["join", OTHER_DATA],
  ["append", OTHER_DATA],
  ["appendcols", OTHER_DATA],
  ["multisearch", OTHER_DATA],
  ["union", OTHER_DATA],
  ["savedsearch", OTHER_DATA],
  ["rest", OTHER_DATA],
  ["metadata", OTHER_DATA],
  ["iplocation", "needs a geographic database"],
  ["geostats", "needs a geographic database"],
  ["transaction", "groups events by rules that the documents do not fix; use `streamstats` or `stats`"],
  ["map", "runs other searches"],
  ["collect", WRITES],
  ["outputlookup", WRITES],
  ["outputcsv", WRITES],
  ["sendalert", WRITES],
  ["sendemail", WRITES],
  ["script", "runs a program"],
  ["fit", "needs the machine learning toolkit"],
  ["apply", "needs the machine learning toolkit"],
]);

/** Why a command is refused; undefined when it is not. */
export function refusedCommand(name: string): string | undefined {
  const reason = REASONS.get(name);
  return reason === undefined ? undefined : `\`${name}\` is refused: it ${reason}`;
}
