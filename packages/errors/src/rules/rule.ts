import type { ErrorCategory, ErrorOwner, ErrorRemedy } from '@fuelgauge/semconv';

/** An HTTP status, or all of its class. */
export type StatusPattern = number | '4xx' | '5xx';

/**
 * What a rule asks of one hop. All conditions that are present must hold. Patterns are RE2 (no look-around,
 * no back-references), match anywhere and ignore case.
 */
export interface RuleMatch {
  /** Who speaks: `gen_ai.provider.name` values, of the endpoint for the outermost hop, else of the upstream. */
  readonly at?: readonly string[];
  /** Who does not speak. */
  readonly notAt?: readonly string[];
  /** Is the hop the endpoint that was called, or an upstream behind it? */
  readonly place?: 'outer' | 'inner';
  /** Status of the hop, else of the response. */
  readonly status?: readonly StatusPattern[];
  readonly notStatus?: readonly StatusPattern[];
  /** One of the hop's codes (any of code, type, status, reason, limit_source, …) in `normalCode` spelling. */
  readonly code?: readonly string[];
  /** A pattern over each of the codes, in that spelling. */
  readonly codeText?: string;
  /** A pattern over the hop's message, in which quoted parts are blank: user text must not decide. */
  readonly text?: string;
  readonly notText?: string;
}

/** What a rule says. */
export interface RuleVerdict {
  readonly category: ErrorCategory;
  /**
   * Whose it is, where the place in the chain does not tell. `upstream` means: of an upstream that the hop
   * speaks about, so the gateway's account, or the caller's own there if the caller's key was used.
   */
  readonly owner?: ErrorOwner | 'upstream';
  readonly retryable?: boolean;
  readonly remedy?: ErrorRemedy;
}

/** One row of the table. */
export interface Rule {
  readonly id: string;
  /** Document or thread that the rule rests on. */
  readonly evidence: string;
  readonly when: RuleMatch;
  readonly say: RuleVerdict;
}
