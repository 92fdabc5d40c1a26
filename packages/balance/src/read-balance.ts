import type { Account } from './account.ts';
import type { Adapter, BalanceRequest, BalanceResponse, Outcome } from './adapter.ts';
import { exchange } from './client/client.ts';
import type { Failure, FailureReason, Reading } from './reading.ts';
import { type ResolvedAccount, resolveAccount } from './resolve-account.ts';

/** How to ask. Everything has a default. */
export interface ReadOptions {
  /** For each request, in seconds. Above 0, 300 at most. Default 10. */
  readonly timeoutSeconds?: number;
  /** Ends the reading early, as a failure with the reason `connection_error`. */
  readonly signal?: AbortSignal;
  /** Whether a request under way keeps the process alive. Default true. */
  readonly keepAlive?: boolean;
}

/** No provider needs more than a few; an adapter that asks on and on is at fault. */
const MOST_REQUESTS = 10;
const TIMEOUT_SECONDS = 10;
/** Each is a series. No account has as many currencies. */
const MOST_AMOUNTS = 50;

/**
 * Asks a provider what an account holds. What goes wrong at the provider or on the way is a typed failure.
 *
 * @throws {TypeError} (as a rejection) where the account or an option is malformed, naming the field and what it
 * accepts.
 */
export async function readBalance(account: Account, options: ReadOptions = {}): Promise<Reading> {
  checkTimeout(options.timeoutSeconds);
  return readResolved(resolveAccount(account), options);
}

/** @throws {TypeError} where it is neither undefined nor a number of seconds that a request may take. */
export function checkTimeout(seconds: number | undefined): void {
  if (seconds === undefined || (typeof seconds === 'number' && seconds > 0 && seconds <= 300)) return;
  throw new TypeError('timeoutSeconds must be a number above 0, 300 at most');
}

/** The same, of an account that was checked. Never rejects. */
export async function readResolved(resolved: ResolvedAccount, options: ReadOptions): Promise<Reading> {
  const outcome = await askedOutcome(resolved, options);
  const at = Date.now() / 1000;
  if ('failure' in outcome) return { ok: false, failure: outcome.failure, at };
  if (outcome.amounts.length + (outcome.spent?.length ?? 0) > MOST_AMOUNTS) {
    const { failure: tooMany } = failure('unexpected_response', `more than ${MOST_AMOUNTS} amounts`);
    return { ok: false, failure: tooMany, at };
  }
  return { ok: true, amounts: outcome.amounts, spent: outcome.spent ?? [], resetsAt: outcome.resetsAt, at };
}

type Ended = Exclude<Outcome, { readonly next: BalanceRequest }>;

async function askedOutcome({ account, adapter }: ResolvedAccount, options: ReadOptions): Promise<Ended> {
  const client = {
    timeoutSeconds: options.timeoutSeconds ?? TIMEOUT_SECONDS,
    signal: options.signal,
    keepAlive: options.keepAlive ?? true,
  };
  const responses: BalanceResponse[] = [];
  try {
    let request = adapter.request(account);
    for (let count = 0; count < MOST_REQUESTS; count++) {
      const came = await exchange(request, client);
      if ('failure' in came) return came;
      responses.push(came.response);
      const outcome = read(adapter, responses, account, came.retryAfter);
      if (!('next' in outcome)) return outcome;
      request = outcome.next;
    }
    return failure('unexpected_response', `more than ${MOST_REQUESTS} requests for one balance`);
  } catch (error) {
    // An adapter's; its message may hold what it failed to read.
    return failure('unexpected_response', `the answer could not be read (${nameOf(error)})`);
  }
}

function read(
  adapter: Adapter,
  responses: readonly BalanceResponse[],
  account: Account,
  retryAfter: number | undefined,
): Outcome {
  const status = responses.at(-1)?.status ?? 0;
  const outcome =
    status < 300
      ? adapter.read(responses, account)
      : (adapter.readError?.(responses, account) ?? failureOfStatus(status, adapter));
  if (!('failure' in outcome) || retryAfter === undefined) return outcome;
  return { failure: { retryAfter, ...outcome.failure } };
}

/** What an HTTP status says of a request that nobody but a balance was asked by. */
function failureOfStatus(status: number, { key }: Adapter): { readonly failure: Failure } {
  const said = `HTTP ${status}`;
  if (status === 401) return failure('authentication', `${said}: the key is refused; it must be ${key}`);
  if (status === 403) {
    return failure('permission_denied', `${said}: this key may not read the balance; it must be ${key}`);
  }
  if (status === 404) return failure('unexpected_response', `${said}: no balance is told at this address`);
  if (status === 408) return failure('timeout', said);
  if (status === 429) return failure('rate_limited', said);
  return failure(status >= 500 ? 'server_error' : 'unexpected_response', said);
}

const failure = (reason: FailureReason, message: string): { readonly failure: Failure } => ({
  failure: { reason, message },
});

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
