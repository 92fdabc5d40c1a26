/** Which accounts are topped up automatically: they live near their threshold, and are not running out. */
import { METRIC_LLM_ACCOUNT_TOPUPS } from '@fuelgauge/semconv';
import * as recorded from './recorded.ts';
import type { RecordingRule } from './rule.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * A provider tops up at one level, as near to it as the calls allow; or it does not let one wait: money comes within
 * minutes of the balance being where it came in before. A person comes at another level each time, and the account is
 * for hours below where it was topped up before. Known after five top-ups within two weeks. It is over once the balance
 * is well below where money came: alerts are not held back any longer.
 */
export function topupRules({ raw, label }: Vocabulary): RecordingRule[] {
  const purse = `${label.provider}, ${label.account}, ${label.currency}`;
  const balance = `${recorded.ACCOUNT_BALANCE}{${label.kind}="total"}`;
  const levels = `${recorded.ACCOUNT_TOPUP_LEVEL}[2w]`;
  return [
    {
      record: recorded.ACCOUNT_TOPUP_LEVEL,
      expr: [
        `min_over_time(${balance}[10m])`,
        `and on (${purse})`,
        `(max by (${purse}) (increase(${raw(METRIC_LLM_ACCOUNT_TOPUPS)}[5m])) > 0)`,
      ].join('\n'),
    },
    {
      record: recorded.ACCOUNT_TOPUP_DUE,
      expr: `${balance} < quantile_over_time(0.75, ${levels})`,
    },
    {
      record: recorded.ACCOUNT_TOPUP_WAIT,
      expr: [
        `count_over_time(${recorded.ACCOUNT_TOPUP_DUE}[3h]) and ${recorded.ACCOUNT_TOPUP_LEVEL}`,
        `or ${recorded.ACCOUNT_TOPUP_LEVEL} * 0`,
      ].join('\n'),
    },
    {
      record: recorded.ACCOUNT_TOPUP_FLOOR,
      expr: [
        `(`,
        `  0.8 * quantile_over_time(0.25, ${levels}) > 0`,
        // Each top-up is told for four minutes.
        `  and count_over_time(${levels}) >= 20`,
        `) and on (${purse}) (`,
        // All within what forty minutes take.
        `  (quantile_over_time(0.9, ${levels}) - quantile_over_time(0.1, ${levels}))`,
        `  <= on (${purse}) group_left () 2400 * ${recorded.ACCOUNT_SPEND_1W}`,
        // Or promptly each time; and not overdue now.
        `  or quantile_over_time(0.9, ${recorded.ACCOUNT_TOPUP_WAIT}[2w]) <= 30`,
        `  unless count_over_time(${recorded.ACCOUNT_TOPUP_DUE}[2h]) > 60`,
        `)`,
      ].join('\n'),
    },
  ];
}
