import { request } from 'node:http';
import { type OtlpReceiver, startOtlpReceiver } from '@fuelgauge/simulator';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountState } from '../src/account-state.ts';
import { type Exporter, type ExporterOptions, startExporter } from '../src/exporter/exporter.ts';
import { otlpSettings } from '../src/exporter/otlp.ts';
import { AccountMetricProducer } from '../src/exporter/producer.ts';
import { READ, UNREADABLE, UNTRIED } from './account-states.ts';
import { samplesOf, valueIn } from './prometheus-text.ts';

const ANY_PORT = { host: '127.0.0.1', port: 0 };

let exporter: Exporter | undefined;
let states: AccountState[];

beforeEach(() => {
  states = [READ];
});

afterEach(async () => {
  await exporter?.stop(500);
  exporter = undefined;
  vi.unstubAllEnvs();
});

async function start(options: Partial<ExporterOptions> = {}): Promise<Exporter> {
  exporter = await startExporter({ states: () => states, listen: ANY_PORT, ...options });
  return exporter;
}

const get = async (path: string, method = 'GET'): Promise<Response> =>
  fetch(`${exporter!.url}${path}`, { method });

const scrape = async (): Promise<string> => (await get('/metrics')).text();

describe('/metrics', () => {
  it('has one series for each thing that is known', async () => {
    await start();
    expect(samplesOf(await scrape()).filter(({ name }) => name !== 'target_info')).toEqual(
      [
        ['llm_account_balance', 110.25, { llm_currency: 'CNY', llm_balance_kind: 'total' }],
        ['llm_account_balance', 10, { llm_currency: 'CNY', llm_balance_kind: 'granted' }],
        ['llm_account_spend_total', 3.5, { llm_currency: 'CNY' }],
        ['llm_account_topups_total', 1, { llm_currency: 'CNY' }],
        ['llm_account_up', 1, {}],
        ['llm_account_last_success_timestamp_seconds', 1_790_000_000, {}],
        ['llm_account_resets_at_timestamp_seconds', 1_790_003_600, {}],
      ].map(([name, value, labels]) => ({
        name,
        value,
        labels: { gen_ai_provider_name: 'deepseek', llm_account_id: 'main', ...(labels as object) },
      })),
    );
  });

  it('loses the balance of an account that cannot be read, and keeps what is still true', async () => {
    await start();
    await scrape();
    states = [UNREADABLE];
    const text = await scrape();
    expect([
      valueIn(text, 'llm_account_balance'),
      valueIn(text, 'llm_account_up'),
      valueIn(text, 'llm_account_last_success_timestamp_seconds'),
      valueIn(text, 'llm_account_spend_total'),
    ]).toEqual([undefined, 0, 1_790_000_000, 3.5]);
  });

  it('has the balance again when it can be read again', async () => {
    await start();
    states = [UNREADABLE];
    await scrape();
    states = [{ ...READ, amounts: [{ kind: 'total', amount: 7, currency: 'CNY' }] }];
    expect(valueIn(await scrape(), 'llm_account_balance')).toBe(7);
  });

  it('says nothing of an account that was not tried yet', async () => {
    states = [UNTRIED];
    await start();
    expect(samplesOf(await scrape()).map(({ name }) => name)).toEqual(['target_info']);
  });

  it('says 0 and a debt where they were read', async () => {
    states = [
      { ...READ, amounts: [{ kind: 'total', amount: 0, currency: 'USD' }] },
      { ...READ, id: 'indebted', amounts: [{ kind: 'total', amount: -2.5, currency: 'USD' }] },
    ];
    await start();
    const text = await scrape();
    expect(valueIn(text, 'llm_account_balance', { llm_account_id: 'main' })).toBe(0);
    expect(valueIn(text, 'llm_account_balance', { llm_account_id: 'indebted' })).toBe(-2.5);
  });

  it('never has one series twice, nor a value that is no number', async () => {
    states = [
      READ,
      { ...READ, amounts: [{ kind: 'total', amount: 1, currency: 'CNY' }] },
      { ...READ, id: 'odd', amounts: [{ kind: 'total', amount: Number.NaN, currency: 'CNY' }] },
    ];
    await start();
    const text = await scrape();
    const series = samplesOf(text).map(({ name, labels }) => JSON.stringify([name, labels]));
    expect(series).toEqual([...new Set(series)]);
    expect(text).not.toContain('NaN');
  });

  it('names the service as OTEL_SERVICE_NAME says', async () => {
    vi.stubEnv('OTEL_SERVICE_NAME', 'balances-eu');
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=test');
    await start();
    expect(samplesOf(await scrape()).find(({ name }) => name === 'target_info')?.labels).toMatchObject({
      service_name: 'balances-eu',
      deployment_environment_name: 'test',
    });
  });
});

describe('the server', () => {
  it.each([
    ['GET', '/healthz', 200, 'ok\n'],
    ['HEAD', '/healthz', 200, ''],
    ['HEAD', '/metrics', 200, ''],
    ['GET', '/metrics?x=1', 200, undefined],
    ['POST', '/metrics', 405, undefined],
    ['DELETE', '/readyz', 405, undefined],
    ['GET', '/', 404, undefined],
    ['GET', '/metrics/', 404, undefined],
    ['GET', '//metrics', 404, undefined],
    ['HEAD', '/nowhere', 404, ''],
  ])('answers %s %s with %i', async (method, path, status, body) => {
    await start();
    const response = await get(path, method);
    expect(response.status).toBe(status);
    const text = await response.text();
    if (body !== undefined) expect(text).toBe(body);
  });

  it('says which methods there are', async () => {
    await start();
    expect((await get('/metrics', 'PUT')).headers.get('allow')).toBe('GET, HEAD');
  });

  it('lives through an address that is none', async () => {
    const { url } = await start();
    const { hostname, port } = new URL(url);
    const status = await new Promise((resolve, reject) => {
      const sent = request({ hostname, port, path: 'http://%zz' }, (response) =>
        resolve(response.resume().statusCode),
      );
      sent.on('error', reject).end();
    });
    expect(status).toBe(404);
    expect((await get('/healthz')).status).toBe(200);
  });

  it('is ready when every account has been tried, whether or not it could be read', async () => {
    states = [UNTRIED, UNREADABLE];
    await start();
    const before = await get('/readyz');
    expect([before.status, await before.text()]).toEqual([503, '1 of 2 accounts tried\n']);
    states = [READ, UNREADABLE];
    expect((await get('/readyz')).status).toBe(200);
  });

  it('is not ready as long as there is no account', async () => {
    states = [];
    await start();
    expect((await get('/readyz')).status).toBe(503);
  });

  it('rejects with the reason where it cannot listen', async () => {
    const { url } = await start();
    const taken = startExporter({
      states: () => [],
      listen: { host: '127.0.0.1', port: Number(new URL(url).port) },
    });
    await expect(taken).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('ends within its grace while somebody keeps a connection open', async () => {
    const running = await start();
    const sent = request(running.url, { headers: { expect: '100-continue' }, method: 'POST' });
    sent.on('error', () => {});
    sent.flushHeaders();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const began = performance.now();
    await running.stop(300);
    exporter = undefined;
    expect(performance.now() - began).toBeLessThan(2000);
    sent.destroy();
  });
});

describe('pushing OTLP', () => {
  let receiver: OtlpReceiver;

  beforeEach(async () => {
    receiver = await startOtlpReceiver();
    for (const [name, value] of Object.entries(receiver.env)) vi.stubEnv(name, value);
  });

  afterEach(async () => {
    await receiver.close();
  });

  const settings = () => otlpSettings(process.env, undefined);
  const last = () => receiver.metricExports.at(-1) ?? [];
  const hasLast = (name: string): boolean => last().some((point) => point.name === name);

  it('says the same as /metrics', async () => {
    await start({ otlp: settings() });
    await receiver.waitFor(() => hasLast('llm.account.up'));
    expect(
      last().map(({ name, kind, unit, value, monotonic }) => [name, kind, unit, value, monotonic]),
    ).toEqual([
      ['llm.account.balance', 'gauge', '{currency}', 110.25, false],
      ['llm.account.balance', 'gauge', '{currency}', 10, false],
      ['llm.account.spend', 'sum', '{currency}', 3.5, true],
      ['llm.account.topups', 'sum', '{topup}', 1, true],
      ['llm.account.up', 'gauge', '', 1, false],
      ['llm.account.last_success.timestamp_seconds', 'gauge', 's', 1_790_000_000, false],
      ['llm.account.resets_at.timestamp_seconds', 'gauge', 's', 1_790_003_600, false],
    ]);
  });

  it('is of the service that OpenTelemetry’s variables name, else of fuelgauge-balance', async () => {
    await start({ otlp: settings() });
    await receiver.waitFor(() => last().length > 0);
    expect(last()[0]?.resource).toMatchObject({ 'service.name': 'fuelgauge-balance' });
  });

  it('loses a balance that cannot be read with the next push, and has it again later', async () => {
    await start({ otlp: settings() });
    await receiver.waitFor(() => hasLast('llm.account.balance'));
    states = [UNREADABLE];
    await receiver.waitFor(() => last().length > 0 && !hasLast('llm.account.balance'));
    expect(last().find(({ name }) => name === 'llm.account.up')?.value).toBe(0);
    states = [READ];
    await receiver.waitFor(() => hasLast('llm.account.balance'));
  });

  it('pushes what is newest when it stops', async () => {
    vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', '60000');
    const running = await start({ otlp: settings() });
    states = [{ ...READ, amounts: [{ kind: 'total', amount: 99, currency: 'CNY' }] }];
    await running.stop(2000);
    exporter = undefined;
    expect(last().find(({ name }) => name === 'llm.account.balance')?.value).toBe(99);
  });

  it('stops within its grace while the receiver is gone', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:1');
    const running = await start({ otlp: settings() });
    const began = performance.now();
    await running.stop(400);
    exporter = undefined;
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('sends counters as differences where delta is preferred, and gauges as they are', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'delta');
    await start({ otlp: settings() });
    await receiver.waitFor(() => hasLast('llm.account.spend'));
    const spend = () => receiver.metricExports.flat().filter(({ name }) => name === 'llm.account.spend');
    states = [{ ...READ, spend: new Map([['CNY', 4.75]]) }];
    await receiver.waitFor(() => spend().some(({ value }) => value === 1.25));
    await receiver.waitFor(() => spend().at(-1)?.value === 0);
    expect([...new Set(spend().map(({ temporality }) => temporality))]).toEqual(['delta']);
    expect(receiver.points('llm.account.spend').map(({ value }) => value)).toEqual([4.75]);
    expect(last().find(({ name }) => name === 'llm.account.balance')?.value).toBe(110.25);
  });
});

describe('the settings of OTLP', () => {
  const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

  it.each([
    ['nothing without an endpoint', {}, undefined, undefined],
    ['nothing for an empty endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, undefined, undefined],
    [
      'protobuf by default',
      ENDPOINT,
      undefined,
      { protocol: 'http/protobuf', intervalMs: 60_000, timeoutMs: 30_000 },
    ],
    [
      'an endpoint for metrics',
      { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://a.test/v1/metrics' },
      undefined,
      {},
    ],
    ['JSON', { ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, undefined, { protocol: 'http/json' }],
    [
      'the protocol for metrics before the one for all',
      { ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json' },
      undefined,
      { protocol: 'http/json' },
    ],
    [
      'the interval, and a timeout that is not longer',
      { ...ENDPOINT, OTEL_METRIC_EXPORT_INTERVAL: '5000' },
      undefined,
      { intervalMs: 5000, timeoutMs: 5000 },
    ],
    ['nothing where the file says so', ENDPOINT, false, undefined],
    ['the standard endpoint where the file says so', {}, true, { protocol: 'http/protobuf' }],
  ] as const)('are %s', (_name, env, enabled, expected) => {
    const settings = otlpSettings(env, enabled);
    if (expected === undefined) expect(settings).toBeUndefined();
    else expect(settings).toMatchObject(expected);
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', 'a URL that begins with http:// or https://'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://', 'a URL that begins with http:// or https://'],
    ['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', 'grpc://a.test', 'a URL that begins with http:// or https://'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'http/protobuf (the default) or http/json'],
    ['OTEL_METRIC_EXPORT_INTERVAL', 'soon', 'a whole number of milliseconds'],
    ['OTEL_METRIC_EXPORT_TIMEOUT', '0', 'a whole number of milliseconds'],
  ])('are refused where %s is malformed, by its name and what it accepts', (name, value, accepted) => {
    expect(() => otlpSettings({ ...ENDPOINT, [name]: value }, undefined)).toThrow(
      new TypeError(`${name} must be ${accepted}`),
    );
  });
});

describe('two readers', () => {
  it('have differences of their own', async () => {
    const delta = { counters: AggregationTemporality.DELTA };
    const [one, other] = [
      new AccountMetricProducer(() => states, delta),
      new AccountMetricProducer(() => states, delta),
    ];
    const spend = async (producer: AccountMetricProducer) =>
      (await producer.collect()).resourceMetrics.scopeMetrics[0]?.metrics.find(
        ({ descriptor }) => descriptor.name === 'llm.account.spend',
      )?.dataPoints[0]?.value;
    expect([await spend(one), await spend(one), await spend(other)]).toEqual([3.5, 0, 3.5]);
  });
});
