import type { Account } from './account.ts';

const JSON_ACCEPTED = { accept: 'application/json' } as const;

/** Keys from files end with a line break. */
export const keyOf = (account: Account): string => account.key.trim();

export const bearer = (account: Account): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${keyOf(account)}`,
  ...JSON_ACCEPTED,
});

/** The key in a header of its own, as it is or after a scheme (`Key`, `Token`). */
export const keyIn = (account: Account, header: string, scheme = ''): Readonly<Record<string, string>> => ({
  [header]: scheme === '' ? keyOf(account) : `${scheme} ${keyOf(account)}`,
  ...JSON_ACCEPTED,
});

/**
 * The account's base URL, or undefined.
 *
 * @throws {TypeError} where it is none; the value is not repeated, somebody may have put a key in it.
 */
export function baseOf(account: Account): URL | undefined {
  if (account.baseUrl === undefined) return undefined;
  const url = URL.parse(account.baseUrl);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('baseUrl: expected an absolute URL with http or https');
  }
  return url;
}

/** A path at the account's base URL, of which only the origin counts: users give the one that their client has. */
export function hostUrl(account: Account, standard: string, path: string): string {
  return new URL(path, baseOf(account)?.origin ?? standard).href;
}

/**
 * A path at software that runs anywhere, possibly below a prefix: the base URL without the `/v1` that clients
 * have at its end.
 *
 * @throws {TypeError} where the account has no base URL.
 */
export function siteUrl(account: Account, path: string): string {
  const base = baseOf(account);
  if (base === undefined) throw new TypeError('baseUrl: expected the URL of your installation');
  return `${base.origin}${base.pathname.replace(/(?<!\/)\/+$/, '').replace(/\/v1$/, '')}${path}`;
}

/** A host at which a provider has accounts of its own, and the currency that it counts in there. */
export interface Region {
  /** The domain by which the host is recognized. */
  readonly domain: string;
  readonly url: string;
  readonly currency: string;
}

/** Where an account is, and what it counts in. */
export interface Place {
  readonly currency: string;
  /** The URL of a path there. */
  at(path: string): string;
}

/**
 * The region of an account's base URL; the first one where it has none. At a host that is none of the regions
 * (a proxy), only the user knows the currency: the option `currency`.
 *
 * @throws {TypeError} where nobody says it.
 */
export function regionOf(account: Account, regions: readonly [Region, ...Region[]]): Place {
  const base = baseOf(account);
  const currency = currencyOption(account);
  const region =
    base === undefined
      ? regions[0]
      : regions.find(({ domain }) => base.hostname === domain || base.hostname.endsWith(`.${domain}`));
  const code = currency ?? region?.currency;
  if (code === undefined) {
    throw new TypeError(
      `options.currency: expected the currency of the account (${regions.map((one) => one.currency).join(' or ')}), ` +
        `because the host of baseUrl is not ${regions.map(({ domain }) => domain).join(' or ')}`,
    );
  }
  return { currency: code, at: (path) => hostUrl(account, regions[0].url, path) };
}

/** @throws {TypeError} where the option is neither absent nor a non-empty string. */
export function stringOption(account: Account, name: string): string | undefined {
  const value = account.options?.[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.trim() === '') {
    throw new TypeError(`options.${name}: expected a non-empty string`);
  }
  return value.trim();
}

/** What the option `currency` can hold, for {@link Adapter.options}. */
export const CURRENCY_OPTION = 'ISO 4217 code, where the host does not tell the currency';

/** @throws {TypeError} where the option is neither absent nor a currency code or unit. */
export function currencyOption(account: Account): string | undefined {
  const value = stringOption(account, 'currency');
  if (value === undefined) return undefined;
  const currency = currencyName(value);
  if (currency === undefined) {
    throw new TypeError(
      'options.currency: expected an ISO 4217 code (USD), or a unit in lower case (points)',
    );
  }
  return currency;
}

/** Three letters are a code, in capitals; other words are units, in lower case; undefined for all else. */
export function currencyName(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[A-Za-z][A-Za-z0-9_]{1,19}$/.test(value)) return undefined;
  return value.length === 3 ? value.toUpperCase() : value.toLowerCase();
}
