import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { accelerateDuration, accelerateExpression, accelerateRules } from './accelerate.ts';

const FACTOR = 60;

describe('an accelerated expression', () => {
  it.each([
    [
      'has shorter ranges and offsets',
      'avg_over_time(x[1h] offset 1d)',
      'avg_over_time(x[60000ms] offset 1440000ms)',
    ],
    ['has shorter subqueries', 'max_over_time(x[1h:5m])', 'max_over_time(x[60000ms:5000ms])'],
    ['has shorter durations of several units', 'x offset 1h30m', 'x offset 90000ms'],
    [
      'divides rates, as a second lasts shorter',
      'sum by (a) (rate(x{b="c"}[5m]))',
      'sum by (a) ((rate(x{b="c"}[5000ms]) / 60))',
    ],
    ['leaves increases whole', 'increase(x[10m])', 'increase(x[10000ms])'],
    ['tells its own time', 'time() - 3600', '(time() * 60) - 3600'],
    [
      'tells times of metrics on its own clock',
      'max by (a) (x_timestamp_seconds{b="c"}) - time()',
      'max by (a) ((x_timestamp_seconds{b="c"} * 60)) - (time() * 60)',
    ],
    [
      'multiplies a time that is read over a range behind the function',
      'last_over_time(x_timestamp_seconds[1h])',
      '(last_over_time(x_timestamp_seconds[60000ms]) * 60)',
    ],
    [
      'reads no durations in names',
      'llm:spend:rate1h > llm:spend:high1w',
      'llm:spend:rate1h > llm:spend:high1w',
    ],
    ['reads no durations and no functions in strings', 'x{a="1h rate(y[5m])"}', 'x{a="1h rate(y[5m])"}'],
    ['leaves numbers alone', 'x * 3600 > 0.25 and y >= 1440', 'x * 3600 > 0.25 and y >= 1440'],
  ])('%s', (_, expression, accelerated) => {
    expect(accelerateExpression(expression, FACTOR)).toBe(accelerated);
  });

  it('refuses what it does not know to accelerate', () => {
    expect(() => accelerateExpression('predict_linear(x[1h], 3600) < 0', FACTOR)).toThrow(/predict_linear/);
  });
});

it('an accelerated duration is whole milliseconds, one at least', () => {
  expect(['1m', '1h30m', '500ms', '1ms'].map((duration) => accelerateDuration(duration, FACTOR))).toEqual([
    '1000ms',
    '90000ms',
    '8ms',
    '1ms',
  ]);
});

it('an accelerated rule file waits shorter and is otherwise the same', () => {
  const rules = {
    groups: [
      { name: 'a', interval: '1m', rules: [{ record: 'a:b', expr: 'x[5m]' }] },
      {
        name: 'b',
        rules: [
          {
            alert: 'A',
            expr: 'x > 4',
            for: '10m',
            keep_firing_for: '5m',
            labels: { severity: 'critical' },
            annotations: { summary: 'in 4h' },
          },
        ],
      },
    ],
  };
  expect(parse(accelerateRules(JSON.stringify(rules), FACTOR))).toEqual({
    groups: [
      { name: 'a', interval: '1000ms', rules: [{ record: 'a:b', expr: 'x[5000ms]' }] },
      {
        name: 'b',
        rules: [{ ...rules.groups[1]!.rules[0], for: '10000ms', keep_firing_for: '5000ms' }],
      },
    ],
  });
});
