import { isSafe } from '../client/origin.ts';
import { BALANCE_KINDS, type BalanceKind } from '../kinds.ts';
import { currencyName } from '../request.ts';

/** Where a currency stands, or what it is: one of the two. */
interface InCurrency {
  /** ISO 4217 code, or the provider's unit in lower case. */
  readonly currency?: string;
  /** Path of the currency in the answer. */
  readonly currencyPath?: string;
}

/** Where one figure stands in the answer, and what it is. */
export interface HttpFigure extends InCurrency {
  /** Path such as `data.balances[0].amount`. */
  readonly path: string;
  /** Path of a number to take off: what was used of what `path` says. */
  readonly minusPath?: string;
  /** What one of the provider's units is worth in `currency`: 0.01 for cents. Default 1. */
  readonly factor?: number;
  /** `inverted` where credit is a negative number. Default `normal`. */
  readonly sign?: 'normal' | 'inverted';
}

/** A figure of {@link HttpOptions.amounts}: money that is there, or a limit of it. */
export interface HttpAmount extends HttpFigure {
  /** What it means; `BALANCE_KINDS` says. Default `total`. */
  readonly kind?: BalanceKind;
}

/** What `account.options` holds for the provider `http`. */
export interface HttpOptions {
  /** Absolute URL, or a path that begins with `/` at the account's `baseUrl`. */
  readonly url: string;
  /** Default `GET`. */
  readonly method?: 'GET' | 'POST';
  /** `{key}` (or `${key}`) stands for the account's key. Default: `authorization: Bearer {key}`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Body of a POST: a string, or what is sent as JSON. */
  readonly body?: unknown;
  /** Path of a list of which each entry is read on its own, paths being relative to it: several currencies. */
  readonly each?: string;
  /** Where the balances stand. Needed, unless `spent` is given. */
  readonly amounts?: readonly HttpAmount[];
  /** Running totals of what was spent. */
  readonly spent?: readonly HttpFigure[];
  /** Path of the time at which a limit is renewed: Unix time or ISO 8601. */
  readonly resetsAtPath?: string;
  /** An answer is good only where the value at `path` is one of `values`; for errors with status 200. */
  readonly ok?: {
    /** Path such as `code`. */
    readonly path: string;
    /** Compared without conversion: `0` is not `'0'`. */
    readonly values: readonly (string | number | boolean)[];
  };
  /** `gen_ai.provider.name`. Default: what the host is called. */
  readonly name?: string;
}

/** Every option with a sentence, for {@link Adapter.options}. */
export const HTTP_OPTIONS: Readonly<Record<keyof HttpOptions, string>> = {
  url: 'absolute URL, or a path at baseUrl',
  method: 'GET (default) or POST',
  headers: 'header → value, in which {key} stands for the key; default: authorization: Bearer {key}',
  body: 'body of a POST: a string, or what is sent as JSON',
  each: 'path of a list of which each entry is read on its own',
  amounts: 'list of {path, minusPath, kind, currency or currencyPath, factor, sign}',
  spent: 'list of {path, minusPath, currency or currencyPath, factor, sign}',
  resetsAtPath: 'path of the time at which a limit is renewed',
  ok: '{path, values}: an answer is good only where the value at path is one of values',
  name: 'gen_ai.provider.name of the calls, where it is not told by the host',
};

const FIGURE_KEYS = ['path', 'minusPath', 'factor', 'sign', 'currency', 'currencyPath'];
const PATH = /^[^.[\]\s]+(?:\[\d+\]|\.[^.[\]\s]+)*$/;
const KEY_PLACE = /\$?\{key\}/;

function fail(where: string, expected: string): never {
  throw new TypeError(`options.${where}: expected ${expected}`);
}

function recordAt(value: unknown, where: string, expected: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(where, expected);
  return value as Readonly<Record<string, unknown>>;
}

function onlyKeys(value: object, known: readonly string[], where: string): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key))
      // Only what looks like a word is repeated: a key may stand in the wrong place.
      fail(where, `only ${known.join(', ')}${/^[A-Za-z_]{1,30}$/.test(key) ? `; not ${key}` : ''}`);
  }
}

function pathAt(value: unknown, where: string): void {
  if (typeof value !== 'string' || !PATH.test(value)) fail(where, 'a path such as data.balances[0].amount');
}

function checkFigure(value: unknown, where: string, keys: readonly string[]): void {
  const figure = recordAt(value, where, `an object with ${keys.join(', ')}`);
  onlyKeys(figure, keys, where);
  pathAt(figure.path, `${where}.path`);
  if (figure.minusPath !== undefined) pathAt(figure.minusPath, `${where}.minusPath`);
  const { factor, sign, currency } = figure;
  if (factor !== undefined && !(typeof factor === 'number' && Number.isFinite(factor) && factor > 0)) {
    fail(`${where}.factor`, 'a number above 0 (0.01 for cents)');
  }
  if (sign !== undefined && sign !== 'normal' && sign !== 'inverted') {
    fail(`${where}.sign`, 'normal or inverted');
  }
  if ((currency === undefined) === (figure.currencyPath === undefined)) {
    fail(where, 'either currency or currencyPath');
  }
  if (currency === undefined) pathAt(figure.currencyPath, `${where}.currencyPath`);
  else if (currencyName(currency) === undefined) {
    fail(`${where}.currency`, 'an ISO 4217 code (USD), or a unit in lower case (points)');
  }
}

function checkFigures(value: unknown, where: string, keys: readonly string[]): void {
  if (!Array.isArray(value) || value.length === 0) fail(where, `a list of objects with ${keys.join(', ')}`);
  else for (const [index, figure] of value.entries()) checkFigure(figure, `${where}[${index}]`, keys);
}

/**
 * The options of an account of the provider `http`.
 *
 * @throws {TypeError} naming the option and what it accepts; no value is repeated, it could be a key.
 */
export function httpOptions(options: Readonly<Record<string, unknown>> | undefined): HttpOptions {
  const given = options ?? {};
  checkRequest(given);
  if (given.amounts === undefined && given.spent === undefined) fail('amounts', HTTP_OPTIONS.amounts);
  if (given.amounts !== undefined) {
    checkFigures(given.amounts, 'amounts', [...FIGURE_KEYS, 'kind']);
    (given.amounts as readonly { kind?: unknown }[]).forEach(({ kind }, index) => {
      if (kind !== undefined && !(typeof kind === 'string' && Object.hasOwn(BALANCE_KINDS, kind))) {
        fail(`amounts[${index}].kind`, `one of ${Object.keys(BALANCE_KINDS).join(', ')}`);
      }
    });
  }
  if (given.spent !== undefined) checkFigures(given.spent, 'spent', FIGURE_KEYS);
  if (given.each !== undefined) pathAt(given.each, 'each');
  if (given.resetsAtPath !== undefined) pathAt(given.resetsAtPath, 'resetsAtPath');
  if (given.ok !== undefined) checkOk(given.ok);
  if (given.name !== undefined && (typeof given.name !== 'string' || !/^[\w.-]{1,50}$/.test(given.name))) {
    fail('name', 'letters, digits, dots, hyphens and underscores');
  }
  return given as unknown as HttpOptions;
}

function checkRequest({ url, method, headers, body }: Readonly<Record<string, unknown>>): void {
  const absolute = typeof url === 'string' && /^https?:\/\//i.test(url) && URL.canParse(url);
  if (typeof url !== 'string' || !(absolute || /^\/(?!\/)/.test(url))) fail('url', HTTP_OPTIONS.url);
  if (absolute && !isSafe(new URL(url))) fail('url', 'https: (http: for this machine only: a key travels)');
  // A URL is written to logs on its way.
  if (KEY_PLACE.test(url)) fail('url', 'a URL without the key, which belongs in a header');
  if (method !== undefined && method !== 'GET' && method !== 'POST') fail('method', 'GET or POST');
  if (body !== undefined && method !== 'POST') fail('body', 'method POST beside it');
  if (headers === undefined) return;
  const entries = Object.entries(recordAt(headers, 'headers', 'an object of header → value'));
  for (const [header, value] of entries) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header)) fail('headers', 'names of headers without spaces');
    if (typeof value !== 'string' || /[\r\n\0]/.test(value))
      fail(`headers.${header}`, 'a string of one line');
  }
}

function checkOk(value: unknown): void {
  const ok = recordAt(value, 'ok', '{path, values}');
  onlyKeys(ok, ['path', 'values'], 'ok');
  pathAt(ok.path, 'ok.path');
  const { values } = ok;
  const simple = (one: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof one);
  if (!Array.isArray(values) || values.length === 0 || !values.every(simple)) {
    fail('ok.values', 'a list of strings, numbers or booleans');
  }
}
