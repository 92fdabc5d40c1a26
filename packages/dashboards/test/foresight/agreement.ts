/** Columns as `promtool test rules` reads them, and questions whose answers are known. */

import type { PromtoolTest } from '../promtool/promtool.ts';
import type { InputSeries } from '../promtool/series.ts';
import type { Labels, Series } from './promql/evaluate.ts';

type Question = NonNullable<PromtoolTest['promql_expr_test']>[number];

const selectorOf = (labels: Labels): string => {
  const { __name__: name = '', ...others } = labels;
  const matchers = Object.entries(others).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${matchers.join(', ')}}`;
};

/** What is not there is marked stale first, as a scrape does. */
export const inputOf = ({ labels, values }: Series): InputSeries => ({
  series: selectorOf(labels),
  values: Array.from(values, (value, i) => {
    if (!Number.isNaN(value)) return value.toFixed(12);
    return i > 0 && !Number.isNaN(values[i - 1]) ? 'stale' : '_';
  }).join(' '),
});

/** At minute `at`, does `expr` have exactly the samples that these columns have, but for rounding? */
export function questions(expr: string, columns: readonly Series[], at: number): readonly Question[] {
  const there = columns.filter(({ values }) => !Number.isNaN(values[at]));
  const count = there.length === 0 ? [] : [{ labels: '{}', value: there.length }];
  return [
    { expr: `count(${expr})`, eval_time: `${at}m`, exp_samples: count },
    ...there.map(({ labels, values }) => {
      const slack = 1e-7 * Math.max(1e-3, Math.abs(values[at]!));
      const [low, high] = [values[at]! - slack, values[at]! + slack].map((bound) => bound.toFixed(15));
      const names = Object.keys(labels).filter((label) => label !== '__name__');
      return {
        expr: `count by (${names.join(', ')}) ((${expr}) >= ${low} <= ${high})`,
        eval_time: `${at}m`,
        // Several series can have the same value.
        exp_samples: there
          .filter((other) => Math.abs(other.values[at]! - values[at]!) <= slack)
          .map((other) => ({
            labels: selectorOf(Object.fromEntries(names.map((name) => [name, other.labels[name] ?? '']))),
            value: 1,
          })),
      };
    }),
  ];
}
