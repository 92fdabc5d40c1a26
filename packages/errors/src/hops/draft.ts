/** A hop while it is being built, with all that rules may look at. */
export interface HopDraft {
  status: number | undefined;
  code: string | undefined;
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
  readonly kind: string;
  readonly value: string;
}

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
