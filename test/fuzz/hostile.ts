/** Input that nobody means well with. */
import { RULES } from '@fuelgauge/errors';
import fc from 'fast-check';

/** Words of the rules' own patterns: pieces between what is not a letter. */
const TRIGGERS: readonly string[] = [
  ...new Set(
    RULES.flatMap(({ when }) => [when.text, when.notText, when.codeText, ...(when.code ?? [])])
      .filter((pattern) => pattern !== undefined)
      .flatMap((pattern) => pattern.replace(/\\./g, ' ').match(/[\p{L}'_]{2,}/gu) ?? []),
  ),
];

const WRAPPINGS: readonly string[] = [
  'litellm.RateLimitError: AzureException - ',
  'Error from provider (chutes: 429): ',
  'upstream returned 402: ',
  'Provider returned error',
  'Error code: 429 - ',
  'All attempts failed: openai: 429 ',
  'data: ',
  'event: error\ndata: ',
  '<html><title>',
  '429 ',
  '{"error":',
  '{"message":"',
  "{'error': {'message': '",
  '[{"error":{"metadata":{"raw":"',
  '\\"',
  '\\\\"',
  '"',
  "'",
  '`',
  '「',
  '“',
  ' (request id: 2026112100000000000abc)',
  'retry in 1',
  'try again in 9',
  'resets at: 2026-11-21 15:00:00 UTC',
  'https://openrouter.ai/settings/keys',
];

/** A word of a rule, whole, cut, with a letter changed, in other case. */
const trigger: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...TRIGGERS), fc.nat(3), fc.nat(40), fc.string({ minLength: 1, maxLength: 1 }))
  .map(([word, kind, at, char]) => {
    if (kind === 0) return word;
    if (kind === 1) return word.slice(0, Math.max(1, word.length - 1));
    if (kind === 2) return word.toUpperCase();
    return word.slice(0, at % word.length) + char + word.slice((at % word.length) + 1);
  });

/** Pieces of what the classifier knows, next to one another, some of them many times. */
export const sentence: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 6, arbitrary: trigger },
        fc.constantFrom(...WRAPPINGS),
        fc.string({ unit: 'binary' }),
      ),
      fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 400 })),
      fc.constantFrom(' ', '', '  ', '\n', ': ', '_'),
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.map(([piece, times, space]) => (piece + space).repeat(times)).join(''));

/** A text far larger than any error. */
export const hugeText: fc.Arbitrary<string> = fc
  .tuple(sentence, fc.constantFrom('[', '{', '{"error":', '\\', '"', 'a', ' ', '\ud800', 'data: {\n\n', '1'))
  .map(([text, pump]) => {
    const unit = text + pump;
    return unit.repeat(Math.ceil(1_000_000 / unit.length)).slice(0, 1_000_000);
  });

/** An error's JSON, inside a string of another's JSON, and so on. */
const nestedText: fc.Arbitrary<string> = fc
  .tuple(sentence, fc.array(fc.constantFrom('message', 'error', 'raw', 'detail', 'body'), { maxLength: 12 }))
  .map(([text, keys]) =>
    keys.reduce((inner, key) => {
      // Each level doubles the backslashes.
      const value = inner.length > 100_000 ? inner.slice(0, 100_000) : inner;
      return key === 'raw'
        ? JSON.stringify({ error: { message: 'Provider returned error', metadata: { raw: value } } })
        : JSON.stringify({ [key]: value });
    }, text),
  );

export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: sentence },
  { weight: 2, arbitrary: nestedText },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.json() },
);

/** Members that the classifier asks for, and those that must never reach a prototype. */
const KEYS = [
  'error', 'errors', 'message', 'msg', 'code', 'type', 'status', 'statusCode', 'details', 'detail', 'metadata', 'raw',
  'provider', 'provider_name', 'is_byok', 'choices', 'candidates', 'cause', 'lastError', 'response', 'responseBody',
  'headers', 'data', 'body', 'name', 'previous_errors', 'param', 'url', 'retry_after', 'reset_at', 'violations',
  'providerMetadata', '__proto__', 'constructor', 'prototype', 'toString', 'then', 'toJSON', 'length', '0',
] as const; // biome-ignore format: a table

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(
    null,
    undefined,
    402,
    429,
    500,
    '429',
    Number.NaN,
    Infinity,
    -0,
    10n,
    Symbol.iterator,
    '',
    ' ',
  ),
  fc.constantFrom<unknown>(
    () => 1,
    /x/,
    new Date(Number.NaN),
    new Map([[1, 2]]),
    new Set([1]),
    new Error('fake'),
  ),
  fc.uint8Array({ maxLength: 200 }),
);

/** Anything that JavaScript can hold, in the shape of errors. */
export const value: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 7, withCrossShrink: true },
    leaf,
    fc.array(tie('any'), { maxLength: 5 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('any')), { maxLength: 6 })
      .map(fromPairs),
  ),
})).any;

/** With own members even for `__proto__`, as `JSON.parse` makes them. */
function fromPairs(pairs: readonly (readonly [string, unknown])[]): object {
  const out = {};
  for (const [key, member] of pairs) {
    Object.defineProperty(out, key, { value: member, enumerable: true, configurable: true, writable: true });
  }
  return out;
}

/** Made only when it is asked for: what looks at its input, as fast-check does, would be bitten itself. */
export type Maker = () => unknown;

/** Objects that bite when they are touched. */
export const biting: fc.Arbitrary<Maker> = fc.oneof(
  fc.constantFrom(...KEYS).map(
    (key) => () =>
      Object.defineProperty({}, key, {
        enumerable: true,
        get: () => {
          throw new RangeError('a getter of somebody else');
        },
      }),
  ),
  fc.constantFrom(...KEYS).map((key) => () => {
    const cycle: Record<string, unknown> = { message: 'around' };
    return Object.defineProperty(cycle, key, { value: cycle, enumerable: true });
  }),
  fc.constant(endless),
  fc.constant(() => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  }),
  fc.constant(() => new Proxy([], { get: (_, key) => (key === 'length' ? 1e9 : endless()) })),
  fc.constant(() => Object.assign(Object.create(null), { error: { message: 'no prototype' } })),
  value.map(
    (inner) => () => Object.assign(new Error('fake', { cause: inner }), { error: inner, response: inner }),
  ),
  fc.integer({ min: 1, max: 20_000 }).map((depth) => () => {
    let deep: unknown = { message: 'deep down' };
    for (let level = 0; level < depth; level++) deep = { error: deep };
    return deep;
  }),
  fc.constantFrom('x', 429, null, {}).map((item) => () => ({ errors: new Array(1_000_000).fill(item) })),
);

/** An object that has every member, each of them one like itself. */
function endless(): object {
  return new Proxy(Object.create(null), {
    get: (_, key) => (typeof key === 'symbol' ? undefined : endless()),
    has: () => true,
    ownKeys: () => Array.from({ length: 50 }, (_, at) => `key${at}`),
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: endless() }),
  });
}

const HEADER_NAMES = [
  'retry-after', 'Retry-After', 'retry-after-ms', 'x-ms-retry-after-ms', 'date', 'x-ratelimit-reset',
  'x-ratelimit-remaining', 'x-ratelimit-reset-requests', 'x-ratelimit-remaining-requests', 'x-amzn-errortype',
  'x-litellm-key-spend', 'anthropic-ratelimit-unified-reset', 'content-type', '__proto__', 'constructor',
] as const; // biome-ignore format: a table

const headerValue: fc.Arbitrary<string> = fc.oneof(
  fc.stringMatching(/^[0-9.:smhdTZ,; -]{0,40}$/),
  fc.constantFrom(
    '0',
    '-1',
    '1e308',
    '9'.repeat(400),
    'NaN',
    '1m30s',
    'Sat, 21 Nov 2026 15:00:00 GMT',
    '  7  ',
  ),
  text,
);

/** Headers in every bag that somebody hands over. */
export const headers: fc.Arbitrary<Maker> = fc
  .tuple(fc.array(fc.tuple(fc.constantFrom(...HEADER_NAMES), headerValue), { maxLength: 6 }), fc.nat(7))
  .map(([pairs, kind]) => () => {
    if (kind === 0) return pairs;
    if (kind === 1) return new Map<string, unknown>(pairs);
    if (kind === 2) return fromPairs(pairs);
    if (kind === 3) return fromPairs(pairs.map(([name, one]) => [name, [one, one]]));
    if (kind === 4) return { headers: fromPairs(pairs) };
    if (kind === 5) return pairs.values();
    if (kind === 6) return endless();
    const real = new Headers();
    for (const [name, one] of pairs) {
      try {
        real.append(name, one);
      } catch {
        // What no header can hold.
      }
    }
    return real;
  });

export const made = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Maker> => values.map((one) => () => one);

export const anyone: fc.Arbitrary<Maker> = fc.oneof(
  { weight: 4, arbitrary: made(value) },
  { weight: 1, arbitrary: biting },
);
