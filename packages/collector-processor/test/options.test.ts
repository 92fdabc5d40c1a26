import { type CollectorOptions, collectorConfig } from '@fuelgauge/collector-processor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const rejects = (options: unknown): string => {
  try {
    collectorConfig(options as CollectorOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
  throw new Error('accepted');
};

describe('options that are wrong', () => {
  it.each<[string, unknown, RegExp]>([
    ['a list for options', [], /options must be an object/],
    ['an unknown option', { colour: 1 }, /no option is called "colour"; options are distribution, names, /],
    [
      'an unknown distribution',
      { distribution: 'core' },
      /distribution must be one of contrib, k8s; got "core"/,
    ],
    ['unknown names', { names: 'newest' }, /names must be one of new, old/],
    ['an unknown temporality', { temporality: 'sum' }, /temporality must be one of cumulative, delta/],
    [
      'a prefix with capitals',
      { attributePrefix: 'Acme' },
      /attributePrefix must be dotted lower-case words/,
    ],
    ['a prefix that ends in a dot', { attributePrefix: 'acme.' }, /attributePrefix must be/],
    ['a prefix of the conventions', { attributePrefix: 'gen_ai.x' }, /attributePrefix must be no prefix of/],
    [
      'an empty list of parts',
      { parts: [] },
      /parts must be a list of at least one of classification, errors/,
    ],
    ['an unknown part', { parts: ['retries'] }, /parts must be one of classification, errors, cost/],
    [
      'cost in k8s',
      { distribution: 'k8s', parts: ['cost'] },
      /otelcol-k8s cannot do "cost".*classification, errors/,
    ],
    [
      'a text that is too short',
      { maxTextLength: 255 },
      /maxTextLength must be a whole number from 256 to 65536/,
    ],
    ['a text length in letters', { maxTextLength: '4096' }, /maxTextLength must be a whole number/],
    ['no exporters', { exporters: [] }, /exporters must be a list of one or more ids of exporters/],
    ['an exporter with a space', { exporters: ['otlp http'] }, /exporters must be .*; got "otlp http"/],
    ['scopes that are no list', { metricsElsewhere: 'x' }, /metricsElsewhere must be a list of texts/],
    ['a count that is no flag', { countGateways: 1 }, /countGateways must be true or false; got 1/],
    ['prices in a list', { prices: [] }, /prices must be an object of model name/],
    ['a price that is no object', { prices: { m: 3 } }, /prices\["m"\] must be an object of input, output/],
    [
      'a price without output',
      { prices: { m: { input: 1 } } },
      /prices\["m"\]\.output must be money for a million tokens/,
    ],
    ['a negative price', { prices: { m: { input: -1, output: 1 } } }, /prices\["m"\]\.input must be money/],
    [
      'an unknown member of a price',
      { prices: { m: { input: 1, output: 1, cached: 1 } } },
      /has no member "cached"/,
    ],
    [
      'a currency in words',
      { prices: { m: { input: 1, output: 1, currency: 'dollar' } } },
      /currency must be an ISO 4217 code/,
    ],
  ])('are told by name: %s', (_, options, message) => {
    expect(rejects(options)).toMatch(message);
  });

  it('are never quoted at length', () => {
    expect(rejects({ names: 'x'.repeat(10_000) }).length).toBeLessThan(300);
  });
});

describe('options that are right', () => {
  it('have defaults, each', () => {
    expect(collectorConfig({})).toEqual(collectorConfig());
  });

  it('take whatever is a valid prefix', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/), { minLength: 1, maxLength: 4 })
          .map((words) => words.join('.')),
        (attributePrefix) => {
          fc.pre(!attributePrefix.startsWith('gen_ai'));
          const config = JSON.stringify(collectorConfig({ attributePrefix, parts: ['errors'] }));
          expect(config).toContain(`"${attributePrefix}.call.errors"`);
        },
      ),
    );
  });
});
