import { describe, expect, it } from 'vitest';
import { type ClassifyInput, classify } from '../src/index.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const seconds = (input: ClassifyInput): number | undefined =>
  classify({ status: 429, now: NOW, ...input }).retryAfter;
const says = (message: string): ClassifyInput => ({ body: { error: { message } } });

describe('the wait that a response states', () => {
  it.each<[string, ClassifyInput, number | undefined]>([
    ['seconds', { headers: { 'retry-after': '30' } }, 30],
    ['zero seconds', { headers: { 'retry-after': '0' } }, 0],
    ['an HTTP date', { headers: { 'retry-after': 'Sat, 21 Nov 2026 10:01:30 GMT' } }, 90],
    [
      'an HTTP date against the date header',
      { headers: { date: 'Sat, 21 Nov 2026 10:01:00 GMT', 'retry-after': 'Sat, 21 Nov 2026 10:01:30 GMT' } },
      30,
    ],
    ['a date that has passed', { headers: { 'retry-after': 'Sat, 21 Nov 2026 09:00:00 GMT' } }, 0],
    ['milliseconds', { headers: { 'retry-after-ms': '1500' } }, 1.5],
    ['milliseconds before seconds', { headers: { 'retry-after-ms': '1500', 'retry-after': '2' } }, 1.5],
    [
      'requests that reset after a duration',
      { headers: { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' } },
      360,
    ],
    [
      'the limit of which nothing remains',
      {
        headers: {
          'x-ratelimit-remaining-requests': '9',
          'x-ratelimit-reset-requests': '1s',
          'x-ratelimit-remaining-tokens': '0',
          'x-ratelimit-reset-tokens': '12s',
        },
      },
      12,
    ],
    [
      'an RFC 3339 instant',
      {
        headers: {
          'anthropic-ratelimit-requests-remaining': '0',
          'anthropic-ratelimit-requests-reset': '2026-11-21T10:00:45Z',
        },
      },
      45,
    ],
    [
      'an epoch in seconds',
      { headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 20) } },
      20,
    ],
    [
      'an epoch in milliseconds',
      { headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 20_000) } },
      20,
    ],
    [
      'plain seconds until the reset',
      { headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '17' } },
      17,
    ],
    ['an absurd number', { headers: { 'retry-after': '99999999' } }, undefined],
    ['a negative number', { headers: { 'retry-after': '-5' } }, undefined],
    ['rubbish', { headers: { 'retry-after': 'soon' } }, undefined],
    [
      'headers inside the body',
      {
        body: {
          error: {
            message: 'Rate limit',
            code: 429,
            metadata: { headers: { 'X-RateLimit-Reset': String(NOW + 60_000) } },
          },
        },
      },
      60,
    ],
    [
      'a retryDelay of Google',
      {
        body: {
          error: {
            code: 429,
            details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.07s' }],
          },
        },
      },
      34.07,
    ],
    ['a member of the body', { body: { error: { message: 'Rate limit', retry_after: 12 } } }, 12],
    ['try again in 6ms', says('Rate limit reached. Please try again in 6ms.'), 0.006],
    ['try again in 20s', says('Rate limit reached. Please try again in 20s.'), 20],
    ['try again in 1m30.5s', says('Rate limit reached. Please try again in 1m30.5s. Contact us'), 90.5],
    ['try again in 2h', says('Rate limit reached. Try again in 2h'), 7_200],
    ['try again after 1 seconds', says('Rate limit exceeded, please try again after 1 seconds'), 1],
    ['retry after 22 seconds', says('exceeded token rate limit. Please retry after 22 seconds.'), 22],
    [
      'wait 42 seconds',
      says('Rate limit of 10 per 60s exceeded. Please wait 42 seconds before retrying.'),
      42,
    ],
    ['reset after 3600s', says('rate limit exceeded, reset after 3600s'), 3_600],
    ['an instant in UTC', says('Rate limit exceeded. Limit resets at: 2026-11-21 10:05:00 UTC'), 300],
    [
      'an instant without a zone',
      says('已达到使用上限。rate limit. Your limit will reset at 2026-11-21 18:00:00'),
      undefined,
    ],
    ['no wait at all', says('Rate limit reached'), undefined],
  ])('%s', (_name, input, expected) => {
    expect(seconds(input)).toBe(expected);
  });

  it('is left out where waiting helps nobody', () => {
    expect(seconds({ status: 402, headers: { 'retry-after': '30' } })).toBeUndefined();
  });

  it('makes a throttle that lasts longer than a minute or two not retryable', () => {
    const at = (wait: string): boolean =>
      classify({ status: 429, headers: { 'retry-after': wait } }).retryable;
    expect([at('30'), at('3600')]).toEqual([true, false]);
  });
});
