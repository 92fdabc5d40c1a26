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
  /** Statuses with which the rule does not hold. */
  readonly notStatus?: readonly StatusPattern[];
  /** One of the hop's codes (any of code, type, status, reason, limit_source, …) in `normalCode` spelling. */
  readonly code?: readonly string[];
  /** A pattern over each of the codes, in that spelling. */
  readonly codeText?: string;
  /** A pattern over the hop's message, in which quoted parts are blank: user text must not decide. */
  readonly text?: string;
  /** A pattern that must not match the message. */
  readonly notText?: string;
}

/** What a rule says. */
export interface RuleVerdict {
  /** What happened. */
  readonly category: ErrorCategory;
  /**
   * Whose it is, where the place in the chain does not tell. `upstream` means: of an upstream that the hop
   * speaks about, so the gateway's account, or the caller's own there if the caller's key was used.
   */
  readonly owner?: ErrorOwner | 'upstream';
  /** Where it differs from what the category implies. */
  readonly retryable?: boolean;
  /** Where it differs from what category and owner imply. */
  readonly remedy?: ErrorRemedy;
}

/** One row of the table. */
export interface Rule {
  /** Unique, dotted: `openrouter.402`. It is `Verdict.rule` and `llm.error.rule`. */
  readonly id: string;
  /** Document or thread that the rule rests on. */
  readonly evidence: string;
  /** What it asks of a hop. */
  readonly when: RuleMatch;
  /** What follows. */
  readonly say: RuleVerdict;
}
