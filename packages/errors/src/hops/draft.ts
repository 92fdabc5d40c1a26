/** A hop while it is being built, with all that rules may look at. */
export interface HopDraft {
  /** HTTP status, or the number the hop gave in its place. */
  status: number | undefined;
  /** As sent. */
  code: string | undefined;
  /** As sent. */
  type: string | undefined;
  /** What this system said, without the error of another system that it quotes. */
  message: string;
  /** Lower-case name of who speaks. */
  provider: string | undefined;
  /** Every code-like value, in `normalCode` spelling. */
  readonly codes: string[];
  /** Was the upstream that this hop speaks of reached with the key of whoever called this hop? */
  byok: boolean | undefined;
  /** Wait that the hop states, as text of some dialect, in the order found. */
  readonly waits: Wait[];
  /** Name of the upstream that this hop gives, as written. */
  upstreamName: string | undefined;
  /** An HTML page or a bare text instead of a structured error. */
  html: boolean;
  /** Its message only introduces the next hop's (`litellm.RateLimitError: AzureException -`): no rule reads it. */
  wraps: boolean;
  /** Errors of the attempts before this one, as the gateway lists them, the last one last. */
  previous: readonly unknown[];
}

/** One statement of a wait: where it stood, and its text. */
export interface Wait {
  /** How it is written: `seconds`, `milliseconds`, `duration`, `retry-after`, else a reset time. */
  readonly kind: string;
  /** As sent. */
  readonly value: string;
}

/** A hop of which nothing is known yet. */
export function newDraft(): HopDraft {
  return {
    status: undefined,
    code: undefined,
    type: undefined,
    message: '',
    provider: undefined,
    codes: [],
    byok: undefined,
    waits: [],
    upstreamName: undefined,
    html: false,
    wraps: false,
    previous: [],
  };
}
