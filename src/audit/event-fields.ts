import type { FieldType, Traits } from "./field-path.ts";

/**
 * The fields of an `audit.k8s.io/v1` Event outside the bodies, written from the API's types
 * (k8s.io/apiserver/pkg/apis/audit/v1). Everything here is present from level Metadata on.
 */
export interface EventField {
  readonly type: FieldType | `[]${FieldType}` | `map<${string}>`;
  readonly traits?: Traits;
  readonly doc: string;
}

/** Resource names, namespaces and groups are lower-case DNS names; anything else is answered by 404. */
const dnsName: Traits = { lowerCase: true, maxLength: 253 };

export const STAGES = ["RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"] as const;

/** The annotation that holds the authorizer's decision. */
export const DECISION = "authorization.k8s.io/decision";

/** Verbs of resource requests, then the HTTP methods of non-resource requests. */
export const VERBS = [
  "get",
  "list",
  "watch",
  "create",
  "update",
  "patch",
  "delete",
  "deletecollection",
  "head",
  "post",
  "put",
  "options",
  "trace",
  "connect",
] as const;

export const eventFields: Readonly<Record<string, EventField>> = {
  kind: { type: "string", traits: { values: ["Event"] }, doc: "Event; absent from items of an EventList" },
  apiVersion: { type: "string", traits: { values: ["audit.k8s.io/v1"] }, doc: "audit.k8s.io/v1" },
  level: {
    type: "string",
    traits: { values: ["Metadata", "Request", "RequestResponse"] },
    doc: "Audit level that was configured for the request",
  },
  auditID: { type: "string", doc: "Identity of the request; a client may choose it" },
  stage: { type: "string", traits: { values: STAGES }, doc: "Stage of the request" },
  requestURI: { type: "string", doc: "Raw path and query, percent-encoding kept" },
  verb: { type: "string", traits: { ...dnsName }, doc: "Verb, or HTTP method in lower case" },
  "user.username": { type: "string", doc: "Authenticated user" },
  "user.uid": { type: "string", doc: "UID of the user" },
  "user.groups": { type: "[]string", doc: "Groups of the user" },
  "user.extra": { type: "map<[]string>", doc: "Extra attributes from the authenticator" },
  "impersonatedUser.username": { type: "string", doc: "User that was impersonated" },
  "impersonatedUser.uid": { type: "string", doc: "UID that was impersonated" },
  "impersonatedUser.groups": { type: "[]string", doc: "Groups that were impersonated" },
  "impersonatedUser.extra": { type: "map<[]string>", doc: "Extra attributes that were impersonated" },
  sourceIPs: {
    type: "[]string",
    doc: "X-Forwarded-For, X-Real-Ip, peer: only the last is the server’s word",
  },
  userAgent: { type: "string", doc: "User agent, as the client says" },
  "objectRef.resource": { type: "string", traits: dnsName, doc: "Plural resource name" },
  "objectRef.namespace": {
    type: "string",
    traits: dnsName,
    doc: "Namespace; absent for cluster-wide requests",
  },
  "objectRef.name": { type: "string", doc: "Name of the object" },
  "objectRef.uid": { type: "string", doc: "UID of the object" },
  "objectRef.apiGroup": { type: "string", traits: dnsName, doc: "API group; absent for the core group" },
  "objectRef.apiVersion": { type: "string", traits: dnsName, doc: "API version" },
  "objectRef.resourceVersion": { type: "string", doc: "Resource version" },
  "objectRef.subresource": { type: "string", traits: dnsName, doc: "Subresource such as exec or status" },
  "responseStatus.status": { type: "string", traits: { values: ["Success", "Failure"] }, doc: "Status" },
  "responseStatus.message": { type: "string", doc: "Message of the status" },
  "responseStatus.reason": { type: "string", doc: "Reason of the status" },
  "responseStatus.code": { type: "integer", doc: "HTTP status code" },
  "responseStatus.details": { type: "object", doc: "Details of the status" },
  "responseStatus.metadata": { type: "object", doc: "Metadata of the status" },
  requestReceivedTimestamp: { type: "timestamp", doc: "When the request arrived" },
  stageTimestamp: { type: "timestamp", doc: "When this stage was reached" },
  annotations: { type: "map<string>", doc: "Annotations of authorization, admission and authentication" },
  authenticationMetadata: { type: "object", doc: "How the request was authenticated (v1.35 and later)" },
};

/** Traits of single annotation keys. */
export const annotationTraits: Readonly<Record<string, Traits>> = {
  [DECISION]: { values: ["allow", "forbid"], lowerCase: true, maxLength: 16 },
};
