import type { Account } from './accounts.ts';
import type { Answer, Question } from './answer.ts';
import type { Cost, ProviderId } from './providers.ts';
import type { FailureContext, InAnswerFailure } from './scenarios.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Who pays what for one call, in the currency of the caller's account. */
export interface Bill {
  /** What the answering model costs. */
  readonly cost: Cost;
  /** What the caller's account at the called service pays. */
  readonly charged: number;
  readonly isByok: boolean;
}

/** One call that gets an answer, good or failing on the way. */
export interface Call {
  readonly provider: ProviderId;
  readonly account: Account;
  readonly request: Json;
  readonly requestedModel: string;
  readonly responseModel: string;
  readonly answer: Answer;
  readonly bill: Bill;
  readonly chunks: number;
  /** Set when the answer must break off with an error inside it. */
  readonly failure: InAnswerFailure | undefined;
  readonly context: FailureContext;
  /** Unix seconds. */
  readonly created: number;
  /** Number of this call, for its ids. */
  readonly serial: number;
}

/** What goes back: one JSON body, or the frames of a stream. */
export type Reply =
  | { readonly kind: 'json'; readonly body: unknown; readonly status?: number }
  /** Frames of server-sent events, or of another text that comes in pieces. */
  | { readonly kind: 'stream'; readonly frames: readonly string[]; readonly contentType?: string }
  | { readonly kind: 'bytes'; readonly contentType: string; readonly body: Buffer };

/** One POST endpoint that asks a model. */
export interface Endpoint {
  readonly question: (request: Json) => Question;
  readonly reply: (call: Call, body: unknown) => Reply;
  /** Counts and answers without a model: costs nothing, and fails only when it is named. */
  readonly free?: boolean;
}

export const json = (body: unknown): Reply => ({ kind: 'json', body });

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : []);

/** An id that nobody can take for a real one. */
export const fakeId = (prefix: string, serial: number): string =>
  `${prefix}fake${String(serial).padStart(16, '0')}`;
