import { METRICS } from '@fuelgauge/semconv';
import { describe, expect, it } from 'vitest';
import { matcher, prometheusLabel, prometheusNames, selector } from '../../src/rules/names.ts';

describe('the Prometheus names of a metric', () => {
  it.for([
    ['llm.account.balance', undefined, ['llm_account_balance']],
    ['llm.account.up', undefined, ['llm_account_up']],
    ['llm.call.errors', undefined, ['llm_call_errors_total']],
    // The unit's word is in the name already.
    ['llm.account.last_success.timestamp_seconds', undefined, ['llm_account_last_success_timestamp_seconds']],
    ['gen_ai.client.token.usage', 'sum', ['gen_ai_client_token_usage_sum']],
    [
      'gen_ai.client.operation.duration',
      'bucket',
      ['gen_ai_client_operation_duration_bucket', 'gen_ai_client_operation_duration_seconds_bucket'],
    ],
  ] as const)('of %s (%s) are %j', ([metric, series, names]) => {
    expect(prometheusNames(metric, series)).toEqual(names);
  });

  it('are legal, and belong to one metric only', () => {
    const names = METRICS.flatMap(({ name, kind }) =>
      prometheusNames(name, kind === 'histogram' ? 'count' : undefined),
    );
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(new Set(names).size).toBe(names.length);
  });

  it('are refused for a metric that semconv does not have', () => {
    expect(() => prometheusNames('llm.account.balances')).toThrow(
      'no metric is called "llm.account.balances"',
    );
  });

  it('are refused for a histogram without a word on which series', () => {
    expect(() => prometheusNames('gen_ai.client.operation.duration')).toThrow('say which series');
  });

  it('are refused for a series of what is no histogram', () => {
    expect(() => prometheusNames('llm.call.errors', 'count')).toThrow('no series');
  });
});

describe('a selector', () => {
  it('is the name, where there is one', () => {
    expect(selector('llm.account.balance')).toBe('llm_account_balance');
  });

  it('has the matchers after the name', () => {
    expect(selector('llm.account.balance', [matcher('job', '=~', 'a|b')])).toBe(
      'llm_account_balance{job=~"a|b"}',
    );
  });

  it('matches every name form, where there are several', () => {
    expect(selector('gen_ai.client.operation.duration', [matcher('job', '=', 'a')], 'sum')).toBe(
      '{__name__=~"gen_ai_client_operation_duration_sum|gen_ai_client_operation_duration_seconds_sum", job="a"}',
    );
  });

  it('escapes the values of labels', () => {
    expect(matcher('job', '=', 'a"b\\c')).toBe('job="a\\"b\\\\c"');
  });
});

it('writes attributes as labels', () => {
  expect(prometheusLabel('llm.account.id')).toBe('llm_account_id');
});
