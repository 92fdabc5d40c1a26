/** A secret in the wrong place of a configuration is in no error that says so, and in no object of ours. */
import { inspect } from 'node:util';
import { readBalance, startBalanceMonitor } from '@fuelgauge/balance';
import {
  FetchInstrumentation,
  FuelgaugeSpanProcessor,
  instrument,
  instrumentFetch,
  OpenAIInstrumentation,
} from '@fuelgauge/instrumentation';
import { createPricer } from '@fuelgauge/pricing';
import { describe, expect, it } from 'vitest';
import { API_KEYS, canary } from './canaries.ts';
import { findCanaries } from './forms.ts';

const KEY = canary('openai');
const OTHER = canary('anthropic');
const CELL = canary('cell of a price table');
const LINK = `http://user:${canary('password in the base URL')}@127.0.0.1:1/${canary('prompt')}`;

/** A configuration in which a secret stands where something else belongs. */
const CONFIGS: Readonly<Record<string, object>> = {
  accounts: { accounts: KEY },
  'an account called by its key': { accounts: { [KEY]: KEY } },
  'an account called by another key': { accounts: { [OTHER]: KEY } },
  'an account without a key': { accounts: { [KEY]: '' } },
  'an account of keys': { accounts: { production: [KEY, OTHER] } },
  providers: { providers: KEY },
  'a provider of a host': { providers: { [LINK]: '' } },
  accountId: { accountId: KEY },
  requestHook: { requestHook: KEY },
  responseHook: { responseHook: { authorization: KEY } },
  enrich: { enrich: KEY },
  captureMessageContent: { captureMessageContent: KEY },
  maxContentLength: { maxContentLength: KEY },
  maxAccounts: { maxAccounts: KEY },
  priceLibrary: { priceLibrary: KEY },
  prices: { prices: KEY },
  'a row of prices': { prices: [KEY] },
  'a field of prices': { prices: [{ provider: 'openai', model: '*', [KEY]: 1 }] },
  'a price': { prices: [{ provider: 'openai', model: '*', input: CELL }] },
  'a currency': { prices: [{ provider: 'openai', model: '*', input: 1, currency: CELL }] },
  'a date': { prices: [{ provider: 'openai', model: '*', input: 1, from: KEY }] },
  'a day': {
    prices: [
      {
        provider: 'openai',
        model: '*',
        input: 1,
        windows: [{ days: [KEY], start: '01:00', end: '02:00', input: 1 }],
      },
    ],
  },
};

const ACCOUNTS: Readonly<Record<string, object>> = {
  'a key as a provider': { provider: KEY, key: KEY },
  'a key with a space': { provider: 'deepseek', key: `${KEY} ${OTHER}` },
  'a key as an id': { provider: 'deepseek', key: KEY, id: KEY },
  'another key as an id': { provider: 'deepseek', key: KEY, id: OTHER },
  'a password in the base URL': { provider: 'deepseek', key: KEY, baseUrl: LINK },
  'a key as the base URL': { provider: 'deepseek', key: KEY, baseUrl: KEY },
  'a key as options': { provider: 'deepseek', key: KEY, options: KEY },
  'a key as an option': { provider: 'moonshot_ai', key: KEY, options: { currency: KEY } },
  'an http account': { provider: 'http', key: KEY, options: { url: LINK, name: KEY, amounts: [KEY] } },
};

/** What was thrown, with its stack and all that hangs on it. */
function thrownBy(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return inspect(error, { depth: 8 });
  }
  return '';
}

async function rejectedBy(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
  } catch (error) {
    return inspect(error, { depth: 8 });
  }
  return '';
}

describe('an error says what is wrong without the value', () => {
  const refused = (text: string): void => {
    expect(text).toMatch(/^TypeError/);
    expect(findCanaries(text)).toEqual([]);
  };

  it.each(Object.entries(CONFIGS))('of a configuration: %s', (_name, config) => {
    refused(thrownBy(() => new OpenAIInstrumentation({ enabled: false, ...config })));
    refused(thrownBy(() => new FetchInstrumentation({ enabled: false, ...config })));
    refused(thrownBy(() => instrumentFetch(fetch, config)));
  });

  it.each([
    ['prices', { prices: [{ provider: 'openai', model: '*', input: CELL }] }],
    ['metrics', { metrics: KEY }],
    ['priceLibrary', { priceLibrary: KEY }],
  ])('of the span processor: %s', (_name, config) => {
    refused(thrownBy(() => new FuelgaugeSpanProcessor(config as never)));
  });

  it('of what is no client and no fetch', () => {
    refused(thrownBy(() => instrument({ apiKey: KEY, baseURL: LINK })));
    refused(thrownBy(() => instrumentFetch(KEY as never)));
  });

  it.each(Object.entries(ACCOUNTS))('of an account: %s', async (_name, account) => {
    refused(await rejectedBy(() => readBalance(account as never)));
    refused(thrownBy(() => startBalanceMonitor({ accounts: [account as never], meterProvider: null })));
  });
});

describe('an object of ours shows nothing when it is logged', () => {
  const shown = (value: unknown): string => inspect(value, { depth: 10 });

  it('the balance monitor, its states and a reading that failed', async () => {
    const account = { provider: 'deepseek', key: KEY, inferenceKey: OTHER, baseUrl: 'http://127.0.0.1:1' };
    const monitor = startBalanceMonitor({ accounts: [account], meterProvider: null });
    await monitor.refresh();
    const reading = await readBalance(account);
    monitor.stop();
    const text = [monitor, monitor.states(), reading]
      .map((one) => shown(one) + JSON.stringify(one))
      .join('\n');
    expect(text).toContain('deepseek');
    expect(findCanaries(text)).toEqual([]);
  });

  it('the pricer, after a call', () => {
    const pricer = createPricer();
    pricer.priceCall({
      provider: 'openai',
      requestModel: 'gpt-4o-mini',
      baseUrl: `http://${KEY}:${OTHER}@api.openai.com/v1?key=${KEY}`,
      responseBody: { usage: { prompt_tokens: 1, completion_tokens: 1 }, choices: [canary('completion')] },
      headers: { authorization: KEY },
    });
    expect(findCanaries(shown(pricer) + JSON.stringify(pricer))).toEqual([]);
  });

  it('the instrumentations, with names for every key', () => {
    const accounts = Object.fromEntries(API_KEYS.map(({ name, value }) => [name, value]));
    const made = [
      new OpenAIInstrumentation({ enabled: false, accounts }),
      new FetchInstrumentation({ enabled: false, accounts }),
      new FuelgaugeSpanProcessor(),
    ];
    const text = made.map(shown).join('\n');
    expect(text).toContain('together');
    expect(findCanaries(text)).toEqual([]);
  });
});
