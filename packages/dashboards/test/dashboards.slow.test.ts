import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { findGo } from '../../../test/collector/builder/go.ts';
import { binary } from '../../../test/stack/servers/binaries.ts';
import { temporaryFolder } from '../../../test/stack/servers/temporary-folder.ts';
import { dashboards, panelsOf } from './grafana/panels.ts';
import { substituted } from './grafana/variables.ts';

/** What the queries of the panels answer, by Prometheus' own engine. */

const run = promisify(execFile);

const found = findGo();
const missing = 'problem' in found ? found.problem : undefined;
if (missing !== undefined) {
  const message = `the dashboards' queries cannot be run by Prometheus: ${missing}`;
  if (process.env.CI) throw new Error(message);
  console.warn(message);
}

interface Case {
  readonly name: string;
  /** Title of the panel, and which of its queries. */
  readonly panel: string;
  readonly query?: string;
  /** Series → values, a minute apart, as promtool writes them. */
  readonly series: Readonly<Record<string, string>>;
  readonly at?: string;
  /** Labels → value. */
  readonly answer: Readonly<Record<string, number>>;
}

const DEEPSEEK = 'gen_ai_provider_name="deepseek"';
const PROD = `${DEEPSEEK}, llm_account_id="prod"`;
const TOTAL = 'llm_balance_kind="total"';
/** Sixty calls an hour at the other path's name. */
const CALLS = {
  [`gen_ai_client_operation_duration_seconds_count{${DEEPSEEK}, gen_ai_request_model="m"}`]: '0+1x600',
};
const refused = (owner: string, more = ''): string =>
  `llm_call_errors_total{${PROD}, llm_error_category="insufficient_balance", llm_error_owner="${owner}"${more}}`;
const failed = (category: string, owner: string): string =>
  `llm_call_errors_total{${PROD}, llm_error_category="${category}", llm_error_owner="${owner}"}`;

const CASES: readonly Case[] = [
  {
    name: 'shows the least of what replicas report, and each currency by itself',
    panel: 'Accounts',
    series: {
      [`llm_account_balance{${PROD}, ${TOTAL}, llm_currency="USD", instance="a"}`]: '10x600',
      [`llm_account_balance{${PROD}, ${TOTAL}, llm_currency="USD", instance="b"}`]: '9.5x600',
      [`llm_account_balance{${PROD}, ${TOTAL}, llm_currency="CNY", instance="a"}`]: '70x600',
      [`llm_account_balance{${PROD}, llm_balance_kind="granted", llm_currency="USD", instance="a"}`]: '1x600',
    },
    answer: { [`{${PROD}, llm_currency="USD"}`]: 9.5, [`{${PROD}, llm_currency="CNY"}`]: 70 },
  },
  {
    name: 'tells the hours left without the recording rules, at the pace of the last hour',
    panel: 'Accounts',
    query: 'B',
    series: {
      [`llm_account_balance{${PROD}, ${TOTAL}, llm_currency="USD"}`]: '20x600',
      [`llm_account_spend_total{${PROD}, llm_currency="USD"}`]: '0+0.5x600',
    },
    answer: { [`{${PROD}, llm_currency="USD"}`]: 20 / 30 },
  },
  {
    name: 'tells the hours left as the recording rules have them, where they are loaded',
    panel: 'Accounts',
    query: 'B',
    series: {
      [`llm:account_hours_left{${PROD}, llm_currency="USD", ${TOTAL}}`]: '3x600',
      [`llm_account_balance{${PROD}, ${TOTAL}, llm_currency="USD"}`]: '20x600',
      [`llm_account_spend_total{${PROD}, llm_currency="USD"}`]: '0+0.5x600',
    },
    answer: { [`{${PROD}, llm_currency="USD"}`]: 3 },
  },
  {
    name: 'tells a year of an account that spends nothing, so that it does not stand first',
    panel: 'Accounts',
    query: 'B',
    series: {
      [`llm_account_balance{${PROD}, ${TOTAL}, llm_currency="USD"}`]: '20x600',
      [`llm_account_spend_total{${PROD}, llm_currency="USD"}`]: '0x600',
    },
    answer: { [`{${PROD}, llm_currency="USD"}`]: 8760 },
  },
  {
    name: 'tells no time at all of an account that is empty, and so spends nothing',
    panel: 'Accounts',
    query: 'B',
    series: {
      [`llm_account_balance{${PROD}, ${TOTAL}, llm_currency="USD"}`]: '-0.1x600',
      [`llm_account_spend_total{${PROD}, llm_currency="USD"}`]: '30x600',
    },
    answer: { [`{${PROD}, llm_currency="USD"}`]: 0 },
  },
  {
    name: 'tells the hours of what a cap leaves where no balance is told',
    panel: 'Accounts',
    query: 'B',
    series: {
      [`llm_account_balance{${PROD}, llm_balance_kind="limit_remaining", llm_currency="USD"}`]: '15x600',
      [`llm_account_spend_total{${PROD}, llm_currency="USD"}`]: '0+0.5x600',
    },
    answer: { [`{${PROD}, llm_currency="USD"}`]: 0.5 },
  },
  {
    name: 'tells no hours of an account whose balance is not known',
    panel: 'Accounts',
    query: 'B',
    series: {
      [`llm_account_up{${PROD}}`]: '0x600',
      [`llm_account_spend_total{${PROD}, llm_currency="USD"}`]: '0+0.5x600',
    },
    answer: {},
  },
  {
    name: 'keeps the row of an account that can no longer be read one with what it spent',
    panel: 'Accounts',
    query: 'C',
    series: {
      [`llm_account_up{${PROD}}`]: '1x500 0x100',
      [`llm_account_balance{${PROD}, ${TOTAL}, llm_currency="USD"}`]: '20x500 _x100',
      [`llm_account_spend_total{${PROD}, llm_currency="USD"}`]: '0+0.5x600',
    },
    answer: { [`{${PROD}, llm_currency="USD"}`]: 0 },
  },
  {
    name: 'tells which accounts the alerts see',
    panel: 'Readings',
    query: 'D',
    series: {
      [`llm_account_up{${PROD}}`]: '1x600',
      [`llm:account_up{${PROD}}`]: '1x600',
      [`llm_account_up{${DEEPSEEK}, llm_account_id="test"}`]: '1x600',
    },
    answer: { [`{${PROD}}`]: 1, [`{${DEEPSEEK}, llm_account_id="test"}`]: 0 },
  },
  {
    name: 'says of each currency that it is readable, and of an account without a balance that it is not',
    panel: 'Accounts',
    query: 'C',
    series: {
      [`llm_account_up{${PROD}}`]: '1x600',
      [`llm_account_balance{${PROD}, ${TOTAL}, llm_currency="USD"}`]: '20x600',
      [`llm_account_balance{${PROD}, ${TOTAL}, llm_currency="CNY"}`]: '20x600',
      [`llm_account_up{${DEEPSEEK}, llm_account_id="test"}`]: '0x600',
    },
    answer: {
      [`{${PROD}, llm_currency="USD"}`]: 1,
      [`{${PROD}, llm_currency="CNY"}`]: 1,
      [`{${DEEPSEEK}, llm_account_id="test"}`]: 0,
    },
  },
  {
    name: 'shows the first refusal, of a counter that is born with it, and whose it is',
    panel: 'Refused for lack of money in the last hour: whose money?',
    series: {
      ...CALLS,
      [refused('gateway', ', llm_error_upstream="openai"')]: '_x595 1x5',
      [refused('caller')]: '2x600',
    },
    answer: { [`{${PROD}, llm_error_owner="gateway", llm_error_upstream="openai"}`]: 1 },
  },
  {
    name: 'does not take a counter that comes back after a gap for a new one',
    panel: 'Refused for lack of money in the last hour: whose money?',
    series: { ...CALLS, [refused('caller')]: '500x300 _x280 500x20' },
    answer: { '{llm_error_owner="nobody"}': 0 },
  },
  {
    name: 'says nobody where calls are reported and none was refused',
    panel: 'Refused for lack of money in the last hour: whose money?',
    series: CALLS,
    answer: { '{llm_error_owner="nobody"}': 0 },
  },
  {
    name: 'says nothing where no calls are reported',
    panel: 'Refused for lack of money in the last hour: whose money?',
    series: { [`llm_account_up{${PROD}}`]: '1x600' },
    answer: {},
  },
  {
    name: 'adds what services spent, and no two currencies',
    panel: 'Spend per hour, by $by',
    series: {
      [`llm_call_cost_total{${PROD}, llm_currency="USD", instance="a"}`]: '0+0.25x600',
      [`llm_call_cost_total{${PROD}, llm_currency="USD", instance="b"}`]: '0+0.5x600',
      [`llm_call_cost_total{${PROD}, llm_currency="CNY", instance="a"}`]: '0+2x600',
      // A call need not tell its account or its model.
      [`llm_call_cost_total{${DEEPSEEK}, llm_currency="USD", instance="c"}`]: '0+0.25x600',
    },
    answer: { [`{${DEEPSEEK}, llm_currency="USD"}`]: 60, [`{${DEEPSEEK}, llm_currency="CNY"}`]: 120 },
  },
  {
    name: 'counts what a service spent that has not lived for a day',
    panel: 'Spent in the last 24 hours',
    series: {
      [`llm_call_cost_total{${PROD}, gen_ai_request_model="m", llm_currency="USD"}`]: '_x300 5+0.25x300',
    },
    answer: { [`{${PROD}, gen_ai_request_model="m", llm_currency="USD"}`]: 80 },
  },
  {
    name: 'says that every call was priced only where calls are reported',
    panel: 'Calls without a price, 24 hours',
    series: CALLS,
    answer: { '{gen_ai_request_model="every call was priced"}': 0 },
  },
  ...(
    [
      ['one error as one', '3x597 4x3', 1],
      ['what was counted between two points', '3x595 4x5', 1],
      ['the first error of a new counter', '_x598 1x2', 1],
      ['what a counter has counted since it restarted', '9x597 2x3', 2],
      ['nothing of a counter that comes back after a gap', '9x400 _x196 9x4', undefined],
      ['the errors of a service that ended', '9x597 10 _x10', 1],
    ] as const
  ).map(
    ([name, values, count]): Case => ({
      name: `counts ${name}`,
      panel: 'Failed calls, by category and owner',
      series: { [failed('timeout', 'provider')]: values },
      answer:
        count === undefined ? {} : { '{llm_error_category="timeout", llm_error_owner="provider"}': count },
    }),
  ),
  {
    name: 'keeps limits of one’s own apart',
    panel: 'Your own limits and money',
    series: {
      [failed('rate_limited', 'caller')]: '0+1x600',
      [failed('rate_limited', 'gateway')]: '0+1x600',
      [failed('timeout', 'caller')]: '0+1x600',
    },
    answer: { [`{${PROD}, llm_error_category="rate_limited"}`]: 5 },
  },
  {
    name: 'takes for upstream limits those of everybody but the caller',
    panel: 'Limits and money of others upstream',
    series: {
      [failed('rate_limited', 'caller')]: '0+1x600',
      [failed('rate_limited', 'gateway')]: '0+1x600',
      [failed('overloaded', 'provider')]: '0+2x600',
      [failed('insufficient_balance', 'byok')]: '0+3x600',
      [failed('server_error', 'provider')]: '0+4x600',
    },
    answer: {
      [`{${DEEPSEEK}, llm_error_category="rate_limited", llm_error_owner="gateway"}`]: 5,
      [`{${DEEPSEEK}, llm_error_category="overloaded", llm_error_owner="provider"}`]: 10,
      [`{${DEEPSEEK}, llm_error_category="insufficient_balance", llm_error_owner="byok"}`]: 15,
    },
  },
  {
    name: 'tells the share of attempts that were repeated',
    panel: 'Attempts that silent retries wasted',
    series: {
      ...CALLS,
      [`llm_call_retries_total{${DEEPSEEK}, llm_error_category="overloaded"}`]: '0+2x600',
      [`llm_call_retries_total{${DEEPSEEK}, llm_error_category="insufficient_balance"}`]: '0+1x600',
    },
    answer: { [`{${DEEPSEEK}}`]: 0.75 },
  },
  {
    name: 'tells which of them were in vain',
    panel: 'Attempts that silent retries wasted',
    query: 'B',
    series: {
      ...CALLS,
      [`llm_call_retries_total{${DEEPSEEK}, llm_error_category="overloaded"}`]: '0+2x600',
      [`llm_call_retries_total{${DEEPSEEK}, llm_error_category="insufficient_balance"}`]: '0+1x600',
    },
    answer: { [`{${DEEPSEEK}}`]: 0.25 },
  },
  {
    name: 'says that nothing was wasted where there are calls and no retries',
    panel: 'Attempts that silent retries wasted',
    series: CALLS,
    answer: { [`{${DEEPSEEK}}`]: 0 },
  },
  ...[
    'gen_ai_client_operation_duration',
    'gen_ai_client_operation_duration_seconds',
    'gen_ai_client_inference_duration',
  ].map(
    (name): Case => ({
      name: `tells durations by the name ${name}`,
      panel: 'Duration of calls, median and 95th percentile',
      series: {
        [`${name}_bucket{gen_ai_request_model="m", le="1.28"}`]: '0+0x600',
        [`${name}_bucket{gen_ai_request_model="m", le="2.56"}`]: '0+1x600',
        [`${name}_bucket{gen_ai_request_model="m", le="+Inf"}`]: '0+1x600',
      },
      answer: { '{gen_ai_request_model="m"}': 1.92 },
    }),
  ),
  {
    name: 'tells tokens by either convention',
    panel: 'Tokens a minute',
    series: {
      'gen_ai_client_token_usage_sum{gen_ai_request_model="m", gen_ai_token_type="input"}': '0+100x600',
      'gen_ai_client_token_usage_sum{gen_ai_request_model="m", gen_ai_token_type="output"}': '0+7x600',
      'gen_ai_client_inference_usage_input_tokens_total{gen_ai_request_model="n"}': '0+50x600',
    },
    answer: { '{gen_ai_request_model="m"}': 100, '{gen_ai_request_model="n"}': 50 },
  },
  {
    name: 'tells the least that is left of a limit, of all that see it',
    panel: 'Left of the provider’s limits',
    series: {
      [`llm_limit_remaining{${PROD}, llm_limit_kind="requests", llm_limit_window="minute", instance="a"}`]:
        '30x600',
      [`llm_limit_remaining{${PROD}, llm_limit_kind="requests", llm_limit_window="minute", instance="b"}`]:
        '20x600',
      [`llm_limit_total{${PROD}, llm_limit_kind="requests", llm_limit_window="minute", instance="a"}`]:
        '100x600',
      [`llm_limit_total{${PROD}, llm_limit_kind="requests", llm_limit_window="minute", instance="b"}`]:
        '100x600',
    },
    answer: { [`{${PROD}, llm_limit_kind="requests", llm_limit_window="minute"}`]: 0.2 },
  },
  {
    name: 'tells the age of a reading by the reporter that has the newest',
    panel: 'Age of the last good reading',
    series: {
      [`llm_account_last_success_timestamp_seconds{${PROD}, instance="a"}`]: '0+60x600',
      [`llm_account_last_success_timestamp_seconds{${PROD}, instance="b"}`]: '0x600',
    },
    answer: { [`{${PROD}}`]: 0 },
  },
  {
    name: 'tells no renewal that has passed',
    panel: 'Readings',
    query: 'C',
    series: {
      [`llm_account_resets_at_timestamp_seconds{${PROD}}`]: '39600x600',
      [`llm_account_resets_at_timestamp_seconds{${DEEPSEEK}, llm_account_id="old"}`]: '35000x600',
    },
    answer: { [`{${PROD}}`]: 3600 },
  },
];

/** The expression of a panel's query, with All chosen. */
function expressionOf({ panel, query = 'A' }: Case): string {
  const target = dashboards()
    .flatMap(([, board]) => panelsOf(board))
    .find(({ title }) => title === panel)
    ?.targets?.find(({ refId }) => refId === query);
  if (target === undefined) throw new Error(`no panel has the query ${query} and the title ${panel}`);
  return substituted(target.expr);
}

describe.skipIf(missing !== undefined)('the queries of the panels', () => {
  let promtool: string;
  beforeAll(async () => {
    promtool = await binary('promtool');
  }, 600_000);

  it.each(CASES.map((one) => [`${one.panel}, ${one.query ?? 'A'}`, one.name, one] as const))(
    '%s: %s',
    async (_panel, _name, one) => {
      const file = join(temporaryFolder(), 'case.yaml');
      const test = {
        interval: '1m',
        input_series: Object.entries(one.series).map(([series, values]) => ({ series, values })),
        promql_expr_test: [
          {
            expr: expressionOf(one),
            eval_time: one.at ?? '10h',
            exp_samples: Object.entries(one.answer).map(([labels, value]) => ({ labels, value })),
          },
        ],
      };
      await writeFile(file, stringify({ fuzzy_compare: true, tests: [test] }, { lineWidth: 0 }));
      const said = await run(promtool, ['test', 'rules', file]).then(
        ({ stdout }) => stdout,
        ({ stderr }: { stderr: string }) => stderr,
      );
      expect(said).toContain('SUCCESS');
    },
  );
});
