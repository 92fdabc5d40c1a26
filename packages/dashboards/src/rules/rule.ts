/** Prometheus rules as a rule file has them. */

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: { readonly severity: 'critical' | 'warning' | 'info' } & Readonly<Record<string, string>>;
  readonly annotations: AlertAnnotations;
}

/** Texts of an alert; Go templates of Prometheus, which Grafana understands too. */
export interface AlertAnnotations {
  /** Whose account, and what to do; one line. */
  readonly summary: string;
  readonly description: string;
  readonly runbook_url: string;
}

/** A group is evaluated as a whole, its rules one after another. */
export interface RuleGroup<Rule extends RecordingRule | AlertRule = RecordingRule | AlertRule> {
  readonly name: string;
  /** How often; without it, as the server's `evaluation_interval` says. */
  readonly interval?: string;
  readonly rules: readonly Rule[];
}
