import { describe, expect, it } from 'vitest';
import type { HttpOptions } from '../src/adapters/http-options.ts';
import { account, adapter, FAKE_KEY, lines, ok, readAll } from './adapters.support.ts';

const URL_OF = 'https://api.acme-llm.io/wallet';
const read = (options: HttpOptions, body: unknown) =>
  readAll('http', [ok(body)], { options: { ...options } });
const request = (options: object, baseUrl?: string) =>
  adapter('http').request(
    account('http', { options: { ...options }, ...(baseUrl !== undefined && { baseUrl }) }),
  );
const AMOUNTS = [{ path: 'balance', currency: 'USD' }];

describe('the request', () => {
  it('has the key as a bearer token where no header is given', () => {
    expect(request({ url: URL_OF, amounts: AMOUNTS })).toEqual({
      url: URL_OF,
      headers: { accept: 'application/json', authorization: `Bearer ${FAKE_KEY}` },
    });
  });

  it.each(['{key}', `\${key}`])('has the key where a header has %s', (place) => {
    const { headers } = request({ url: URL_OF, amounts: AMOUNTS, headers: { 'X-Token': `Token ${place}` } });
    expect(headers).toEqual({ accept: 'application/json', 'x-token': `Token ${FAKE_KEY}` });
  });

  it('takes a key literally, whatever is in it', () => {
    const who = {
      ...account('http', { options: { url: URL_OF, amounts: AMOUNTS, headers: { a: '{key}' } } }),
      key: 'fake-$&-{key}',
    };
    expect(adapter('http').request(who).headers.a).toBe('fake-$&-{key}');
  });

  it('sends a body as JSON', () => {
    expect(request({ url: URL_OF, method: 'POST', body: { team: 'fake' }, amounts: AMOUNTS })).toMatchObject({
      method: 'POST',
      body: '{"team":"fake"}',
      headers: { 'content-type': 'application/json' },
    });
  });

  it('goes to a path at the base URL', () => {
    expect(request({ url: '/wallet', amounts: AMOUNTS }, 'https://acme.test/llm/v1').url).toBe(
      'https://acme.test/llm/wallet',
    );
  });

  it('needs a base URL for a path', () => {
    expect(() => request({ url: '/wallet', amounts: AMOUNTS })).toThrow(/^baseUrl: /);
  });
});

describe('the answer', () => {
  it.each<[string, HttpOptions, unknown, string[]]>([
    ['a number', { url: URL_OF, amounts: AMOUNTS }, { balance: 12.5 }, ['total USD 12.5']],
    [
      'cents with an inverted sign',
      { url: URL_OF, amounts: [{ path: 'a.b[0].c', currency: 'usd', factor: 0.01, sign: 'inverted' }] },
      { a: { b: [{ c: '-2317' }] } },
      ['total USD 23.17'],
    ],
    [
      'what is left of what was bought',
      { url: URL_OF, amounts: [{ path: 'bought', minusPath: 'used', currency: 'credits' }] },
      { bought: 10.1, used: 0.2 },
      ['total credits 9.9'],
    ],
    [
      'several kinds, of which one is missing',
      {
        url: URL_OF,
        amounts: [
          { path: 'total', currency: 'EUR' },
          { path: 'gift', kind: 'granted', currency: 'EUR' },
          { path: 'cap', kind: 'limit_remaining', currency: 'EUR' },
        ],
      },
      { total: 3, gift: 1, cap: null },
      ['granted EUR 1', 'total EUR 3'],
    ],
    [
      'a list of currencies',
      { url: URL_OF, each: 'data.infos', amounts: [{ path: 'total', currencyPath: 'unit' }] },
      {
        data: {
          infos: [
            { unit: 'CNY', total: '1' },
            { unit: 'USD', total: '2' },
          ],
        },
      },
      ['total CNY 1', 'total USD 2'],
    ],
  ])('is read: %s', (_name, options, body, expected) => {
    const { outcome } = read(options, body);
    expect('amounts' in outcome && lines(outcome.amounts)).toEqual(expected);
  });

  it('can tell spending and a renewal', () => {
    const { outcome } = read(
      { url: URL_OF, spent: [{ path: 'used', currency: 'USD' }], resetsAtPath: 'next' },
      { used: '4.5', next: '2026-12-01T00:00:00Z' },
    );
    expect(outcome).toEqual({
      amounts: [],
      spent: [{ amount: 4.5, currency: 'USD' }],
      resetsAt: 1_796_083_200,
    });
  });

  it.each([
    ['a missing field', {}],
    ['null', { balance: null }],
    ['a text', { balance: 'plenty' }],
    ['an inherited property', []],
  ])('is a failure for %s', (_name, body) => {
    expect(read({ url: URL_OF, amounts: AMOUNTS }, body).outcome).toEqual({
      failure: { reason: 'unexpected_response', message: 'no amount in balance' },
    });
  });

  it('is a failure where the provider says so in a good status', () => {
    const options = { url: URL_OF, amounts: AMOUNTS, ok: { path: 'code', values: [0, '0'] } };
    expect(read(options, { code: 7, balance: 1 }).outcome).toEqual({
      failure: { reason: 'unexpected_response', message: 'the answer says that it failed (code)' },
    });
    expect(read(options, { code: '0', balance: 1 }).outcome).toHaveProperty('amounts');
  });

  it('is an empty list where each finds none', () => {
    const options = { url: URL_OF, each: 'list', amounts: AMOUNTS };
    expect(read(options, { list: [] }).outcome).toHaveProperty('failure');
  });
});

describe('the provider name', () => {
  it.each([
    [{ url: URL_OF }, 'acme-llm'],
    [{ url: 'https://api.deepseek.com/x' }, 'deepseek'],
    [{ url: URL_OF, name: 'acme' }, 'acme'],
  ])('of %j is %s', (options, name) => {
    const who = account('http', { options: { ...options, amounts: AMOUNTS } });
    expect(adapter('http').providerName?.(who)).toBe(name);
  });
});

describe('options that are wrong', () => {
  const figure = (more: object) => ({ url: URL_OF, amounts: [{ path: 'a', currency: 'USD', ...more }] });
  it.each<[object, RegExp]>([
    [{}, /^options\.url: expected absolute URL/],
    [{ url: 'acme', amounts: AMOUNTS }, /^options\.url: /],
    [{ url: '//evil.test/x', amounts: AMOUNTS }, /^options\.url: /],
    [{ url: 'http://acme.test/x', amounts: AMOUNTS }, /^options\.url: expected https:/],
    [{ url: `${URL_OF}?token={key}`, amounts: AMOUNTS }, /^options\.url: .*header/],
    [{ url: URL_OF }, /^options\.amounts: /],
    [{ url: URL_OF, amounts: [] }, /^options\.amounts: /],
    [{ url: URL_OF, amounts: ['a'] }, /^options\.amounts\[0\]: /],
    [{ url: URL_OF, amounts: AMOUNTS, methd: 'GET' }, /^options: expected only url, method/],
    [{ url: URL_OF, amounts: AMOUNTS, method: 'PUT' }, /^options\.method: expected GET or POST/],
    [{ url: URL_OF, amounts: AMOUNTS, body: '{}' }, /^options\.body: .*POST/],
    [{ url: URL_OF, amounts: AMOUNTS, headers: 'x' }, /^options\.headers: /],
    [{ url: URL_OF, amounts: AMOUNTS, headers: { 'a b': 'x' } }, /^options\.headers: /],
    [{ url: URL_OF, amounts: AMOUNTS, headers: { a: 'x\r\ny: z' } }, /^options\.headers\.a: /],
    [{ url: URL_OF, amounts: AMOUNTS, each: 5 }, /^options\.each: /],
    [{ url: URL_OF, amounts: AMOUNTS, ok: { path: 'code' } }, /^options\.ok\.values: /],
    [{ url: URL_OF, amounts: AMOUNTS, name: 'a b' }, /^options\.name: /],
    [{ url: URL_OF, spent: [{ path: 'a' }] }, /^options\.spent\[0\]: .*currency or currencyPath/],
    [figure({ path: '' }), /^options\.amounts\[0\]\.path: /],
    [figure({ kind: 'rest' }), /^options\.amounts\[0\]\.kind: expected one of total, granted/],
    [figure({ factor: 0 }), /^options\.amounts\[0\]\.factor: /],
    [figure({ factor: '100' }), /^options\.amounts\[0\]\.factor: /],
    [figure({ sign: 'minus' }), /^options\.amounts\[0\]\.sign: expected normal or inverted/],
    [figure({ currency: 'U$' }), /^options\.amounts\[0\]\.currency: /],
    [figure({ currencyPath: 'c' }), /^options\.amounts\[0\]: .*either/],
    [figure({ unit: 'x' }), /^options\.amounts\[0\]: expected only path/],
  ])('%j are refused with the option and what it accepts', (options, message) => {
    expect(() => request(options)).toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringMatching(message) }),
    );
  });
});
