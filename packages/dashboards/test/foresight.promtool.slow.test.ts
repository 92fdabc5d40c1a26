/** The evaluator of the foresight against Prometheus' own engine. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyOf, type Kind } from './foresight/account.ts';
import { inputOf, questions } from './foresight/agreement.ts';
import { MINUTES_A_DAY } from './foresight/demand.ts';
import { scraped } from './foresight/exporter.ts';
import { ALERT, planFor } from './foresight/one.ts';
import { evaluate, groupBy, type Series } from './foresight/promql/evaluate.ts';
import { parsePromql } from './foresight/promql/parse.ts';
import { random } from './foresight/random.ts';
import { evaluatePlan, firings } from './foresight/rules.ts';
import { shippedGroups } from './foresight/shipped.ts';
import { promtoolTest } from './promtool/promtool.ts';

const gridOf = (length: number): { start: number; step: number; length: number } => ({
  start: 0,
  step: 60,
  length,
});

describe('an expression', () => {
  const rng = random(20_261_121);
  const MINUTES = 400;

  /** A counter with resets, or a gauge, with gaps. */
  function column(isCounter: boolean): Float64Array {
    const values = new Float64Array(MINUTES + 1);
    let value = rng.between(0, 50);
    let gone = 0;
    for (let i = 0; i <= MINUTES; i++) {
      if (rng.chance(0.01)) gone = rng.integer(1, 30);
      if (rng.chance(0.01)) value = isCounter ? 0 : rng.between(-5, 5);
      if (rng.chance(0.6)) value += isCounter ? rng.between(0, 3) : rng.between(-2, 2);
      values[i] = gone-- > 0 ? Number.NaN : Math.round(value * 100) / 100;
    }
    return values;
  }

  const SERIES: readonly Series[] = [
    ['counter', { a: 'x', b: '1' }],
    ['counter', { a: 'x', b: '2' }],
    ['counter', { a: 'y', b: '1' }],
    ['gauge', { a: 'x', b: '1', kind: 'total' }],
    ['gauge', { a: 'x', b: '1', kind: 'limit' }],
    ['gauge', { a: 'y', b: '1', kind: 'total' }],
    ['other', { a: 'x', b: '1' }],
    ['other', { a: 'y', b: '1' }],
  ].map(([name, labels]) => ({
    labels: { ...(labels as Record<string, string>), __name__: name as string },
    values: column(name === 'counter'),
  }));
  const STORE = groupBy(SERIES, ({ labels }) => labels.__name__ ?? '');

  it.for([
    'rate(counter[15m])',
    'increase(counter[5m])',
    'increase(counter[1h] offset 20m)',
    'rate(counter[1h]) * 3600',
    'max by (a) (rate(counter[10m]))',
    'min by (a, b) (gauge)',
    'sum by (b) (gauge)',
    'group by (a) (gauge)',
    'avg_over_time(gauge[1h])',
    'avg_over_time(gauge[30m] offset 1h)',
    'min_over_time(gauge[10m])',
    'max_over_time(gauge[45m])',
    'last_over_time(gauge{kind="total"}[1h])',
    'count_over_time(gauge[1h])',
    'quantile_over_time(0.25, gauge[1h])',
    'quantile_over_time(0.9, gauge[3h] offset 30m)',
    'clamp_min(gauge, 0)',
    'clamp_max(gauge, 1)',
    'clamp(gauge, 0.5, 1.5)',
    'avg_over_time(gauge[2h:5m])',
    'quantile_over_time(0.9, gauge[3h:10m] offset 25m)',
    'gauge{kind=~"total|none"} offset 7m',
    'gauge{kind!="total"}',
    'gauge > 0',
    'gauge == 0',
    '(gauge > 0) < 4',
    'gauge / on (a, b) group_left () (other > 0)',
    'gauge{kind="total"} - on (a, b) group_left () other * 2 > 0',
    'gauge{kind="total"} / ignoring (kind) (other > 0) + 4',
    'other * other',
    'other <= on (a, b) gauge{kind="total"}',
    'gauge{kind="total"} or on (a, b) gauge{kind="limit"}',
    'gauge unless on (a, b) gauge{kind="total"} <= 0',
    'gauge and on (a) (max by (a) (increase(counter[5m])) > 2)',
    '(other < gauge{kind="limit"} or gauge)',
    'gauge{kind="total"} >= on (a, b) group_left () 0.5 * other or gauge{kind="limit"}',
    'other - time() / 1000',
  ])('%s', async (expr) => {
    const columns = evaluate(parsePromql(expr), STORE, gridOf(MINUTES + 1));
    const asked = Array.from({ length: 40 }, (_, i) => 1 + i * 10).flatMap((at) =>
      questions(expr, columns, at),
    );
    const test = {
      name: expr,
      interval: '1m' as const,
      input_series: SERIES.map(inputOf),
      promql_expr_test: asked,
    };
    expect(await promtoolTest([test], [])).toBe('');
  });
});

describe('the rules as shipped', () => {
  const plan = planFor(shippedGroups());
  let folder: string;
  let rulesFile: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fuelgauge-foresight-'));
    rulesFile = join(folder, 'rules.json');
    // Only what the alert needs: the others cost minutes.
    const needed = new Set(plan.recordings.map(({ record }) => record));
    const rules = shippedGroups()
      .flatMap((group) => [...group.rules])
      .filter((rule) => ('record' in rule ? needed.has(rule.record) : rule.alert === ALERT));
    await writeFile(rulesFile, JSON.stringify({ groups: [{ name: 'needed', rules }] }));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.for<[Kind, number, number]>([
    ['steady', 3, 1],
    ['daily pattern', 4, 2],
    ['bursts', 3, 3],
    ['expiry of grants', 4, 4],
    ['mixture', 4, 5],
  ])(
    'foresee the same for an account of the kind "%s" within %i days',
    { timeout: 900_000 },
    async ([kind, days, seed]) => {
      const length = days * MINUTES_A_DAY;
      const series = scraped(historyOf(kind, days, random(seed)), 'account', random(seed, 1));
      const { condition, recorded } = evaluatePlan(plan, series, gridOf(length));
      const fired = firings(plan.alert, condition, gridOf(length));
      const times = Array.from({ length: 60 }, (_, i) => Math.floor(((i + 1) * (length - 1)) / 60));
      const edges = fired.flatMap(({ from, to }) => [from - 1, from, to, to + 1]).slice(0, 40);
      const asked = [
        ...times.flatMap((at) => [...recorded].flatMap(([name, columns]) => questions(name, columns, at))),
        ...[...times, ...edges]
          .filter((at) => at > 0 && at < length)
          .map((at) => {
            const count = fired.filter(({ from, to }) => from <= at && at <= to).length;
            return {
              expr: `count(ALERTS{alertname="${ALERT}", alertstate="firing"})`,
              eval_time: `${at}m`,
              exp_samples: count === 0 ? [] : [{ labels: '{}', value: count }],
            };
          }),
      ];
      const test = {
        name: kind,
        interval: '1m' as const,
        input_series: series.map(inputOf),
        promql_expr_test: asked,
      };
      expect(await promtoolTest([test], [rulesFile])).toBe('');
    },
  );
});
