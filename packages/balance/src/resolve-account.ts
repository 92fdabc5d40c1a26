import { accountIdOfKey, looksLikeKey } from '@fuelgauge/semconv';
import type { Account } from './account.ts';
import type { Adapter } from './adapter.ts';
import { adapterOf, PROVIDERS } from './adapters/all.ts';
import { isSafe } from './client/origin.ts';

/** An account that can be asked. */
export interface ResolvedAccount {
  readonly account: Account;
  readonly adapter: Adapter;
  /** `gen_ai.provider.name`. */
  readonly provider: string;
  /** `llm.account.id`. */
  readonly id: string;
}

/** What a header can carry: no line break, no space inside, nothing beyond ASCII. */
const KEY = /^[\x21-\x7e]+$/;

/**
 * Checks an account and finds its adapter. A key that rotates (a JSON web token) is no identity: without an `id`
 * such an account is called what its provider is called.
 *
 * @param path what messages call the account: `account`, `accounts[2]`.
 * @throws {TypeError} naming the field that is malformed and what it accepts, never its value.
 */
export function resolveAccount(given: Account, path = 'account'): ResolvedAccount {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`${path} must be an object with provider and key`);
  }
  const adapter = typeof given.provider === 'string' ? adapterOf(given.provider) : undefined;
  if (adapter === undefined) {
    throw new TypeError(`${path}.provider must be one of ${PROVIDERS.join(', ')}`);
  }
  const key = keyAt(`${path}.key`, given.key);
  const inferenceKey =
    given.inferenceKey === undefined ? undefined : keyAt(`${path}.inferenceKey`, given.inferenceKey);
  if (given.id !== undefined && (typeof given.id !== 'string' || given.id.trim() === '')) {
    throw new TypeError(`${path}.id must be a non-empty string`);
  }
  if (
    given.id !== undefined &&
    (looksLikeKey(given.id) || [key, inferenceKey].some((one) => isIn(one, given.id)))
  ) {
    throw new TypeError(`${path}.id must not be or hold a key: it goes out with every metric`);
  }
  checkBaseUrl(`${path}.baseUrl`, given.baseUrl);
  const { options } = given;
  if (options !== undefined && (typeof options !== 'object' || options === null || Array.isArray(options))) {
    throw new TypeError(`${path}.options must be an object`);
  }
  const account: Account = { ...given, key, ...(inferenceKey !== undefined && { inferenceKey }) };
  checkWithAdapter(adapter, account, path);
  const provider = adapter.providerName?.(account) ?? adapter.provider;
  return {
    account,
    adapter,
    provider,
    id: given.id?.trim() ?? accountIdOfKey(inferenceKey ?? key) ?? provider,
  };
}

/** Whether a text holds a key. A shorter one is a placeholder, which can be a part of any word. */
const isIn = (key: string | undefined, text = ''): boolean =>
  key !== undefined && key.length >= 8 && text.includes(key);

function keyAt(path: string, value: unknown): string {
  // Keys from files end with a line break.
  const key = typeof value === 'string' ? value.trim() : '';
  if (!KEY.test(key))
    throw new TypeError(`${path} must be a non-empty string of printable ASCII without spaces`);
  return key;
}

function checkBaseUrl(path: string, value: unknown): void {
  if (value === undefined) return;
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (url === null || !isSafe(url)) {
    throw new TypeError(`${path} must be a URL with https: (http: for a loopback host only: a key travels)`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(`${path} must hold no user name and no password`);
  }
}

/** An adapter says what an account lacks when it is asked for the request. */
function checkWithAdapter(adapter: Adapter, account: Account, path: string): void {
  try {
    adapter.request(account);
  } catch (error) {
    if (error instanceof TypeError) throw new TypeError(`${path}.${error.message}`);
    throw error;
  }
}
