/**
 * JSON schemas of the definition format (draft-07). `rulewright schema` prints them for editors; the loader
 * validates with the same ones. Field paths are checked afterwards, with the catalogue.
 */

const text = { type: "string", minLength: 1 } as const;
const texts = { type: "array", items: text, minItems: 1 } as const;
const slug = { type: "string", pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", maxLength: 80 } as const;
const extension = { "^x-": {} } as const;

const clause = {
  type: "object",
  description: "Entries are joined by AND. A key is a field, with operators behind `|`, or a block.",
  minProperties: 1,
  properties: {
    all: { $ref: "#/definitions/block", description: "every one holds" },
    any: { $ref: "#/definitions/block", description: "at least one holds" },
    none: { $ref: "#/definitions/block", description: "not one holds" },
    some: { ...text, description: "a list: one and the same element satisfies `where`" },
    every: { ...text, description: "a list: it is not empty and each element satisfies `where`" },
    where: {
      $ref: "#/definitions/clause",
      description: "clauses about the element; paths are relative to it",
    },
    use: { ...text, description: "a macro of _shared/macros" },
  },
  additionalProperties: { $ref: "#/definitions/operand" },
} as const;

const definitions = {
  clause,
  block: {
    description: "a map (its entries) or a list of maps",
    oneOf: [
      { $ref: "#/definitions/clause" },
      { type: "array", minItems: 1, items: { $ref: "#/definitions/clause" } },
    ],
  },
  operand: {
    type: ["string", "number", "boolean", "array"],
    description:
      "a value, or a list of values of which any one is enough; `$name` is a list of _shared/lists",
    items: { type: ["string", "number", "boolean"] },
    minItems: 1,
  },
} as const;

const targets = ["sigma", "falco", "splunk", "elastic", "sentinel"] as const;
const accepted = { enum: ["wider", "narrower"] } as const;
const accept = {
  type: "object",
  additionalProperties: false,
  minProperties: 1,
  description: "targets for which a wider or narrower rule may be emitted",
  properties: Object.fromEntries(targets.map((target) => [target, accepted])),
} as const;

/** A detection. */
export const definitionSchema: object = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "rulewright detection",
  type: "object",
  required: ["id", "uuid", "title", "description", "severity", "status", "attack", "match"],
  additionalProperties: false,
  patternProperties: extension,
  properties: {
    id: { ...slug, description: "slug; the name of the file; never changes" },
    uuid: {
      type: "string",
      pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
      description: "identity in every backend; never changes",
    },
    title: { ...text, maxLength: 100 },
    description: { ...text, maxLength: 4000, description: "what happened and why it matters" },
    severity: { enum: ["informational", "low", "medium", "high", "critical"] },
    "severity-reason": { ...text, description: "why this severity and not the next" },
    status: { enum: ["experimental", "test", "stable", "deprecated"] },
    attack: { ...texts, uniqueItems: true, description: "MITRE ATT&CK technique ids" },
    "threat-matrix": { ...texts, uniqueItems: true, description: "Microsoft threat matrix ids" },
    references: { ...texts, uniqueItems: true },
    author: text,
    date: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
    modified: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
    audit: {
      type: "object",
      additionalProperties: false,
      properties: {
        level: { enum: ["Metadata", "Request", "RequestResponse"] },
        stages: {
          type: "array",
          minItems: 1,
          uniqueItems: true,
          items: { enum: ["RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"] },
        },
      },
    },
    match: { $ref: "#/definitions/clause" },
    except: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["name", "reason", "match"],
        additionalProperties: false,
        properties: { name: text, reason: text, match: { $ref: "#/definitions/clause" } },
      },
    },
    accept,
    falsepositives: texts,
    respond: texts,
  },
  definitions,
};

/** A macro: `_shared/macros/<name>.yaml`. */
export const macroSchema: object = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "rulewright macro",
  type: "object",
  required: ["macro", "description", "match"],
  additionalProperties: false,
  patternProperties: extension,
  properties: { macro: slug, description: text, match: { $ref: "#/definitions/clause" } },
  definitions,
};

/** A list: `_shared/lists/<name>.yaml`. */
export const listSchema: object = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "rulewright list",
  type: "object",
  required: ["list", "description", "values"],
  additionalProperties: false,
  patternProperties: extension,
  properties: {
    list: slug,
    description: text,
    values: { type: "array", minItems: 1, items: { type: ["string", "number"] } },
  },
};

const event = { type: "object" } as const;

/** The tests of a definition or macro: `<id>.tests.yaml`. */
export const testsSchema: object = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "rulewright tests",
  type: "object",
  required: ["cases"],
  additionalProperties: false,
  patternProperties: extension,
  properties: {
    events: { ...text, description: "JSONL file with real log lines, relative to this file" },
    base: { ...event, description: "an event that the cases override" },
    cases: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["name", "expect"],
        additionalProperties: false,
        properties: {
          name: text,
          events: { ...text, description: "JSONL file; the file-level `events` by default" },
          auditID: { ...text, description: "the request of `events` that this case is about" },
          stage: text,
          with: { type: "object", description: "path → value, set on the event" },
          without: { ...texts, description: "paths removed from the event" },
          expect: { enum: ["match", "no-match"] },
          "decided-by": { ...text, description: "without this clause the verdict flips" },
        },
      },
    },
  },
};

/** A site's own values: replaces or extends lists, and accepts approximations, without touching the pack. */
export const siteSchema: object = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "rulewright site file",
  type: "object",
  additionalProperties: false,
  patternProperties: extension,
  properties: {
    lists: {
      type: "object",
      additionalProperties: {
        type: "object",
        minProperties: 1,
        additionalProperties: false,
        properties: {
          replace: { type: "array", minItems: 1, items: { type: ["string", "number"] } },
          add: { type: "array", minItems: 1, items: { type: ["string", "number"] } },
          remove: { type: "array", minItems: 1, items: { type: ["string", "number"] } },
        },
      },
    },
    accept,
  },
};
