/**
 * The fields of Falco's k8saudit plugin (github.com/falcosecurity/plugins, plugins/k8saudit). What has no
 * field of its own is read with `jevt.value[/pointer]` of the json plugin.
 */
export interface FalcoProfile {
  readonly id: string;
  /** Audit path (lists without brackets) → field with one value. */
  readonly scalars: Readonly<Record<string, string>>;
  /** Audit path → field with a list of values, for `in`, `intersects`. */
  readonly lists: Readonly<Record<string, string>>;
}

/** All profiles, the default first. */
export const falcoProfiles: readonly FalcoProfile[] = [
  {
    id: "k8saudit",
    scalars: {
      auditID: "ka.auditid",
      stage: "ka.stage",
      verb: "ka.verb",
      requestURI: "ka.uri",
      "user.username": "ka.user.name",
      "impersonatedUser.username": "ka.impuser.name",
      "objectRef.name": "ka.target.name",
      "objectRef.namespace": "ka.target.namespace",
      "objectRef.resource": "ka.target.resource",
      "objectRef.subresource": "ka.target.subresource",
      "responseStatus.code": "ka.response.code",
      "responseStatus.reason": "ka.response.reason",
      userAgent: "ka.useragent",
      "annotations.authorization.k8s.io/decision": "ka.auth.decision",
      "annotations.authorization.k8s.io/reason": "ka.auth.reason",
    },
    lists: {
      "user.groups": "ka.user.groups",
      "requestObject.rules.verbs": "ka.req.role.rules.verbs",
      "requestObject.rules.resources": "ka.req.role.rules.resources",
      "requestObject.rules.apiGroups": "ka.req.role.rules.apiGroups",
      "requestObject.rules.nonResourceURLs": "ka.req.role.rules.nonResourceURLs",
      "requestObject.spec.volumes.hostPath.path": "ka.req.pod.volumes.hostpath",
    },
  },
];
