import { METRICS } from '@fuelgauge/semconv';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, it } from 'vitest';
import type { DashboardsOptions } from '../../src/options.ts';
import { ALERT_NAMES, alertGroups, runbookFile } from '../../src/rules/alerts.ts';
import { prometheusNames } from '../../src/rules/names.ts';
import { recordingGroups } from '../../src/rules/recording.ts';

const recordings = (options: DashboardsOptions = {}) =>
  recordingGroups(options).flatMap(({ rules }) => rules);
const alerts = (options: DashboardsOptions = {}) => alertGroups(options).flatMap(({ rules }) => rules);
const alert = (name: string, options: DashboardsOptions = {}) =>
  alerts(options).find((rule) => rule.alert === name)!;

/** Recorded series that an expression reads. */
const reads = (expr: string): string[] => [...new Set(expr.match(/\bllm:[a-z0-9_:]+/g))];

it('has each alert of the list, once', () => {
  expect(
    alerts()
      .map((rule) => rule.alert)
      .sort(),
  ).toEqual([...ALERT_NAMES].sort());
});

it('records no series twice', () => {
  const names = recordings().map(({ record }) => record);
  expect(new Set(names).size).toBe(names.length);
});

it('records every series before it is read', () => {
  const known = new Set<string>();
  for (const { record, expr } of recordings()) {
    expect(reads(expr).filter((name) => !known.has(name))).toEqual([]);
    known.add(record);
  }
});

it('alerts on recorded series only', () => {
  const known = new Set(recordings().map(({ record }) => record));
  for (const { expr } of alerts()) {
    expect(reads(expr).filter((name) => !known.has(name))).toEqual([]);
    expect(expr).not.toMatch(/\b(?:llm_(?:account|call)_\w+_total|llm_account_balance|gen_ai_client_\w+)\b/);
  }
});

it.for([1 / 60, 0.5, 2.25, 4, 24, 36, 168])('writes PromQL for a horizon of %f hours', (hoursLeft) => {
  for (const { expr } of [...recordings({ hoursLeft }), ...alerts({ hoursLeft })]) {
    const errors: number[] = [];
    parser.parse(expr).iterate({ enter: ({ type, from }) => void (type.isError && errors.push(from)) });
    expect(errors, expr).toEqual([]);
  }
});

it('aggregates by no label of a target', () => {
  for (const { expr } of [...recordings(), ...alerts()]) {
    expect(expr).not.toMatch(/\b(?:instance|service_name|exported_job|pod)\b/);
  }
});

it('counts and adds up no money of several reporters', () => {
  for (const { record, expr } of recordings()) {
    if (record.startsWith('llm:account_')) expect(expr).not.toMatch(/\bsum\b/);
  }
});

describe('the options', () => {
  it('set the hours of the horizon', () => {
    expect(alert('LlmAccountRunsOut', { hoursLeft: 6 }).expr).toContain('< 6\n');
  });

  it('set the floor and its currency', () => {
    const { expr } = alert('LlmAccountBalanceLow', { minimumBalance: 40, currency: 'CNY' });
    expect(expr).toMatch(/llm_currency="CNY"\} < 40\n/);
  });

  it('set the share of upstream limits', () => {
    expect(alert('LlmUpstreamLimits', { upstreamLimitShare: 0.25 }).expr).toContain('> 0.25 ');
  });

  it('set the factor of abnormal spending', () => {
    expect(alert('LlmSpendAbnormal', { spendFactor: 5 }).expr).toContain('> 5 * ');
  });

  it('choose the jobs of every raw series', () => {
    const names = METRICS.flatMap(({ name, kind }) =>
      kind === 'histogram'
        ? (['bucket', 'sum', 'count'] as const).flatMap((series) => prometheusNames(name, series))
        : prometheusNames(name),
    );
    const withoutJob = new RegExp(`\\b(?:${names.join('|')})\\b(?!\\{job=|[|"])|__name__=~"[^"]*"(?!, job=)`);
    expect(recordings().filter(({ expr }) => withoutJob.test(expr)).length).toBeGreaterThan(10);
    expect(recordings({ job: 'llm-.*' }).filter(({ expr }) => withoutJob.test(expr))).toEqual([]);
  });

  it('rename labels everywhere', () => {
    const labels = { llm_account_id: 'account', llm_balance_kind: 'kind' };
    for (const rule of [...recordings({ labels }), ...alerts({ labels })]) {
      expect(JSON.stringify(rule)).not.toMatch(/llm_account_id|llm_balance_kind/);
    }
  });

  it('are refused when they make no sense, by name', () => {
    expect(() => recordingGroups({ hoursLeft: 0 })).toThrow('hoursLeft');
    expect(() => alertGroups({ minimumBalance: -1 })).toThrow('minimumBalance');
  });
});

describe.for(alerts().map((rule) => [rule.alert, rule] as const))('%s', ([name, rule]) => {
  it('says whose it is, what to do, and where to read on', () => {
    expect(rule.annotations.summary).toMatch(/\$labels\.gen_ai_provider_name.*: \S/);
    expect(rule.annotations.summary).not.toContain('\n');
    expect(rule.annotations.description.length).toBeGreaterThan(60);
    expect(rule.annotations.runbook_url).toMatch(new RegExp(`^https://.*/${runbookFile(name as never)}$`));
  });

  it('names only labels that its expression can have', () => {
    const named = [...JSON.stringify(rule.annotations).matchAll(/\$labels\.(\w+)/g)].map(
      ([, label]) => label!,
    );
    for (const label of named) expect(`${rule.expr}${recordings().map(({ expr }) => expr)}`).toContain(label);
  });
});
