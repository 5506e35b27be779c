/** How audit events arrive in Splunk. */
export interface SplunkProfile {
  readonly id: string;
  /** What the `kube_audit` macro searches for, until the user overrides it. */
  readonly macro: string;
  /** The field that holds the audit event as JSON. */
  readonly event: string;
}

/** All profiles, the default first. */
export const splunkProfiles: readonly SplunkProfile[] = [
  { id: "raw", macro: 'sourcetype="kube:apiserver-audit"', event: "_raw" },
];
