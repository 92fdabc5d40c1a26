import { METRICS, type MetricDefinition } from '@fuelgauge/semconv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exporter, startExporter } from '../src/exporter/exporter.ts';
import { READ } from './account-states.ts';
import { samplesOf } from './prometheus-text.ts';

/** What dashboards and alerts are written against. */
const PINNED: Readonly<Record<string, string>> = {
  'llm.account.balance': 'llm_account_balance',
  'llm.account.spend': 'llm_account_spend_total',
  'llm.account.topups': 'llm_account_topups_total',
  'llm.account.up': 'llm_account_up',
  'llm.account.last_success.timestamp_seconds': 'llm_account_last_success_timestamp_seconds',
  'llm.account.resets_at.timestamp_seconds': 'llm_account_resets_at_timestamp_seconds',
};

/** prometheus/otlptranslator, unit_namer.go: what a unit is called in a name. */
const UNIT_WORDS: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  By: 'bytes',
  '%': 'percent',
};

/**
 * How Prometheus (OTLP receiver) and the Collector (prometheus and prometheusremotewrite exporters) name a metric
 * by default: https://github.com/prometheus/otlptranslator, metric_namer.go, UnderscoreEscapingWithSuffixes.
 */
function translated({ name, unit, kind }: Pick<MetricDefinition, 'name' | 'unit' | 'kind'>): string {
  const tokens = name.split(/[^a-zA-Z0-9:]+/).filter((token) => token !== '');
  const annotated = unit.includes('{') || unit.includes('}');
  const word = annotated || unit === '' || unit === '1' ? undefined : (UNIT_WORDS[unit] ?? unit);
  if (word !== undefined && !tokens.includes(word)) tokens.push(word);
  if (kind === 'counter') tokens.push(...(tokens.at(-1) === 'total' ? [] : ['total']));
  else if (kind === 'gauge' && unit === '1') tokens.push('ratio');
  return tokens.join('_');
}

const OURS = METRICS.filter(({ from }) => from === 'balance');

describe('the name of a metric in Prometheus', () => {
  let exporter: Exporter;
  let scraped: ReadonlySet<string>;

  beforeAll(async () => {
    exporter = await startExporter({ states: () => [READ], listen: { host: '127.0.0.1', port: 0 } });
    const text = await (await fetch(`${exporter.url}/metrics`)).text();
    scraped = new Set(samplesOf(text).map(({ name }) => name));
  });

  afterAll(async () => {
    await exporter.stop(500);
  });

  it('is pinned for every metric of this package', () => {
    expect(OURS.map(({ name }) => name).sort()).toEqual(Object.keys(PINNED).sort());
  });

  it.each(OURS)('is pinned where this exporter is scraped: $name', ({ name }) => {
    expect(scraped).toContain(PINNED[name]);
  });

  it.each(OURS)('is the same where Prometheus or the Collector receives it by OTLP: $name', (metric) => {
    expect(translated(metric)).toBe(PINNED[metric.name]);
  });

  it('is nothing that is not pinned', () => {
    expect([...scraped].filter((name) => name !== 'target_info').sort()).toEqual(
      Object.values(PINNED).sort(),
    );
  });
});

describe('the rules by which OTLP becomes Prometheus, as they stand here', () => {
  it.each([
    ['gen_ai.client.operation.duration', 's', 'histogram', 'gen_ai_client_operation_duration_seconds'],
    ['gen_ai.client.token.usage', '{token}', 'histogram', 'gen_ai_client_token_usage'],
    ['llm.account.balance', 'USD', 'gauge', 'llm_account_balance_USD'],
    ['llm.account.up', '1', 'gauge', 'llm_account_up_ratio'],
    ['llm.errors', '{error}', 'counter', 'llm_errors_total'],
  ] as const)('name %s (%s, %s) %s', (name, unit, kind, expected) => {
    expect(translated({ name, unit, kind })).toBe(expected);
  });
});
