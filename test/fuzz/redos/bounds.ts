import { redact } from '@fuelgauge/errors';

/** Which patterns a row is about. */
export interface Where {
  /** `errors/src/match.ts`. */
  readonly file: string;
  /** How they begin; all of the file where absent. */
  readonly begins?: string;
}

/** Patterns that are not known to be linear, and never see a text long enough for that to matter. */
export interface Bounded extends Where {
  /** Characters that they see at most. */
  readonly most: number;
  /** Why they stay as they are. */
  readonly reason: string;
  /** Hands over far more than `most` through the public API. */
  readonly run: (long: number) => void;
}

/** Characters of a message that rules see: `MAX_MATCH_TEXT` of packages/errors. */
export const RULE_TEXT = 2_000;
/** Characters of a code that rules see: `MAX_CODE`, and the `_` that their spelling puts into each `aB`. */
export const RULE_CODE = 240;

/**
 * The patterns of the rules are bounded as a class and are not in here. Whatever else the checker does not call
 * safe must be in here, or be made linear.
 */
export const BOUNDED: readonly Bounded[] = [
  {
    file: 'errors/src/redact.ts',
    most: 8_192,
    reason:
      'a secret is known by what stands around it, so they look ahead and back; redact() cuts the text first',
    run: (long) => {
      // Holds what any of the patterns needs to be run at all.
      redact(`x // @ * + : 1 - _  ${'a'.repeat(30)} ${'.'.repeat(long)}`);
    },
  },
];

/** A pattern that is not linear, and sees only what the application's own people have written. */
export interface OwnText extends Where {
  readonly reason: string;
}

/** None of these sees a byte that came over a network. */
export const OWN_TEXT: readonly OwnText[] = [
  {
    file: 'instrumentation/src/call/accounts.ts',
    begins: ':[A-Za-z]+\\?',
    reason: "the URL of the application's own request",
  },
  {
    file: 'instrumentation/src/call/operation.ts',
    begins: '(?<!\\/threads',
    reason: "the path of the application's own request",
  },
  {
    file: 'instrumentation/src/call/operation.ts',
    begins: '\\/+$',
    reason: "the path of the application's own request",
  },
  {
    file: 'instrumentation/src/call/recorder.ts',
    begins: '^\\s*at .*$',
    reason: 'the stack of a fault of ours, or of a hook of the application',
  },
  {
    file: 'instrumentation/src/doctor/advice.ts',
    begins: '(\\w{0,60}(?:KEY',
    reason: "a script of the project's package.json",
  },
];
