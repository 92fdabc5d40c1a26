import {
  type ClassifyInput,
  classify,
  describe as describeVerdict,
  explain,
  RULES,
  redact,
  type Verdict,
} from '@fuelgauge/errors';
import { ERROR_CATEGORIES, ERROR_OWNERS, ERROR_REMEDIES } from '@fuelgauge/semconv';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyone, headers, hugeText, type Maker, made, text, value } from './hostile.ts';
import { watching } from './redos/watch.ts';
import { check } from './runs.ts';

const NOW = Date.UTC(2026, 10, 21);
const IDS = new Set(['unknown', ...RULES.map(({ id }) => id)]);
const MONTH = 31 * 24 * 3600;

const baseUrl = fc.oneof(
  fc.constantFrom<unknown>(
    'https://openrouter.ai/api/v1',
    'https://api.openai.com/v1',
    'https://{resource}.openai.azure.com',
    new URL('https://api.deepseek.com'),
    'not a url',
    null,
  ),
  text,
);
const status = fc.oneof(
  fc.integer({ min: 100, max: 599 }),
  fc.constantFrom('429', Number.NaN, -1, 1e9, null),
);

const fields: Record<keyof ClassifyInput, fc.Arbitrary<Maker>> = {
  baseUrl: fc.oneof(made(baseUrl), anyone),
  status: fc.oneof(made(status), anyone),
  headers: fc.oneof(headers, anyone),
  body: fc.oneof(made(fc.oneof(text, fc.uint8Array({ maxLength: 2_000 }))), anyone),
  message: fc.oneof(made(text), anyone),
  error: anyone,
  now: made(fc.oneof(fc.constant(NOW), fc.double(), fc.constant('soon'))),
};

/** An input of which any part may bite. */
const input: fc.Arbitrary<() => ClassifyInput> = fc
  .record(fields, { requiredKeys: ['now'] })
  .map(
    (makers) => () =>
      Object.fromEntries(Object.entries(makers).map(([key, make]) => [key, make()])) as ClassifyInput,
  );

/** Throws where anything of a verdict is not as documented. */
function sound(verdict: Verdict): void {
  expect(Object.keys(ERROR_CATEGORIES)).toContain(verdict.category);
  expect(Object.keys(ERROR_OWNERS)).toContain(verdict.owner);
  expect(Object.keys(ERROR_REMEDIES)).toContain(verdict.remedy);
  expect(verdict.retryable).toBeTypeOf('boolean');
  expect(IDS).toContain(verdict.rule);
  const { retryAfter = 0, upstream = 'x' } = verdict;
  expect(retryAfter).toBeGreaterThanOrEqual(0);
  expect(retryAfter).toBeLessThanOrEqual(MONTH);
  expect(upstream).toMatch(/^[a-z0-9][a-z0-9._-]{0,39}$/);
  expect(verdict.hops.length).toBeLessThanOrEqual(9);
  expect(Object.isFrozen(verdict) && Object.isFrozen(verdict.hops)).toBe(true);
  for (const hop of verdict.hops) {
    expect(Object.isFrozen(hop)).toBe(true);
    for (const word of [hop.code, hop.type, hop.message, hop.provider]) {
      expect(word === undefined || (typeof word === 'string' && word.length <= 2_000)).toBe(true);
    }
    expect(hop.status === undefined || Number.isFinite(hop.status)).toBe(true);
  }
}

it('gives a documented verdict for whatever it is handed', () => {
  check(
    fc.property(input, (make) => sound(classify(make()))),
    3,
  );
});

it('gives a documented verdict for what is no input at all', () => {
  check(fc.property(anyone, (make) => sound(classify(make() as ClassifyInput))));
});

it('says the same of the same input every time', () => {
  const plain = fc.record(
    {
      baseUrl,
      status,
      headers: fc.dictionary(fc.string(), fc.string()),
      body: fc.oneof(text, value),
      message: text,
      error: value,
    },
    { requiredKeys: [] },
  );
  check(
    fc.property(plain, (given) => {
      const at = { ...given, now: NOW } as ClassifyInput;
      const first = classify(at);
      // What stands between must not be remembered.
      classify({ status: 402, body: '{"error":{"message":"Insufficient Balance"}}' });
      expect(classify(at)).toEqual(first);
    }),
  );
});

it('reads what was stringified as it reads what was not', () => {
  check(
    fc.property(fc.jsonValue(), fc.integer({ min: 400, max: 599 }), (body, status) => {
      if (typeof body !== 'object' || body === null) return;
      const { hops: _, ...asText } = classify({ status, now: NOW, body: JSON.stringify(body) });
      const { hops: __, ...asValue } = classify({ status, now: NOW, body: JSON.parse(JSON.stringify(body)) });
      expect(asText).toEqual(asValue);
    }),
  );
});

it('changes nothing in what it is given', () => {
  const frozen = (one: unknown): unknown => {
    if (typeof one === 'object' && one !== null && !Object.isFrozen(one) && !ArrayBuffer.isView(one)) {
      Object.freeze(one);
      for (const key of Reflect.ownKeys(one)) {
        const descriptor = Object.getOwnPropertyDescriptor(one, key);
        if (descriptor !== undefined && 'value' in descriptor) frozen(descriptor.value);
      }
    }
    return one;
  };
  const shown = (one: unknown): string =>
    JSON.stringify(one, (_key, inner: unknown) =>
      typeof inner === 'bigint' || typeof inner === 'symbol' ? String(inner) : inner,
    ) ?? '';
  check(
    fc.property(fc.jsonValue(), text, (body, message) => {
      const given = { status: 429, body, message, error: { error: body, message } };
      const before = shown(given);
      const loose = classify({ ...given, now: NOW });
      expect(shown(given)).toBe(before);
      // A frozen one is as good: nothing is written and swallowed.
      expect(classify({ ...(frozen(given) as typeof given), now: NOW })).toEqual(loose);
    }),
  );
});

it('leaves no trace on any prototype', () => {
  const shapes = [Object.prototype, Array.prototype, Function.prototype, RegExp.prototype, String.prototype];
  const before = shapes.map((one) => Reflect.ownKeys(one).length);
  const polluting = fc
    .constantFrom('__proto__', 'constructor', 'prototype')
    .chain((key) =>
      fc.tuple(
        fc.constant(
          `{"${key}":{"message":"polluted","status":402,"polluted":true},"error":{"${key}":{"code":1}}}`,
        ),
        fc.constantFrom('', 'x', "{'error': "),
      ),
    )
    .map(([json, before]) => before + json);
  check(
    fc.property(polluting, anyone, (body, make) => {
      classify({ status: 400, body, error: make() });
      classify({ status: 400, body: { nested: body }, error: { message: body } });
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    }),
  );
  expect(shapes.map((one) => Reflect.ownKeys(one).length)).toEqual(before);
});

/**
 * Characters that patterns and JSON.parse may be given for one error, by count: a text is cut at 32,768 first and
 * may be parsed 24 times, each time under the eyes of some dozen patterns, and an error can hold several texts.
 * Without the cut, the texts below would be a hundred times that.
 */
const MOST_CHARACTERS = 30_000_000;

it('does a bounded amount of work on a text of a million characters', () => {
  check(
    fc.property(hugeText, fc.constantFrom('body', 'message', 'error', 'nested', 'all'), (huge, where) => {
      const bodies = {
        body: { body: huge },
        message: { message: huge },
        error: { error: Object.assign(new Error(huge), { code: huge, error: { message: huge } }) },
        nested: {
          body: JSON.stringify({ error: { message: huge, metadata: { raw: huge, provider_name: huge } } }),
        },
        all: {
          body: huge,
          message: huge,
          error: new Error(huge),
          baseUrl: huge,
          headers: { 'retry-after': huge },
        },
      };
      const { characters } = watching(() => sound(classify({ status: 429, ...bodies[where] })));
      expect(characters).toBeLessThan(MOST_CHARACTERS);
    }),
    0.1,
  );
});

/** Members that are asked for at most, of an object in which there is always one more: 200 objects, each some 2,000 times. */
const MOST_READS = 600_000;

it('asks an object without end for a bounded number of members', () => {
  let reads = 0;
  const counting = (): object =>
    new Proxy(Object.create(null), {
      get: (_, key) => {
        reads++;
        return typeof key === 'symbol' ? undefined : counting();
      },
      has: () => true,
    });
  const parts = ['body', 'error', 'headers', 'message', 'baseUrl'] as const;
  for (const part of parts) {
    reads = 0;
    sound(classify({ status: 429, [part]: counting() }));
    expect(reads).toBeLessThan(MOST_READS);
  }
  reads = 0;
  sound(classify(counting() as ClassifyInput));
  expect(reads).toBeLessThan(MOST_READS);
});

it('describes and explains whatever it has said, briefly', () => {
  check(
    fc.property(input, fc.integer({ min: 1, max: 500 }), (make, length) => {
      const verdict = classify(make());
      expect(describeVerdict(verdict).length).toBeLessThanOrEqual(256);
      expect(describeVerdict(verdict, length).length).toBeLessThanOrEqual(length);
      expect(explain(verdict).length).toBeLessThan(2_000);
    }),
  );
});

it('blanks any text, and gives none that is longer than asked', () => {
  check(
    fc.property(fc.oneof(text, hugeText), fc.integer({ min: 1, max: 4_000 }), (given, length) => {
      expect(redact(given, length).length).toBeLessThanOrEqual(length);
    }),
  );
});
