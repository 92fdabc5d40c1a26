/** The alerts as Datadog metric monitors, one for each alert, in the format of its API. */
import {
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_LLM_ACCOUNT_ID,
  ATTR_LLM_BALANCE_KIND,
  ATTR_LLM_CURRENCY,
  ATTR_LLM_ERROR_CATEGORY,
  ATTR_LLM_ERROR_OWNER,
  LIMIT_CATEGORIES,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_LLM_ACCOUNT_BALANCE,
  METRIC_LLM_ACCOUNT_SPEND,
  METRIC_LLM_ACCOUNT_UP,
  METRIC_LLM_CALL_ERRORS,
  METRIC_LLM_CALL_RETRIES,
  METRIC_LLM_CALL_UNPRICED,
} from '@fuelgauge/semconv';
import type { ResolvedOptions, Severity } from '../options.ts';
import { type AlertName, runbookFile } from '../rules/alerts.ts';
import { type Filter, metricQuery } from './query.ts';

/** A monitor as `POST /api/v1/monitor` takes it. Source: docs.datadoghq.com/api/latest/monitors */
export interface Monitor {
  readonly name: string;
  readonly type: 'query alert';
  readonly query: string;
  readonly message: string;
  readonly tags: readonly string[];
  /** 1 (highest) to 5. */
  readonly priority: number;
  readonly options: {
    readonly thresholds: { readonly critical: number };
    /** Counts: nothing counted is 0. Gauges: the last status is kept. */
    readonly on_missing_data: 'default' | 'show_and_notify_no_data';
    readonly require_full_window: false;
    readonly include_tags: true;
    readonly notify_audit: false;
    /** Minutes; 0 for never. */
    readonly renotify_interval: number;
  };
}

interface Draft {
  readonly severity: Severity;
  /** What is compared. */
  readonly query: string;
  readonly comparator: '<' | '>';
  readonly threshold: number;
  readonly name: string;
  /** Whose account, and what to do. */
  readonly message: string;
  /** The monitor is about data that is missing. */
  readonly notifiesNoData?: boolean;
}

const PROVIDER = ATTR_GEN_AI_PROVIDER_NAME;
const ACCOUNT = [PROVIDER, ATTR_LLM_ACCOUNT_ID];
const PURSE = [...ACCOUNT, ATTR_LLM_CURRENCY];
const TOTAL: Filter = { key: ATTR_LLM_BALANCE_KIND, values: ['total'] };
const CALLS = { metric: METRIC_GEN_AI_CLIENT_OPERATION_DURATION, space: 'count', as: 'count' } as const;

const category = (...values: readonly string[]): Filter => ({ key: ATTR_LLM_ERROR_CATEGORY, values });
const owner = (...values: readonly string[]): Filter => ({ key: ATTR_LLM_ERROR_OWNER, values });

/** A tag whose key has a dot, in a message. Source: docs.datadoghq.com/monitors/notify/variables */
const tag = (key: string): string => `{{[${key}].name}}`;

const WHO = `${tag(PROVIDER)}, account ${tag(ATTR_LLM_ACCOUNT_ID)}`;
const PRIORITY: Readonly<Record<Severity, number>> = { critical: 1, warning: 3, info: 5 };
const RENOTIFY: Readonly<Record<Severity, number>> = { critical: 60, warning: 0, info: 0 };

/** File name, without `.json`, → monitor. */
export function monitors(options: ResolvedOptions): Readonly<Record<string, Monitor>> {
  return Object.fromEntries(
    Object.entries(drafts(options)).map(([alert, draft]) => {
      const page = runbookFile(alert as AlertName);
      return [page.replace(/\.md$/, ''), monitor(alert, draft, `${options.runbookBase}/${page}`, options)];
    }),
  );
}

function monitor(alert: string, draft: Draft, runbook: string, { channels }: ResolvedOptions): Monitor {
  const { severity, query, comparator, threshold, name, message, notifiesNoData = false } = draft;
  const state = notifiesNoData ? 'is_no_data' : 'is_alert';
  return {
    name: `[LLM] ${name}`,
    type: 'query alert',
    query: `${query} ${comparator} ${threshold}`,
    message: `{{#${state}}}${message}{{/${state}}}\n\nRunbook: ${runbook}\n\n${channels[severity]}`,
    tags: ['fuelgauge', `severity:${severity}`, `alertname:${alert.toLowerCase()}`],
    priority: PRIORITY[severity],
    options: {
      thresholds: { critical: threshold },
      on_missing_data: notifiesNoData ? 'show_and_notify_no_data' : 'default',
      require_full_window: false,
      include_tags: true,
      notify_audit: false,
      renotify_interval: RENOTIFY[severity],
    },
  };
}

function drafts(options: ResolvedOptions): Readonly<Record<AlertName, Draft>> {
  // Grouped by tags that every such point has: a call need not tell its account.
  const errors = (by: readonly string[], ...where: readonly Filter[]): string =>
    metricQuery({ metric: METRIC_LLM_CALL_ERRORS, space: 'sum', where, by, as: 'count' });
  const retries = (...where: readonly Filter[]): string =>
    metricQuery({ metric: METRIC_LLM_CALL_RETRIES, space: 'sum', where, by: [PROVIDER], as: 'count' });
  const calls = metricQuery({ ...CALLS, by: [PROVIDER] });
  const spendRate = metricQuery({ metric: METRIC_LLM_ACCOUNT_SPEND, space: 'sum', by: PURSE, as: 'rate' });
  const balance = (...where: readonly Filter[]): string =>
    metricQuery({ metric: METRIC_LLM_ACCOUNT_BALANCE, space: 'min', where: [TOTAL, ...where], by: PURSE });
  const up = metricQuery({ metric: METRIC_LLM_ACCOUNT_UP, space: 'max', by: ACCOUNT });
  const orZero = (query: string): string => `default_zero(${query})`;
  // The mean of the last hour is half an hour old.
  const horizon = Math.round((options.hoursLeft + 0.5) * 3600);
  return {
    LlmAccountEmpty: {
      severity: 'critical',
      query: `sum(last_10m):${errors([PROVIDER, ATTR_LLM_ERROR_OWNER], category('insufficient_balance'), owner('caller', 'byok'))}`,
      comparator: '>',
      threshold: 0,
      name: `Your money ran out, calling ${tag(PROVIDER)} (owner: ${tag(ATTR_LLM_ERROR_OWNER)}): top up`,
      message: `Calls to ${tag(PROVIDER)} are refused for lack of money (owner: ${tag(ATTR_LLM_ERROR_OWNER)}). caller: top up your account there. byok: top up your own account at the upstream; topping up the gateway does nothing. Retrying does not help.`,
    },
    LlmAccountRunsOut: {
      severity: 'critical',
      // Money that is left after `hoursLeft` hours at the pace of the last hour. A difference, and no quotient: its
      // mean over the hour is exactly the mean balance less the mean pace, a minute without spending is no infinite
      // number of hours, and a top-up raises it at once. Datadog's forecast() looks 12 hours ahead or more.
      query: `avg(last_1h):${balance()} - ${horizon} * ${orZero(spendRate)}`,
      comparator: '<',
      threshold: 0,
      name: `${WHO} will be empty within ${options.hoursLeft} hours: top it up`,
      message: `At the pace of the last hour ${WHO} has {{value}} ${tag(ATTR_LLM_CURRENCY)} in ${options.hoursLeft} hours. Top it up.`,
    },
    LlmAccountBalanceLow: {
      severity: 'warning',
      query: `max(last_15m):${balance({ key: ATTR_LLM_CURRENCY, values: [options.currency] })}`,
      comparator: '<',
      threshold: options.minimumBalance,
      name: `${WHO} has less than ${options.minimumBalance} ${options.currency} left: top it up`,
      message: `${WHO} has {{value}} ${options.currency} left. Top it up.`,
    },
    LlmSpendLimitReached: {
      severity: 'warning',
      query: `sum(last_10m):${errors([PROVIDER, ATTR_LLM_ERROR_CATEGORY, ATTR_LLM_ERROR_OWNER], category('spend_limit', 'quota_exceeded'), owner('caller', 'byok'))}`,
      comparator: '>',
      threshold: 0,
      name: `A ${tag(ATTR_LLM_ERROR_CATEGORY)} at ${tag(PROVIDER)} is reached: raise it, or wait`,
      message: `Calls to ${tag(PROVIDER)} are refused by your own ${tag(ATTR_LLM_ERROR_CATEGORY)} (owner: ${tag(ATTR_LLM_ERROR_OWNER)}). There may be money left: topping up does nothing. Raise the cap or the plan, or wait until it is renewed.`,
    },
    LlmGatewayAccountEmpty: {
      severity: 'warning',
      query: `sum(last_10m):${errors([PROVIDER], category('insufficient_balance'), owner('gateway', 'provider'))}`,
      comparator: '>',
      threshold: 0,
      name: `${tag(PROVIDER)}'s own account is out of money: do not top up, route away`,
      message: `The account that is empty is not yours but that of ${tag(PROVIDER)}. Topping up, other keys and retries change nothing. Route to another provider or model.`,
    },
    LlmUpstreamLimits: {
      severity: 'warning',
      query: `sum(last_10m):${orZero(
        errors([PROVIDER], category(...LIMIT_CATEGORIES), { ...owner('caller'), not: true }),
      )} / ${calls}`,
      comparator: '>',
      threshold: options.upstreamLimitShare,
      name: `Limits behind ${tag(PROVIDER)} refuse calls, and they are not yours: route away`,
      message: `A share of {{value}} of the calls to ${tag(PROVIDER)} met a limit of the gateway, of the provider, or of your own account at the upstream (byok). Route to another provider or model.`,
    },
    LlmProviderOverloaded: {
      severity: 'warning',
      query: `sum(last_10m):(${orZero(errors([PROVIDER], category('overloaded')))} + ${orZero(retries(category('overloaded')))}) / ${calls}`,
      comparator: '>',
      threshold: 0.1,
      name: `${tag(PROVIDER)} is overloaded: send less, or route away`,
      message: `${tag(PROVIDER)} answers with a lack of capacity: {{value}} such answers for each call, silent retries included. Send less, or route to another provider or model.`,
    },
    LlmAccountUnreadable: {
      severity: 'warning',
      query: `max(last_15m):${up}`,
      comparator: '<',
      threshold: 1,
      name: `The balance of ${WHO} cannot be read: see what the exporter logs`,
      message: `For 15 minutes nobody could read the balance of ${WHO}. Until it can be read again, no monitor foresees that it runs out.`,
    },
    LlmAccountNotReported: {
      severity: 'warning',
      // Never below 0: this monitor is about data that is missing.
      query: `max(last_30m):${up}`,
      comparator: '<',
      threshold: 0,
      notifiesNoData: true,
      name: `${WHO} is no longer reported: see whether the balance exporter runs`,
      message: `For 30 minutes nobody has reported ${WHO}. The exporter is down, or the account was taken out of its configuration.`,
    },
    LlmRetryStorm: {
      severity: 'warning',
      query: `sum(last_10m):${orZero(retries())} / ${calls}`,
      comparator: '>',
      threshold: 1,
      name: `Calls to ${tag(PROVIDER)} are repeated more than once each: bound the retries`,
      message: `SDKs repeat failed attempts silently: {{value}} for each call to ${tag(PROVIDER)}. They cost time and make a limit last longer.`,
    },
    LlmSpendAbnormal: {
      severity: 'warning',
      query: `pct_change(avg(last_1h),last_1w):${spendRate}`,
      comparator: '>',
      threshold: Math.round((options.spendFactor - 1) * 100),
      name: `${WHO} spends more than ${options.spendFactor} times what it did a week ago: find out which service`,
      message: `${WHO} spends {{value}} % more than in the same hour a week ago. A deploy, a loop or a stolen key does that.`,
    },
    LlmCallsUnpriced: {
      severity: 'info',
      query: `sum(last_1h):${metricQuery({
        metric: METRIC_LLM_CALL_UNPRICED,
        space: 'sum',
        by: [PROVIDER, ATTR_GEN_AI_REQUEST_MODEL],
        as: 'count',
      })}`,
      comparator: '>',
      threshold: 0,
      name: `The cost of calls to ${tag(PROVIDER)} ${tag(ATTR_GEN_AI_REQUEST_MODEL)} is not known: add a price`,
      message: `{{value}} answered calls to ${tag(PROVIDER)} ${tag(ATTR_GEN_AI_REQUEST_MODEL)} have no cost: the response tells none, and no price table has the model.`,
    },
  };
}
