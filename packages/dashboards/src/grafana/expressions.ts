/** The PromQL of the dashboards' panels. */
import {
  type ErrorCategory,
  LIMIT_CATEGORIES,
  METRIC_GEN_AI_CLIENT_INFERENCE_DURATION,
  METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_INPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_OUTPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
  METRIC_LLM_ACCOUNT_BALANCE,
  METRIC_LLM_ACCOUNT_LAST_SUCCESS,
  METRIC_LLM_ACCOUNT_RESETS_AT,
  METRIC_LLM_ACCOUNT_SPEND,
  METRIC_LLM_ACCOUNT_TOPUPS,
  METRIC_LLM_ACCOUNT_UP,
  METRIC_LLM_CALL_COST,
  METRIC_LLM_CALL_ERRORS,
  METRIC_LLM_CALL_RETRIES,
  METRIC_LLM_CALL_UNPRICED,
  METRIC_LLM_LIMIT_REMAINING,
  METRIC_LLM_LIMIT_TOTAL,
} from '@fuelgauge/semconv';
import { matcher } from '../rules/names.ts';
import { ACCOUNT_HOURS_LEFT, ACCOUNT_UP } from '../rules/recorded.ts';
import type { Word, Words } from './words.ts';

const DURATIONS = [METRIC_GEN_AI_CLIENT_OPERATION_DURATION, METRIC_GEN_AI_CLIENT_INFERENCE_DURATION];

/** Errors that no repetition within a minute heals: an attempt after one of these is in vain. */
const HOPELESS: readonly ErrorCategory[] = [
  'insufficient_balance',
  'spend_limit',
  'quota_exceeded',
  'authentication',
  'permission_denied',
  'model_not_found',
  'context_length_exceeded',
  'content_filtered',
  'invalid_request',
];

export interface Expressions {
  /** What is left, one value for an account and currency: replicas that report the same account agree or lag. */
  balance(kind: 'total' | 'limit_remaining'): string;
  /**
   * By the recording rules, which know the usual day; without them, at the pace of the last hour. `HOURS_OF_A_YEAR` at
   * most, which is also what an account has that spends nothing: a table sorts what is absent first.
   */
  readonly hoursLeft: string;
  /** What the balance lost in an hour, as the balance itself shows; a top-up does not lower it. */
  spentPerHour(range: string): string;
  /** 1 where the last reading worked; with the currencies of the account where they are known. */
  readonly readable: string;
  readonly up: string;
  /** 1 where the recording rules have the account, without which no alert sees it; else 0. */
  readonly seenByAlerts: string;
  readonly readingAge: string;
  /** Seconds; of a renewal that has passed nobody has read what came after, so it is left out. */
  readonly resetsIn: string;
  readonly balancesByKind: string;
  readonly topups: string;
  /** Refusals for lack of money, by whose money it was; one row `nobody` where calls are reported and none was. */
  readonly moneyErrors: string;
  readonly errorsByVerdict: string;
  /** Limits of the caller's own account and key. */
  readonly ownLimits: string;
  /** Upstream-limit events: limits and lack of money whose owner is not the caller. */
  readonly upstreamLimits: string;
  /** By the label that the variable `by` says. */
  readonly spendRate: string;
  readonly spentToday: string;
  readonly unpricedToday: string;
  readonly retries: string;
  /** Attempts that failed and were repeated silently, of all attempts. */
  readonly retriedShare: string;
  /** Those of them that nothing but a person could have healed. */
  readonly hopelessShare: string;
  latency(quantile: number): string;
  /** Tokens a minute. */
  tokens(type: 'input' | 'output'): string;
  readonly limitLeft: string;
}

export const HOURS_OF_A_YEAR = 8760;

export function expressions(words: Words): Expressions {
  const { label, raw, recorded } = words;
  const by = (...names: Word[]): string => names.map((name) => label[name]).join(', ');
  const account = by('provider', 'account');
  const purse = by('provider', 'account', 'currency');
  const owner = (operator: '=' | '!=', value: string): string => matcher(label.owner, operator, value);
  const category = (categories: readonly string[]): string =>
    matcher(label.category, '=~', categories.join('|'));

  const balance = (kind: 'total' | 'limit_remaining'): string =>
    `min by (${purse}) (${raw(METRIC_LLM_ACCOUNT_BALANCE, [matcher(label.kind, '=', kind)])})`;
  const money = `${balance('total')} or ${balance('limit_remaining')}`;
  const spentPerSecond = (range: string): string =>
    `max by (${purse}) (rate(${raw(METRIC_LLM_ACCOUNT_SPEND)}[${range}]))`;
  const up = `max by (${account}) (${raw(METRIC_LLM_ACCOUNT_UP)})`;

  const calls = (labels: string, range: string): string =>
    `sum by (${labels}) (rate(${raw(DURATIONS, [], 'count')}[${range}]))`;
  /** 0, without labels, where calls are reported at all: then nothing counted means that there was nothing. */
  const zeroIfCalls = `0 * count(${calls(by('provider'), '10m')})`;
  const errors = (labels: string, matchers: readonly string[]): string =>
    `sum by (${labels}) (${risePerPoint(raw(METRIC_LLM_CALL_ERRORS, matchers))}) > 0`;
  const tokens = (type: 'input' | 'output'): string => {
    const newest =
      type === 'input'
        ? METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_INPUT_TOKENS
        : METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_OUTPUT_TOKENS;
    const sums = raw(METRIC_GEN_AI_CLIENT_TOKEN_USAGE, [matcher(label.tokenType, '=', type)], 'sum');
    return `sum by (${by('model')}) (rate(${sums}[$__rate_interval]) or rate(${raw(newest)}[$__rate_interval])) * 60`;
  };

  return {
    balance,
    hoursLeft: [
      `clamp_max(min by (${purse}) (${recorded(ACCOUNT_HOURS_LEFT, ['provider', 'account'])})`,
      `or clamp_min(${money}, 0) / (${spentPerSecond('1h')} > 0) / 3600`,
      // Nothing is spent: 0 where nothing is left, else more than a year.
      `or clamp_min(${money}, 0) * 1e12, ${HOURS_OF_A_YEAR})`,
    ].join(' '),
    spentPerHour: (range: string): string => `${spentPerSecond(range)} * 3600`,
    readable: [
      // The spending of an account that cannot be read stays, and keeps its row one.
      `(group by (${purse}) (${raw(METRIC_LLM_ACCOUNT_BALANCE)})`,
      `or group by (${purse}) (${raw(METRIC_LLM_ACCOUNT_SPEND)}))`,
      `* on (${account}) group_left () ${up}`,
      `or on (${account}) ${up}`,
    ].join(' '),
    up,
    seenByAlerts: `group by (${account}) (${recorded(ACCOUNT_UP, ['provider', 'account'])}) or 0 * ${up}`,
    readingAge: `time() - max by (${account}) (${raw(METRIC_LLM_ACCOUNT_LAST_SUCCESS)})`,
    resetsIn: `max by (${account}) (${raw(METRIC_LLM_ACCOUNT_RESETS_AT)}) - time() > 0`,
    balancesByKind: `min by (${by('provider', 'account', 'kind', 'currency')}) (${raw(METRIC_LLM_ACCOUNT_BALANCE)})`,
    topups: `max by (${purse}) (${risePerPoint(raw(METRIC_LLM_ACCOUNT_TOPUPS))}) > 0`,

    moneyErrors: [
      `sum by (${by('owner', 'provider', 'upstream', 'account')}) (${increaseFromBirth(raw(METRIC_LLM_CALL_ERRORS, [category(['insufficient_balance'])]), '1h')}) > 0`,
      `or on () label_replace(${zeroIfCalls}, "${label.owner}", "nobody", "", "")`,
    ].join(' '),
    errorsByVerdict: errors(by('category', 'owner'), []),
    ownLimits: errors(by('category', 'provider', 'account'), [
      category(LIMIT_CATEGORIES),
      owner('=', 'caller'),
    ]),
    upstreamLimits: errors(by('category', 'owner', 'provider', 'upstream'), [
      category(LIMIT_CATEGORIES),
      owner('!=', 'caller'),
    ]),

    spendRate: `sum by ($by, ${by('currency')}) (rate(${raw(METRIC_LLM_CALL_COST)}[$__rate_interval])) * 3600`,
    spentToday: `sum by (${by('provider', 'model', 'account', 'currency')}) (${increaseFromBirth(raw(METRIC_LLM_CALL_COST), '24h')}) > 0`,
    unpricedToday: [
      `sum by (${by('provider', 'model')}) (${increaseFromBirth(raw(METRIC_LLM_CALL_UNPRICED), '24h')}) > 0`,
      `or on () label_replace(${zeroIfCalls}, "${label.model}", "every call was priced", "", "")`,
    ].join(' '),

    retries: `sum by (${by('category', 'owner')}) (${risePerPoint(raw(METRIC_LLM_CALL_RETRIES))}) > 0`,
    retriedShare: retriedShare([]),
    hopelessShare: retriedShare([category(HOPELESS)]),

    latency: (quantile: number): string =>
      `histogram_quantile(${quantile}, sum by (le, ${by('model')}) (rate(${raw(DURATIONS, [], 'bucket')}[$__rate_interval])))`,
    tokens,
    limitLeft: (() => {
      const limit = by('provider', 'model', 'account', 'limitKind', 'limitWindow');
      return `min by (${limit}) (${raw(METRIC_LLM_LIMIT_REMAINING)}) / (max by (${limit}) (${raw(METRIC_LLM_LIMIT_TOTAL)}) > 0)`;
    })(),
  };

  /** 0 where there are calls and no such attempt. */
  function retriedShare(matchers: readonly string[]): string {
    const provider = by('provider');
    const answered = calls(provider, '$__rate_interval');
    const repeated = (selector: string): string =>
      `(sum by (${provider}) (rate(${selector}[$__rate_interval])) or 0 * ${answered})`;
    const all = repeated(raw(METRIC_LLM_CALL_RETRIES));
    return `${repeated(raw(METRIC_LLM_CALL_RETRIES, matchers))} / (${answered} + ${all} > 0)`;
  }
}

/**
 * How much a counter rose, its first sample included: `increase()` is 0 for a counter that is born with its first
 * error, and would hide the first refusal. The look back of six hours keeps a series that returns after a gap from
 * passing for newborn.
 */
const increaseFromBirth = (selector: string, range: string): string =>
  `(${selector} unless last_over_time(${selector}[6h] offset ${range})) or increase(${selector}[${range}])`;

/**
 * How much a counter rose between one point of a graph and the next, so that what the points say adds up. `increase()`
 * loses what was counted between the last sample of one window and the first of the next, and stretches the rest: one
 * error is shown as 1.25, or not at all. Of a counter that restarted, or is new, what it has counted since.
 */
const risePerPoint = (selector: string): string => {
  const now = `last_over_time(${selector}[$__interval])`;
  return `(${now} - last_over_time(${selector}[6h] offset $__interval) >= 0) or ${now}`;
};
