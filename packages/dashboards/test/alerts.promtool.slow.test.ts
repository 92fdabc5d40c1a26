import { describe, expect, it } from 'vitest';
import { ALERT_NAMES } from '../src/rules/alerts.ts';
import { CASES, type Case } from './promtool/cases.ts';
import { type PromtoolTest, promtoolTest, RULE_FILES, said } from './promtool/promtool.ts';

/** Which alerts fire, by the labels that the case names. */
const testOf = (alert: string, { name, series, expect: expected }: Case): PromtoolTest => ({
  name,
  interval: '1m',
  input_series: series,
  promql_expr_test: Object.entries(expected).map(([minute, alerts]) => {
    const labels = [...new Set(alerts.flatMap(Object.keys))];
    return {
      expr: `count by (${labels.join(', ')}) (ALERTS{alertname="${alert}", alertstate="firing"})`,
      eval_time: `${minute}m`,
      exp_samples: alerts.map((one) => ({
        labels: `{${Object.entries(one)
          .map(([label, value]) => `${label}="${value}"`)
          .join(', ')}}`,
        value: 1,
      })),
    };
  }),
});

it('ships rule files that promtool accepts', async () => {
  expect(await said('check', 'rules', ...RULE_FILES)).toBe('');
});

describe.for(ALERT_NAMES)('%s', (alert) => {
  it.for(CASES[alert])('$name', async (one) => {
    expect(await promtoolTest([testOf(alert, one)])).toBe('');
  });
});

describe('the summary of LlmAccountEmpty sends to the account that is empty:', () => {
  it.for([
    ['caller', '', 'openrouter account main is out of money: top it up'],
    [
      'byok',
      'deepseek',
      'Your own deepseek account behind openrouter is out of money: top it up, at the upstream and not at openrouter',
    ],
  ] as const)('owner %s', async ([owner, upstream, summary]) => {
    const upstreamLabel = upstream === '' ? {} : { llm_error_upstream: upstream };
    const labels = {
      gen_ai_provider_name: 'openrouter',
      llm_account_id: 'main',
      llm_error_owner: owner,
      ...upstreamLabel,
    };
    const selector = Object.entries({ ...labels, llm_error_category: 'insufficient_balance' })
      .map(([label, value]) => `${label}="${value}"`)
      .join(',');
    const told = await promtoolTest([
      {
        name: owner,
        interval: '1m',
        input_series: [{ series: `llm_call_errors_total{${selector}}`, values: '0+1x30' }],
        alert_rule_test: [{ eval_time: '20m', alertname: 'LlmAccountEmpty', exp_alerts: [] }],
      },
    ]);
    // No alert is expected, so promtool prints the one that there is.
    expect(told).toContain(`summary="${summary}"`);
  });
});
