/** Recording rules: the series of all reporters, paths and name forms as one. */
import {
  METRIC_GEN_AI_CLIENT_INFERENCE_DURATION,
  METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_INPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_OUTPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
  METRIC_LLM_ACCOUNT_BALANCE,
  METRIC_LLM_ACCOUNT_RESETS_AT,
  METRIC_LLM_ACCOUNT_SPEND,
  METRIC_LLM_ACCOUNT_UP,
  METRIC_LLM_CALL_COST,
  METRIC_LLM_CALL_ERRORS,
  METRIC_LLM_CALL_RETRIES,
  METRIC_LLM_CALL_UNPRICED,
} from '@fuelgauge/semconv';
import { type DashboardsOptions, resolveOptions } from '../options.ts';
import { foresightRules } from './foresight.ts';
import * as recorded from './recorded.ts';
import type { RecordingRule, RuleGroup } from './rule.ts';
import { topupRules } from './topups.ts';
import { type Vocabulary, vocabulary } from './vocabulary.ts';

const DURATIONS = [METRIC_GEN_AI_CLIENT_OPERATION_DURATION, METRIC_GEN_AI_CLIENT_INFERENCE_DURATION];

/**
 * Every recording rule, in groups. Aggregated by fuelgauge's own labels only: which replica, service or path a
 * series came by means nothing. Several reporters of one account see the same money, so of balances the least and of
 * spending the most is taken; services count each its own calls, so those are added.
 *
 * @throws {InvalidOptionError}
 */
export function recordingGroups(options: DashboardsOptions = {}): readonly RuleGroup<RecordingRule>[] {
  const { labels, job, hoursLeft } = resolveOptions(options);
  const words = vocabulary(labels, job);
  return [
    { name: 'fuelgauge-calls', rules: callRules(words) },
    // The windows of the foresight count evaluations: a minute between them, whatever the server's default is.
    {
      name: 'fuelgauge-accounts',
      interval: '1m',
      rules: [...accountRules(words), ...foresightRules(words, hoursLeft), ...topupRules(words)],
    },
  ];
}

function accountRules({ raw, label }: Vocabulary): RecordingRule[] {
  const account = `${label.provider}, ${label.account}`;
  const purse = `${account}, ${label.currency}`;
  return [
    {
      record: recorded.ACCOUNT_BALANCE,
      expr: `min by (${purse}, ${label.kind}) (${raw(METRIC_LLM_ACCOUNT_BALANCE)})`,
    },
    { record: recorded.ACCOUNT_UP, expr: `max by (${account}) (${raw(METRIC_LLM_ACCOUNT_UP)})` },
    {
      record: recorded.ACCOUNT_RESETS_AT,
      expr: `max by (${account}) (${raw(METRIC_LLM_ACCOUNT_RESETS_AT)})`,
    },
    {
      record: recorded.ACCOUNT_SPEND_15M,
      expr: `max by (${purse}) (rate(${raw(METRIC_LLM_ACCOUNT_SPEND)}[15m]))`,
    },
  ];
}

function callRules({ raw, label }: Vocabulary): RecordingRule[] {
  const model = `${label.provider}, ${label.model}`;
  const verdict = `${label.category}, ${label.owner}`;
  const calls = raw(DURATIONS, [], 'count');
  const rate = (record: string, labels: string, series: string): RecordingRule => ({
    record,
    expr: `sum by (${labels}) (rate(${series}[5m]))`,
  });
  const tokens = (metric: string, type: string): string =>
    `label_replace(rate(${raw(metric)}[5m]), "${label.tokenType}", "${type}", "", "")`;
  return [
    rate(recorded.CALLS, model, calls),
    rate(recorded.CALL_COST, `${model}, ${label.account}, ${label.currency}`, raw(METRIC_LLM_CALL_COST)),
    rate(
      recorded.CALL_ERRORS,
      `${model}, ${label.account}, ${verdict}, ${label.upstream}`,
      raw(METRIC_LLM_CALL_ERRORS),
    ),
    rate(recorded.CALL_RETRIES, `${model}, ${verdict}`, raw(METRIC_LLM_CALL_RETRIES)),
    rate(recorded.CALL_UNPRICED, model, raw(METRIC_LLM_CALL_UNPRICED)),
    rate(recorded.CALL_DURATION_BUCKET, `le, ${model}`, raw(DURATIONS, [], 'bucket')),
    {
      record: recorded.CALL_TOKENS,
      expr: lines(
        `sum by (${model}, ${label.tokenType}) (`,
        `  rate(${raw(METRIC_GEN_AI_CLIENT_TOKEN_USAGE, [], 'sum')}[5m])`,
        `  or ${tokens(METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_INPUT_TOKENS, 'input')}`,
        `  or ${tokens(METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_OUTPUT_TOKENS, 'output')}`,
        `)`,
      ),
    },
    {
      record: recorded.CALL_ERRORS_10M,
      expr: counted(
        `${label.provider}, ${label.account}, ${verdict}, ${label.upstream}`,
        raw(METRIC_LLM_CALL_ERRORS),
        '10m',
        '6h',
      ),
    },
    {
      record: recorded.CALL_RETRIES_10M,
      expr: counted(`${label.provider}, ${verdict}`, raw(METRIC_LLM_CALL_RETRIES), '10m', '6h'),
    },
    // Many series, so a shorter look back; what it may count too often is below the line of a share.
    { record: recorded.CALLS_10M, expr: counted(label.provider, calls, '10m', '1h') },
    {
      record: recorded.CALL_UNPRICED_1H,
      expr: counted(model, raw(METRIC_LLM_CALL_UNPRICED), '1h', '6h'),
    },
  ];
}

/**
 * How often something was counted within `window`. `increase()` is 0 for a counter that is born with its first
 * event, which for errors is the rule: of a series that was not there within `before` ahead of the window, its value
 * counts. The long look back keeps a series that returns after a gap (a restart of the server, a target that could
 * not be scraped) from passing for newborn and being counted whole.
 */
const counted = (labels: string, series: string, window: string, before: string): string =>
  lines(
    `sum by (${labels}) (`,
    `  (${series} unless last_over_time(${series}[${before}] offset ${window}))`,
    `  or increase(${series}[${window}])`,
    `)`,
  );

const lines = (...all: readonly string[]): string => all.join('\n');
