/** Alert rules. They read recorded series; `recording.ts` and `foresight.ts` have those. */
import { LIMIT_CATEGORIES } from '@fuelgauge/semconv';
import { type DashboardsOptions, type ResolvedOptions, resolveOptions } from '../options.ts';
import * as recorded from './recorded.ts';
import type { AlertRule, RuleGroup } from './rule.ts';
import { type Vocabulary, vocabulary } from './vocabulary.ts';

export const ALERT_NAMES = [
  'LlmAccountEmpty',
  'LlmAccountRunsOut',
  'LlmAccountBalanceLow',
  'LlmSpendLimitReached',
  'LlmGatewayAccountEmpty',
  'LlmUpstreamLimits',
  'LlmProviderOverloaded',
  'LlmAccountUnreadable',
  'LlmAccountNotReported',
  'LlmRetryStorm',
  'LlmSpendAbnormal',
  'LlmCallsUnpriced',
] as const;

export type AlertName = (typeof ALERT_NAMES)[number];

/** File of an alert's runbook: `LlmAccountEmpty` → `account-empty.md`. */
export const runbookFile = (alert: AlertName): string =>
  `${alert
    .slice('Llm'.length)
    .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase()}.md`;

type Draft = Omit<AlertRule, 'alert' | 'labels' | 'annotations'> & {
  readonly severity: AlertRule['labels']['severity'];
  readonly summary: string;
  readonly description: string;
};

/**
 * Every alert, in groups. In texts `$value` is the number that the expression gives, and `$labels` its labels.
 *
 * @throws {InvalidOptionError}
 */
export function alertGroups(options: DashboardsOptions = {}): readonly RuleGroup<AlertRule>[] {
  const resolved = resolveOptions(options);
  const words = vocabulary(resolved.labels, resolved.job);
  const group = (name: string, drafts: Partial<Record<AlertName, Draft>>): RuleGroup<AlertRule> => ({
    name,
    rules: Object.entries(drafts).map(([alert, { severity, summary, description, expr, ...rest }]) => ({
      alert,
      expr,
      ...rest,
      labels: { severity },
      annotations: {
        summary,
        description,
        runbook_url: `${resolved.runbookBase}/${runbookFile(alert as AlertName)}`,
      },
    })),
  });
  return [
    group('fuelgauge-money', moneyAlerts(words, resolved)),
    group('fuelgauge-readings', readingAlerts(words)),
    group('fuelgauge-limits', callAlerts(words, resolved)),
  ];
}

/** The texts of one set of label names. */
function textsOf({
  label,
}: Vocabulary): Record<'who' | 'whose' | 'provider' | 'currency' | 'upstream', string> {
  const provider = `{{ $labels.${label.provider} }}`;
  const who = `${provider}{{ with $labels.${label.account} }} account {{ . }}{{ end }}`;
  return {
    provider,
    who,
    // With a key of one's own the account is not the gateway's, whose name the label has.
    whose:
      `{{ if eq $labels.${label.owner} "byok" }}` +
      `Your own {{ with $labels.${label.upstream} }}{{ . }} {{ end }}account behind ${provider}` +
      `{{ else }}${who}{{ end }}`,
    currency: `{{ $labels.${label.currency} }}`,
    upstream: `{{ with $labels.${label.upstream} }} (upstream: {{ . }}){{ end }}`,
  };
}

function moneyAlerts(words: Vocabulary, options: ResolvedOptions): Partial<Record<AlertName, Draft>> {
  const { label } = words;
  const text = textsOf(words);
  const account = `${label.provider}, ${label.account}`;
  const purse = `${account}, ${label.currency}`;
  const total = `${recorded.ACCOUNT_BALANCE}{${label.kind}="total"}`;
  const limit = `${recorded.ACCOUNT_BALANCE}{${label.kind}="limit_remaining"}`;
  const errors = (by: string, matchers: string): string =>
    `sum by (${by}) (${recorded.CALL_ERRORS_10M}{${matchers}})`;
  const refused = `${account}, ${label.owner}, ${label.upstream}`;
  // An account that is topped up automatically lives near its threshold.
  const unlessToppedUpFromHere = lines(
    `unless on (${purse})`,
    `  (${recorded.ACCOUNT_MONEY} >= on (${purse}) group_left () ${recorded.ACCOUNT_TOPUP_FLOOR})`,
  );
  return {
    LlmAccountEmpty: {
      severity: 'critical',
      // Calls say so; or the balance does, of an account that had money within a day: a subscription that never
      // had any is not empty. Of an account in several currencies all must be out. Both ways give the same labels:
      // else the balance would page first, and the first refused call again.
      expr: lines(
        `${errors(refused, `${label.category}="insufficient_balance", ${label.owner}=~"caller|byok"`)} > 0`,
        `or on (${account})`,
        `label_replace(`,
        `  max by (${account}) (`,
        `    (${total} <= 0 unless on (${account}) ${total} > 0)`,
        `    and on (${purse}) (max_over_time(${total}[1d]) > 0)`,
        `  ),`,
        `  "${label.owner}", "caller", "", ""`,
        `)`,
      ),
      keep_firing_for: '5m',
      summary: `${text.whose} is out of money: top it up{{ if eq $labels.${label.owner} "byok" }}, at the upstream and not at ${text.provider}{{ end }}`,
      description:
        'Calls are refused for lack of money, or the balance is 0. Owner caller: your account at the endpoint that ' +
        'is called. Owner byok: your own account at the upstream, behind the gateway; topping up the gateway does ' +
        'nothing. Retrying does not help.',
    },
    LlmAccountRunsOut: {
      severity: 'critical',
      expr: lines(
        `(${recorded.ACCOUNT_HOURS_LEFT} > 0) < ${options.hoursLeft}`,
        unlessToppedUpFromHere,
        // A limit that is renewed before it is used up.
        `unless on (${purse}, ${label.kind}) (`,
        `  ${recorded.ACCOUNT_HOURS_LEFT}{${label.kind}="limit_remaining"} * 3600`,
        `  > on (${account}) group_left () (${recorded.ACCOUNT_RESETS_AT} - time() > 0)`,
        `)`,
      ),
      for: '10m',
      keep_firing_for: '10m',
      summary: `${text.who} will be empty in {{ $value | printf "%.1f" }} hours: top it up`,
      description: `At what the coming hours usually take, and what is spent beyond it now, the {{ $labels.${label.kind} }} of ${text.who} (${text.currency}) is gone in {{ $value | printf "%.1f" }} hours.`,
    },
    LlmAccountBalanceLow: {
      severity: 'warning',
      expr: lines(
        `${recorded.ACCOUNT_MONEY}{${label.kind}="total", ${label.currency}="${options.currency}"} < ${options.minimumBalance}`,
        // Nobody needs money in an account that is not used.
        `and on (${purse}) (${recorded.ACCOUNT_SPEND_1W} > 0)`,
        unlessToppedUpFromHere,
      ),
      for: '15m',
      summary: `${text.who} has {{ $value | printf "%.2f" }} ${text.currency} left: top it up`,
      description: `The balance is below the floor of ${options.minimumBalance} ${options.currency}, and the account was used within the last week.`,
    },
    LlmSpendLimitReached: {
      severity: 'warning',
      expr: lines(
        `${errors(`${refused}, ${label.category}`, `${label.category}=~"spend_limit|quota_exceeded", ${label.owner}=~"caller|byok"`)} > 0`,
        `or on (${account})`,
        `label_replace(label_replace(`,
        `  max by (${account}) (${limit} <= 0 and on (${purse}) (max_over_time(${limit}[1d]) > 0)),`,
        `  "${label.owner}", "caller", "", ""), "${label.category}", "spend_limit", "", ""`,
        `)`,
      ),
      keep_firing_for: '5m',
      summary: `${text.whose} has reached its {{ $labels.${label.category} }}: raise it, or wait until it is renewed`,
      description:
        'A cap on spending (of a key, a budget, a workspace) or the allowance of a plan is used up; there may be ' +
        'money left, and topping up does nothing. Owner byok: it is a limit at the upstream.',
    },
    LlmGatewayAccountEmpty: {
      severity: 'warning',
      expr: `${errors(
        refused,
        `${label.category}="insufficient_balance", ${label.owner}=~"gateway|provider"`,
      )} > 0`,
      for: '1m',
      keep_firing_for: '5m',
      summary: `${text.provider}'s own account${text.upstream} is out of money: do not top up, route away`,
      description:
        'The gateway has run out of money at the provider behind it. Your account is not concerned: topping up, ' +
        'other keys and retries change nothing. Route to another provider or model until the gateway has paid.',
    },
    LlmSpendAbnormal: {
      severity: 'warning',
      expr: lines(
        // What the balances say; else what the calls cost.
        `(`,
        `  ${recorded.ACCOUNT_SPEND_1H} > ${options.spendFactor} * ${recorded.ACCOUNT_SPEND_HIGH}`,
        `  and count_over_time(${recorded.ACCOUNT_SPEND_1H}[1w]) > 1440`,
        `) * 3600 > 1`,
      ),
      for: '15m',
      summary: `${text.who} spends {{ $value | printf "%.2f" }} ${text.currency} an hour, ${options.spendFactor} times what it ever does: find out which service`,
      description: `The last hour took more than ${options.spendFactor} times what the dearest hours of the last week took. A deploy, a loop or a stolen key does that.`,
    },
  };
}

function readingAlerts(words: Vocabulary): Partial<Record<AlertName, Draft>> {
  const { label } = words;
  const text = textsOf(words);
  const account = `${label.provider}, ${label.account}`;
  const told = `group by (${account}) (${recorded.ACCOUNT_BALANCE})`;
  return {
    LlmAccountUnreadable: {
      severity: 'warning',
      expr: lines(
        `(${recorded.ACCOUNT_UP} == 0 unless on (${account}) ${told})`,
        // It can be asked, and has stopped to tell.
        `or (`,
        `  ${recorded.ACCOUNT_UP} == 1`,
        `  and on (${account}) last_over_time(${recorded.ACCOUNT_BALANCE}[1h])`,
        `  unless on (${account}) ${recorded.ACCOUNT_BALANCE}`,
        `)`,
      ),
      for: '15m',
      summary: `The balance of ${text.who} cannot be read: see what the exporter logs`,
      description:
        'For 15 minutes nobody could read the balance, or its provider answers and no longer tells it. Until it is told again, no ' +
        'alert foresees that the account runs out; refused calls still alert.',
    },
    LlmAccountNotReported: {
      severity: 'warning',
      expr: lines(
        // Half an hour of reports, so that a job of a few minutes is not missed.
        `(count_over_time(${recorded.ACCOUNT_UP}[1d] offset 15m) >= 30)`,
        `unless last_over_time(${recorded.ACCOUNT_UP}[15m])`,
      ),
      for: '5m',
      summary: `${text.who} is no longer reported: see whether the balance exporter runs`,
      description:
        'An account was reported within the last day, and now nobody reports it. The exporter is down, is not scraped, ' +
        'or the account was taken out of its configuration: then this ends after a day.',
    },
  };
}

function callAlerts(words: Vocabulary, options: ResolvedOptions): Partial<Record<AlertName, Draft>> {
  const { label } = words;
  const text = textsOf(words);
  const by = label.provider;
  const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;
  const limits = `sum by (${by}) (${recorded.CALL_ERRORS_10M}{${label.category}=~"${LIMIT_CATEGORIES.join('|')}", ${label.owner}!="caller"})`;
  const overloaded = `${label.category}="overloaded"`;
  const failed = `sum by (${by}) (${recorded.CALL_ERRORS_10M}{${overloaded}})`;
  const repeated = `sum by (${by}) (${recorded.CALL_RETRIES_10M}{${overloaded}})`;
  const retries = `sum by (${by}) (${recorded.CALL_RETRIES_10M})`;
  const attempts = `(${recorded.CALLS_10M} + ${retries} or ${recorded.CALLS_10M})`;
  return {
    LlmUpstreamLimits: {
      severity: 'warning',
      expr: shareOf(limits, recorded.CALLS_10M, by, options.upstreamLimitShare, { atLeast: 5, alone: 20 }),
      for: '5m',
      summary: `Limits behind ${text.provider} refuse calls, and they are not yours: route to another provider or model`,
      description: `More than ${percent(options.upstreamLimitShare)} of the calls of the last ten minutes met a limit that is not the caller's: of the gateway, of the provider, or of your own account at the upstream (owner byok).`,
    },
    LlmProviderOverloaded: {
      severity: 'warning',
      expr: shareOf(`(${failed} + ${repeated} or ${failed} or ${repeated})`, attempts, by, 0.1, {
        atLeast: 5,
        alone: 20,
      }),
      for: '5m',
      summary: `${text.provider} is overloaded: send less, or route to another provider or model`,
      description:
        'More than 10 % of the attempts of the last ten minutes, silent retries included, were answered with a lack of capacity.',
    },
    LlmRetryStorm: {
      severity: 'warning',
      expr: shareOf(retries, recorded.CALLS_10M, by, 1, { atLeast: 20, alone: 100 }),
      for: '5m',
      summary: `Calls to ${text.provider} are repeated more than once each: bound the retries`,
      description:
        'SDKs repeat failed attempts silently: in the last ten minutes there were more repeated attempts than calls. ' +
        'They cost time, make a limit last longer, and may cost money.',
    },
    LlmCallsUnpriced: {
      severity: 'info',
      expr: `${recorded.CALL_UNPRICED_1H} > 0`,
      for: '10m',
      summary: `The cost of calls to ${text.provider}{{ with $labels.${label.model} }} {{ . }}{{ end }} is not known: add a price`,
      description:
        '{{ $value | printf "%.0f" }} answered calls of the last hour have no cost: the response tells none, and no price table has the model. Figures of spending lack them.',
    },
  };
}

/**
 * `events` make up more than a share of `calls`, and are not a handful. Where calls are not counted at all (another
 * instrumentation, a metric that was dropped), so many events alone are enough: what is missing silences nothing.
 */
const shareOf = (
  events: string,
  calls: string,
  by: string,
  share: number,
  bounds: { readonly atLeast: number; readonly alone: number },
): string =>
  lines(
    `(${events} / on (${by}) (${calls} > 0) > ${share} and on (${by}) ${events} >= ${bounds.atLeast})`,
    `or (${events} >= ${bounds.alone} unless on (${by}) ${calls})`,
  );

const lines = (...all: readonly string[]): string => all.join('\n');
