import {
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_LLM_ACCOUNT_ID,
  ATTR_LLM_BALANCE_KIND,
  ATTR_LLM_CURRENCY,
  METRIC_LLM_ACCOUNT_BALANCE,
  METRIC_LLM_ACCOUNT_LAST_SUCCESS,
  METRIC_LLM_ACCOUNT_RESETS_AT,
  METRIC_LLM_ACCOUNT_SPEND,
  METRIC_LLM_ACCOUNT_TOPUPS,
  METRIC_LLM_ACCOUNT_UP,
  METRICS,
  type MetricDefinition,
} from '@fuelgauge/semconv';
import type { Attributes } from '@opentelemetry/api';
import type { AccountState } from './account-state.ts';

/** One value of one series. */
export interface Point {
  readonly value: number;
  readonly attributes: Attributes;
}

/** A metric, and how its points are found in what is known of an account. */
export interface AccountMetric extends MetricDefinition {
  points(state: AccountState): readonly Point[];
}

const account = (state: AccountState): Attributes => ({
  [ATTR_GEN_AI_PROVIDER_NAME]: state.provider,
  [ATTR_LLM_ACCOUNT_ID]: state.id,
});

const one = (state: AccountState, value: number | undefined): readonly Point[] =>
  value === undefined ? [] : [{ value, attributes: account(state) }];

const byCurrency = (state: AccountState, totals: ReadonlyMap<string, number>): readonly Point[] =>
  [...totals].map(([currency, value]) => ({
    value,
    attributes: { ...account(state), [ATTR_LLM_CURRENCY]: currency },
  }));

/** What is not known has no point: never 0, never the value of before. */
const POINTS: Readonly<Record<string, AccountMetric['points']>> = {
  [METRIC_LLM_ACCOUNT_BALANCE]: (state) =>
    state.amounts.map(({ kind, amount, currency }) => ({
      value: amount,
      attributes: { ...account(state), [ATTR_LLM_CURRENCY]: currency, [ATTR_LLM_BALANCE_KIND]: kind },
    })),
  [METRIC_LLM_ACCOUNT_SPEND]: (state) => byCurrency(state, state.spend),
  [METRIC_LLM_ACCOUNT_TOPUPS]: (state) => byCurrency(state, state.topups),
  [METRIC_LLM_ACCOUNT_UP]: (state) => one(state, state.up === undefined ? undefined : Number(state.up)),
  [METRIC_LLM_ACCOUNT_LAST_SUCCESS]: (state) => one(state, state.lastSuccess),
  [METRIC_LLM_ACCOUNT_RESETS_AT]: (state) => one(state, state.resetsAt),
};

/** All that is said of accounts: this package's part of the reference of metrics. */
export const ACCOUNT_METRICS: readonly AccountMetric[] = METRICS.flatMap((metric) => {
  const points = POINTS[metric.name];
  return points === undefined ? [] : [{ ...metric, points }];
});
