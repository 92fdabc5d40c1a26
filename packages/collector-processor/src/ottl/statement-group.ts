/** One entry of `trace_statements` (or `metric_statements`) of the transform processor. */
export interface StatementGroup {
  readonly context: 'span' | 'spanevent';
  readonly error_mode?: 'silent' | 'ignore';
  /** ORed; evaluated once for each span, before the statements. */
  readonly conditions?: readonly string[];
  readonly statements: readonly string[];
}
