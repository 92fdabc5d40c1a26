/** Input series of `promtool test rules`, a value a minute. */
import {
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_LLM_ACCOUNT_BALANCE,
  METRIC_LLM_ACCOUNT_RESETS_AT,
  METRIC_LLM_ACCOUNT_SPEND,
  METRIC_LLM_ACCOUNT_TOPUPS,
  METRIC_LLM_ACCOUNT_UP,
  METRIC_LLM_CALL_ERRORS,
  METRIC_LLM_CALL_RETRIES,
  METRIC_LLM_CALL_UNPRICED,
} from '@fuelgauge/semconv';
import { prometheusNames } from '../../src/rules/names.ts';

/** A value; `undefined` where the series is not there, as in a scrape without it. */
export type Value = number | undefined;

export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

export type Labels = Readonly<Record<string, string>>;

export const HOUR = 60;
export const DAY = 24 * HOUR;

/** @param at the value at each minute. */
export function input(
  name: string,
  labels: Labels,
  minutes: number,
  at: (minute: number) => Value,
): InputSeries {
  const text = Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(', ');
  let before: Value;
  const values = Array.from({ length: minutes + 1 }, (_, minute) => {
    const value = at(minute);
    // A scrape without a series that was there marks it stale.
    const word =
      value === undefined ? (before === undefined ? '_' : 'stale') : String(Number(value.toFixed(9)));
    before = value;
    return word;
  });
  return { series: `${name}{${text}}`, values: values.join(' ') };
}

const nameOf = (metric: string): string => prometheusNames(metric)[0]!;

export const ACCOUNT: Labels = { gen_ai_provider_name: 'deepseek', llm_account_id: 'production' };

/** What one exporter says of one account at a minute; undefined while it says nothing at all. */
export interface Reported {
  readonly balance?: number | undefined;
  readonly spent?: number;
  readonly topups?: number;
  readonly up?: number;
}

export interface Reporter {
  readonly account?: Labels;
  readonly currency?: string;
  readonly kind?: string;
  readonly instance?: string;
}

/** The series of an account, by one exporter. */
export function account(
  minutes: number,
  at: (minute: number) => Reported | undefined,
  { account: of = ACCOUNT, currency = 'USD', kind = 'total', instance = 'exporter-0' }: Reporter = {},
): readonly InputSeries[] {
  const labels = { ...of, instance };
  const purse = { ...labels, llm_currency: currency };
  return [
    input(
      nameOf(METRIC_LLM_ACCOUNT_BALANCE),
      { ...purse, llm_balance_kind: kind },
      minutes,
      (t) => at(t)?.balance,
    ),
    input(nameOf(METRIC_LLM_ACCOUNT_SPEND), purse, minutes, (t) => at(t)?.spent),
    input(nameOf(METRIC_LLM_ACCOUNT_TOPUPS), purse, minutes, (t) => at(t)?.topups),
    input(nameOf(METRIC_LLM_ACCOUNT_UP), labels, minutes, (t) => {
      const reported = at(t);
      return reported && (reported.up ?? 1);
    }),
  ];
}

export const resetsAt = (minutes: number, seconds: number): readonly InputSeries[] => [
  input(nameOf(METRIC_LLM_ACCOUNT_RESETS_AT), { ...ACCOUNT, instance: 'exporter-0' }, minutes, () => seconds),
];

/** Failed calls, as one service counts them. */
export const errors = (
  minutes: number,
  verdict: { readonly category: string; readonly owner: string; readonly upstream?: string },
  at: (minute: number) => Value,
  labels: Labels = { ...ACCOUNT, instance: 'service-0' },
): readonly InputSeries[] => [
  input(
    nameOf(METRIC_LLM_CALL_ERRORS),
    {
      ...labels,
      llm_error_category: verdict.category,
      llm_error_owner: verdict.owner,
      ...(verdict.upstream !== undefined && { llm_error_upstream: verdict.upstream }),
    },
    minutes,
    at,
  ),
];

/** Calls that ended; with `form` 1 as Prometheus' OTLP receiver and the Collector name them. */
export const calls = (
  minutes: number,
  at: (minute: number) => Value,
  form: 0 | 1 = 0,
  provider = 'deepseek',
): readonly InputSeries[] => [
  input(
    prometheusNames(METRIC_GEN_AI_CLIENT_OPERATION_DURATION, 'count')[form]!,
    { gen_ai_provider_name: provider, gen_ai_request_model: 'model-a', instance: `service-${form}` },
    minutes,
    at,
  ),
];

export const retries = (
  minutes: number,
  category: string,
  at: (minute: number) => Value,
): readonly InputSeries[] => [
  input(
    nameOf(METRIC_LLM_CALL_RETRIES),
    {
      gen_ai_provider_name: 'deepseek',
      gen_ai_request_model: 'model-a',
      llm_error_category: category,
      llm_error_owner: 'provider',
      instance: 'service-0',
    },
    minutes,
    at,
  ),
];

export const unpriced = (minutes: number, at: (minute: number) => Value): readonly InputSeries[] => [
  input(
    nameOf(METRIC_LLM_CALL_UNPRICED),
    { gen_ai_provider_name: 'deepseek', gen_ai_request_model: 'model-b', instance: 'service-0' },
    minutes,
    at,
  ),
];
