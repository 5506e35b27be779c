/**
 * Every diagnostic rulewright can give. The code is stable, the message says what to do, and the
 * parameters are typed: a wrong code or a missing parameter does not compile.
 * `docs/diagnostics.md` is generated from this table.
 */
export type Severity = "error" | "warning" | "info";

interface Entry {
  readonly severity: Severity;
  /** What the code means, for the documentation. */
  readonly title: string;
  /** Why it exists and how to get rid of it, for the documentation. */
  readonly help: string;
}

export const catalogue = {
  RW1001: {
    severity: "error",
    title: "The file is not valid YAML",
    help: "Definitions are YAML 1.2. The position is where the parser gave up; the cause is often an indentation or a missing quote just before it.",
  },
  RW1002: {
    severity: "error",
    title: "The file is too large or too deeply nested",
    help: "A definition is at most 1 MiB and 64 levels deep. Move long lists of values to `_shared/lists`.",
  },
  RW1003: {
    severity: "error",
    title: "A YAML feature that definitions do not use",
    help: "Anchors, aliases, merge keys, tags and several documents in one file are refused, so that every clause has exactly one place. Share logic with a macro (`use:`) and values with a list (`$name`).",
  },
  RW1004: {
    severity: "error",
    title: "The file cannot be read",
    help: "The path does not exist, cannot be opened, or is not UTF-8 text.",
  },
  RW1005: { severity: "error", title: "A key stands twice in one map", help: "Keep one of the two." },
  RW1101: {
    severity: "error",
    title: "Unknown key",
    help: "The key is not part of the format. Keys that begin with `x-` are free for your own use.",
  },
  RW1102: { severity: "error", title: "A required key is missing", help: "Add the key." },
  RW1103: {
    severity: "error",
    title: "A value of the wrong type or form",
    help: "The message says what is expected there.",
  },
  RW1201: {
    severity: "error",
    title: "Unknown list",
    help: "A value `$name` stands for the list of that name in `_shared/lists`. Write `$$name` for the literal text.",
  },
  RW1202: {
    severity: "error",
    title: "Unknown macro",
    help: "`use:` names a macro of `_shared/macros`.",
  },
  RW1203: {
    severity: "error",
    title: "Macros that use each other in a circle",
    help: "A macro may use other macros, but never itself, directly or through others.",
  },
  RW1204: {
    severity: "error",
    title: "An id, uuid or name is used twice",
    help: "Every definition has its own id and its own uuid; every list and macro its own name.",
  },
  RW1205: {
    severity: "error",
    title: "The id is not the name of the file",
    help: "`detections/<tactic>/<id>.yaml`: a rule is found by its id.",
  },
  RW1301: {
    severity: "error",
    title: "Unknown field",
    help: "The path is not a field of an `audit.k8s.io/v1` event or of the Kubernetes kinds in the catalogue. `rulewright fields <text>` searches the catalogue.",
  },
  RW1302: {
    severity: "error",
    title: "A value of the wrong type for the field",
    help: "A field is compared only with values of its own type: a boolean with `true` or `false`, an integer with a number.",
  },
  RW1303: {
    severity: "error",
    title: "Unknown operator, or one that does not fit",
    help: "Operators stand behind the field: `userAgent|startswith: curl/`. See docs/language.md for the list.",
  },
  RW1304: {
    severity: "error",
    title: "A value that can never occur",
    help: "The API server never writes this value in this field, so the clause could never be true. This is the most common silent fault of public rules.",
  },
  RW1305: {
    severity: "error",
    title: "A regular expression outside the portable subset",
    help: "The subset that RE2, Rust, Java and PCRE read alike: literals, `.`, explicit ASCII classes, groups, `|`, greedy quantifiers, `^` and `$`.",
  },
  RW1306: { severity: "error", title: "Not an address range", help: "Write CIDR: `10.0.0.0/8`, `fd00::/8`." },
  RW1307: {
    severity: "error",
    title: "A block that says nothing, or says it wrongly",
    help: "`some` and `every` need an array and a `where`; `all`, `any` and `none` need at least one clause.",
  },
  RW1308: {
    severity: "error",
    title: "The declared audit level is too low",
    help: "A field that the rule needs is not logged at the declared level, so the rule could never fire.",
  },
  RW1309: {
    severity: "error",
    title: "A comparison with the empty string",
    help: "No target can tell an empty string from a missing field. Use `exists: false`.",
  },
  RW1310: {
    severity: "warning",
    title: "A clause that can never be true where it stands",
    help: "The combination contradicts what an API server writes, for example a request body at stage RequestReceived.",
  },
  RW1311: {
    severity: "error",
    title: "Unknown ATT&CK technique",
    help: "The technique id is not in the ATT&CK version of the project.",
  },
  RW1401: {
    severity: "warning",
    title: "A definition without tests",
    help: "Put `<id>.tests.yaml` beside the definition, with at least one case that matches and one that does not.",
  },
  RW1402: {
    severity: "error",
    title: "The event of a test cannot be found",
    help: "`events` is a JSONL file relative to the test file; `auditID` chooses the request.",
  },
  RW1403: {
    severity: "error",
    title: "`decided-by` names no clause",
    help: "Name a clause by its YAML path, or by the end of it that is unique: `match.verb`, `objectRef.subresource`.",
  },
  RW1404: { severity: "error", title: "A test failed", help: "The verdict is not the expected one." },
  RW1405: {
    severity: "error",
    title: "The named clause does not decide the test",
    help: "Without the clause of `decided-by` the verdict should be the opposite, and it is not.",
  },
  RW1406: {
    severity: "warning",
    title: "A clause that no test proves",
    help: "No test changes its verdict when this clause is removed. Add a case that differs from a match in this clause alone.",
  },
  RW2001: {
    severity: "error",
    title: "The target cannot say this",
    help: "The clause has no equivalent in the target language. docs/targets.md lists what each target can say.",
  },
  RW2002: {
    severity: "error",
    title: "The field is not available in the target",
    help: "The profile (how the log arrives in the product) does not carry the field. Choose another profile, or accept a wider or narrower rule.",
  },
  RW2003: {
    severity: "error",
    title: "Only an approximation is possible, and none is accepted",
    help: "Write `accept: {<target>: wider}` or `narrower` in the definition to have it emitted with a note.",
  },
  RW2004: {
    severity: "error",
    title: "The emitted rule breaks a limit or the schema of the target",
    help: "Shorten the rule, or report a bug if the message is about the form.",
  },
  RW2005: {
    severity: "error",
    title: "The committed rules are not what the definitions compile to",
    help: "Run `rulewright compile` and commit the result.",
  },
  RW3001: {
    severity: "error",
    title: "A translated rule does not mean what its source means",
    help: "The emitted text and the definition disagree on an event. This is a bug of rulewright, or a verdict that claims too much.",
  },
  RW4001: {
    severity: "warning",
    title: "A line of the log was skipped",
    help: "The line is not a JSON object, is cut off, or holds no audit event. The other lines were scanned.",
  },
  RW4002: {
    severity: "error",
    title: "The log cannot be read",
    help: "The file does not exist, cannot be opened, or its compression is damaged.",
  },
  RW4003: {
    severity: "error",
    title: "The rule file cannot be executed",
    help: "The interpreter does not know this construct. It never guesses: a rule that is half understood is not run.",
  },
} as const satisfies Record<string, Entry>;

export type Code = keyof typeof catalogue;
