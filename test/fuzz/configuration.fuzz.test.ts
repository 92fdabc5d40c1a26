import {
  FetchInstrumentation,
  FuelgaugeSpanProcessor,
  OpenAIInstrumentation,
} from '@fuelgauge/instrumentation';
import { createPricer } from '@fuelgauge/pricing';
import { pairsOfVariable } from '@fuelgauge/semconv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../packages/balance/src/config-file/config-file.ts';
import { accountsFromEnvironment, startBalanceMonitor } from '../../packages/balance/src/index.ts';
import { resolveOptions as collectorOptions } from '../../packages/collector-processor/src/options.ts';
import { resolveOptions as dashboardOptions } from '../../packages/dashboards/src/options.ts';
import { type Maker, made, text, value } from './hostile.ts';
import { check } from './runs.ts';

/** What a person might have put in the wrong place: it must be in no message. */
const CANARY = 'sk-canary-0000-not-a-key-0000';

/** Words of V8 for a slip of ours: something was read of nothing. */
const SLIP =
  /Cannot (?:read|set|convert|destructure|mix)|is not (?:a function|iterable|a constructor)|undefined or null|not defined/i;

/**
 * Runs a parser on what somebody wrote.
 *
 * @param names what a refusal's message must say: a field, or what is accepted.
 * @param mayQuote none of the fields is for a key, and a message that quotes the value helps.
 */
function refuses(run: () => unknown, names: RegExp, mayQuote = false): void {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    const { name, message } = error as Error;
    expect(['TypeError', 'ConfigError', 'InvalidOptionError']).toContain(name);
    expect(message).not.toMatch(SLIP);
    expect(message).toMatch(names);
    if (!mayQuote) expect(message).not.toContain(CANARY);
  }
}

const pairs = fc.oneof(
  fc
    .array(
      fc.tuple(
        fc.constantFrom('a', 'b', ' ', '', CANARY),
        fc.constantFrom('=', '==', ''),
        fc.constantFrom('KEY', CANARY, ''),
      ),
    )
    .map((parts) => parts.map((part) => part.join('')).join(',')),
  text,
  fc.string({ unit: fc.constantFrom(...'=,ab \n\0') }),
);

describe('variables', () => {
  it('of the form name=VARIABLE are read, or refused by their name', () => {
    check(
      fc.property(pairs, (written) => {
        refuses(() => {
          const read =
            pairsOfVariable({ FUELGAUGE_ACCOUNTS: written }, 'FUELGAUGE_ACCOUNTS', 'name=VARIABLE') ?? [];
          for (const pair of read)
            expect(pair.every((side) => side !== '' && side === side.trim())).toBe(true);
        }, /FUELGAUGE_ACCOUNTS must (?:be|have)/);
      }),
    );
  });

  it('of accounts and intervals are read, or refused by their name', () => {
    const interval = fc.oneof(fc.constantFrom('90s', '5m', '1h', '-1', '1e999', 'NaN', '0x10', CANARY), text);
    const key = fc.oneof(fc.constantFrom(CANARY, `${CANARY}\n`, '', ' ', 'ключ'), text);
    const url = fc.oneof(
      fc.constantFrom('https://a.example/v1', 'http://a.example', 'ftp://x', `https://${CANARY}@x`),
      text,
    );
    check(
      fc.property(pairs, interval, key, key, url, (accounts, every, one, other, base) => {
        refuses(() => {
          const { warnings } = accountsFromEnvironment({
            FUELGAUGE_ACCOUNTS: accounts,
            FUELGAUGE_BALANCE_INTERVAL: every,
            DEEPSEEK_API_KEY: one,
            DEEPSEEK_BASE_URL: base,
            OPENROUTER_MANAGEMENT_KEY: other,
            OPENROUTER_API_KEY: one,
            KEY: other,
          });
          for (const warning of warnings) {
            expect(warning).not.toMatch(SLIP);
            expect(warning).not.toContain(CANARY);
          }
        }, /FUELGAUGE_(?:ACCOUNTS|BALANCE_INTERVAL) must/);
      }),
    );
  });
});

/** Fields of a configuration with what they should not hold. */
const fields = (names: readonly string[]): fc.Arbitrary<Maker> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: made(
        fc.dictionary(
          fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...names) }, fc.string()),
          fc.oneof(value, fc.dictionary(fc.string(), fc.oneof(fc.constant(CANARY), value), { maxKeys: 3 })),
          { maxKeys: 4 },
        ),
      ),
    },
    made(value),
  );

const INSTRUMENTATION = [
  'providers', 'accounts', 'accountId', 'maxAccounts', 'prices', 'priceLibrary', 'enrich', 'captureMessageContent',
  'maxContentLength', 'requestHook', 'responseHook', 'enabled',
]; // biome-ignore format: a table

/** A price table is refused by the place in it. */
const FIELD_OF_CONFIG = /config\.\w+|^table[[:]/;

describe.each([
  ['FetchInstrumentation', (config: never) => new FetchInstrumentation(config)],
  ['OpenAIInstrumentation', (config: never) => new OpenAIInstrumentation(config)],
])('%s', (_name, construct) => {
  it('takes a configuration, or names the field that it refuses', () => {
    check(
      fc.property(fields(INSTRUMENTATION), (make) => {
        const config = make();
        if (typeof config !== 'object' || config === null) return;
        refuses(() => construct({ ...config, enabled: false } as never), FIELD_OF_CONFIG);
      }),
    );
  });
});

it('FuelgaugeSpanProcessor takes a configuration, or names the field that it refuses', () => {
  check(
    fc.property(fields([...INSTRUMENTATION, 'metrics']), (make) => {
      const config = make();
      if (typeof config !== 'object' || config === null) return;
      refuses(() => new FuelgaugeSpanProcessor(config as never), FIELD_OF_CONFIG);
    }),
  );
});

it('a price table is taken, or refused at its place', () => {
  const row = fields([
    'provider', 'model', 'input', 'output', 'cacheRead', 'perRequest', 'currency', 'from', 'until', 'serviceTier',
    'windows', 'days', 'start', 'end',
  ]); // biome-ignore format: a table
  const good = { provider: 'acme', model: 'a', input: 1 };
  check(
    fc.property(row, fc.constantFrom('row', 'window', 'table'), (make, where) => {
      const given = make();
      const table =
        where === 'table'
          ? given
          : where === 'row'
            ? [typeof given === 'object' ? { ...good, ...given } : given]
            : [{ ...good, windows: [given] }];
      refuses(() => createPricer({ table: table as never }), /^table[[:]/);
    }),
    2,
  );
});

it('a list of accounts is taken, or refused at its place', () => {
  const account = fields(['provider', 'key', 'id', 'baseUrl', 'options', 'inferenceKey', 'intervalSeconds']);
  check(
    fc.property(account, fc.boolean(), (make, whole) => {
      const given = make();
      const accounts = whole
        ? given
        : [typeof given === 'object' ? { provider: 'http', key: CANARY, ...given } : given];
      refuses(
        () => startBalanceMonitor({ accounts: accounts as never }).stop(),
        /^accounts[ [.]|must be|intervalSeconds/,
      );
    }),
  );
});

const yaml: fc.Arbitrary<string> = fc.oneof(
  text,
  fc.json(),
  fc
    .array(
      fc.tuple(
        fc.constantFrom('', '  ', '    ', '- ', '  - ', '\t'),
        fc.constantFrom('accounts:', 'provider: deepseek', 'key: $' + '{KEY}', 'key: $KEY', `key: ${CANARY}`, 'listen:',
          'port: 99999', 'port: x', 'interval: 5m', 'interval: 0', 'otlp: {enabled: maybe}', 'options: [1]', '? a', '&a *a',
          '<<: *b', '!!binary x', '---', '...', '{', ']', '"', `${CANARY}: 1`, '__proto__: {a: 1}', 'id: a', 'baseUrl: ftp://x'), // biome-ignore format: a table
      ),
      { maxLength: 12 },
    )
    .map((lines) => lines.map((line) => line.join('')).join('\n')),
);

it('a configuration file is taken, or refused with the file, the place and what is accepted', () => {
  check(
    fc.property(yaml, (written) => {
      refuses(() => parseConfig('balance.yaml', written, { KEY: CANARY }), /^balance\.yaml/);
    }),
  );
});

it('options of the Collector configuration are taken, or refused by their name', () => {
  const names = [
    'distribution', 'names', 'attributePrefix', 'parts', 'maxTextLength', 'temporality', 'exporters', 'metricsElsewhere',
    'countGateways', 'prices',
  ]; // biome-ignore format: a table
  check(
    fc.property(fields(names), (make) => {
      refuses(() => collectorOptions(make() as never), new RegExp(`option|${names.join('|')}`), true);
    }),
  );
});

it('options of the dashboards are taken, or refused by their name', () => {
  const names = [
    'parts', 'hoursLeft', 'minimumBalance', 'currency', 'upstreamLimitShare', 'spendFactor', 'datasourceVariable',
    'datasourceUid', 'job', 'labels', 'channels', 'runbookBase',
  ]; // biome-ignore format: a table
  check(
    fc.property(fields(names), (make) => {
      refuses(() => dashboardOptions(make() as never), new RegExp(`options|${names.join('|')}`), true);
    }),
  );
});
