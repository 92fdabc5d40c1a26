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
