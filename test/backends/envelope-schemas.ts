/** What an emitted envelope must look like: our own schemas, written from each product's documents. */
const text = { type: "string", minLength: 1 } as const;
const uuid = { type: "string", pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" } as const;

export const sigmaSchema = {
  type: "object",
  additionalProperties: false,
  required: ["title", "id", "status", "description", "logsource", "detection", "level", "tags"],
  properties: {
    title: { ...text, maxLength: 256 },
    id: uuid,
    status: { enum: ["stable", "test", "experimental", "deprecated", "unsupported"] },
    description: text,
    references: { type: "array", minItems: 1, items: text },
    author: text,
    tags: {
      type: "array",
      minItems: 1,
      uniqueItems: true,
      items: { type: "string", pattern: "^attack\\.[a-z0-9.-]+$" },
    },
    logsource: { const: { product: "kubernetes", service: "audit" } },
    detection: { type: "object", required: ["condition"], minProperties: 2, properties: { condition: text } },
    falsepositives: { type: "array", minItems: 1, items: { type: "string", minLength: 2 } },
    level: { enum: ["informational", "low", "medium", "high", "critical"] },
  },
} as const;

export const falcoSchema = {
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    required: ["rule", "desc", "condition", "output", "priority", "source", "tags"],
    properties: {
      rule: text,
      desc: text,
      condition: text,
      output: text,
      priority: { enum: ["CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO"] },
      source: { const: "k8s_audit" },
      tags: { type: "array", items: text },
    },
  },
} as const;

export const kibanaSchema = {
  type: "object",
  required: [
    "rule_id",
    "name",
    "description",
    "risk_score",
    "severity",
    "type",
    "query",
    "language",
    "index",
    "threat",
  ],
  properties: {
    rule_id: uuid,
    name: text,
    description: text,
    risk_score: { type: "integer", minimum: 0, maximum: 100 },
    severity: { enum: ["low", "medium", "high", "critical"] },
    type: { const: "query" },
    language: { const: "kuery" },
    query: text,
    enabled: { const: false },
    threat: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["framework", "tactic", "technique"],
        properties: {
          tactic: { type: "object", required: ["id", "name", "reference"] },
          technique: {
            type: "array",
            minItems: 1,
            items: { type: "object", required: ["id", "name", "reference"] },
          },
        },
      },
    },
  },
} as const;

export const sentinelSchema = {
  type: "object",
  required: [
    "id",
    "name",
    "description",
    "severity",
    "query",
    "queryFrequency",
    "queryPeriod",
    "triggerOperator",
    "triggerThreshold",
    "tactics",
    "relevantTechniques",
    "kind",
    "version",
  ],
  properties: {
    id: uuid,
    name: { ...text, maxLength: 256 },
    description: { ...text, maxLength: 5000 },
    severity: { enum: ["Informational", "Low", "Medium", "High"] },
    query: { ...text, maxLength: 10_000 },
    kind: { const: "Scheduled" },
    tactics: { type: "array", minItems: 1, items: { type: "string", pattern: "^[A-Z][A-Za-z]+$" } },
    relevantTechniques: { type: "array", minItems: 1, items: { type: "string", pattern: "^T[0-9]{4}$" } },
    entityMappings: { type: "array", maxItems: 10 },
    customDetails: { type: "object", maxProperties: 20 },
  },
} as const;
