/** One simulated account under the rules, from its history to the judgement. */

import { METRIC_LLM_ACCOUNT_UP } from '@fuelgauge/semconv';
import type { RuleGroup } from '../../src/rules/rule.ts';
import { historyOf, KINDS } from './account.ts';
import { MINUTES_A_DAY } from './demand.ts';
import { nameOf, scraped } from './exporter.ts';
import { judge } from './judge.ts';
import { random } from './random.ts';
import type { Outcome, Setting } from './report.ts';
import { evaluatePlan, firings, type Plan, planOf } from './rules.ts';

export const ALERT = 'LlmAccountRunsOut';

/** The horizon of the rules as shipped. */
const HOURS_LEFT = 4;

export const planFor = (groups: readonly RuleGroup[]): Plan => planOf(groups, ALERT);

export function outcomeOf(account: number, { seed, days }: Setting, plan: Plan): Outcome {
  const kind = KINDS[account % KINDS.length]!;
  const history = historyOf(kind, days, random(seed, account, 0));
  const series = scraped(history, `account-${account}`, random(seed, account, 1));
  const readings = series.filter(({ labels }) => labels.__name__ === nameOf(METRIC_LLM_ACCOUNT_UP));
  const grid = { start: 0, step: 60, length: days * MINUTES_A_DAY };
  const { condition } = evaluatePlan(plan, series, grid);
  return { account, kind, ...judge(history, firings(plan.alert, condition, grid), readings, HOURS_LEFT) };
}
