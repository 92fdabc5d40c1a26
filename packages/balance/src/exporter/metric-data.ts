import {
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_LLM_ACCOUNT_ID,
  ATTR_LLM_BALANCE_KIND,
  ATTR_LLM_CURRENCY,
  METRIC_LLM_ACCOUNT_BALANCE,
  METRIC_LLM_ACCOUNT_LAST_SUCCESS,
  METRIC_LLM_ACCOUNT_SPEND,
  METRIC_LLM_ACCOUNT_UP,
} from '@fuelgauge/semconv';
import type { Attributes } from '@opentelemetry/api';
import type { AccountState } from '../account-state.ts';

/** One value of one series. */
export interface Point {
  readonly value: number;
  readonly attributes: Attributes;
}

/** A metric, and how its points are found in what is known of an account. */
export interface AccountMetric {
  readonly name: string;
  readonly kind: 'gauge' | 'counter';
  readonly unit: string;
  readonly description: string;
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

/** All that the exporter says. What is not known has no point: never 0, never the value of before. */
export const ACCOUNT_METRICS: readonly AccountMetric[] = [
  {
    name: METRIC_LLM_ACCOUNT_BALANCE,
    kind: 'gauge',
    unit: '{currency}',
    description: 'What is left of an account; absent while it cannot be read',
    points: (state) =>
      state.amounts.map(({ kind, amount, currency }) => ({
        value: amount,
        attributes: { ...account(state), [ATTR_LLM_CURRENCY]: currency, [ATTR_LLM_BALANCE_KIND]: kind },
      })),
  },
  {
    name: METRIC_LLM_ACCOUNT_SPEND,
    kind: 'counter',
    unit: '{currency}',
    description: 'What was spent since the start, as far as it was seen; not fooled by top-ups',
    points: (state) => byCurrency(state, state.spend),
  },
  {
    name: 'llm.account.topups',
    kind: 'counter',
    unit: '{topup}',
    description: 'How often the balance rose since the start',
    points: (state) => byCurrency(state, state.topups),
  },
  {
    name: METRIC_LLM_ACCOUNT_UP,
    kind: 'gauge',
    unit: '',
    description: '1 when the last reading of the account worked, else 0',
    points: (state) => one(state, state.up === undefined ? undefined : Number(state.up)),
  },
  {
    name: METRIC_LLM_ACCOUNT_LAST_SUCCESS,
    kind: 'gauge',
    unit: 's',
    description: 'Unix time of the last reading that worked',
    points: (state) => one(state, state.lastSuccess),
  },
  {
    name: 'llm.account.resets_at.timestamp_seconds',
    kind: 'gauge',
    unit: 's',
    description: 'Unix time at which a limit or an allowance is renewed, where the provider says so',
    points: (state) => one(state, state.resetsAt),
  },
];
