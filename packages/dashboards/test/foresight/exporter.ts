/** What Prometheus gets to see of an account: readings by an exporter that restarts, of a provider that is down. */
import {
  METRIC_LLM_ACCOUNT_BALANCE,
  METRIC_LLM_ACCOUNT_SPEND,
  METRIC_LLM_ACCOUNT_TOPUPS,
  METRIC_LLM_ACCOUNT_UP,
} from '@fuelgauge/semconv';
import { prometheusNames } from '../../src/rules/names.ts';
import type { History } from './account.ts';
import { MINUTES_A_DAY } from './demand.ts';
import type { Series } from './promql/evaluate.ts';
import type { Random } from './random.ts';

export const nameOf = (metric: string): string => prometheusNames(metric)[0]!;

/** Series of one account, a point a minute. */
export function scraped(history: History, id: string, rng: Random): readonly Series[] {
  const currency = rng.pick(['USD', 'USD', 'CNY']);
  // Some providers tell what was true minutes ago.
  const lag = rng.pick([1, 1, 1, 1, 5]);
  const replicas = rng.chance(0.2) ? 2 : 1;
  return Array.from({ length: replicas }, (_, replica) =>
    reporter(
      history,
      { llm_account_id: id, gen_ai_provider_name: 'simulated' },
      currency,
      `exporter-${replica}`,
      lag,
      rng,
    ),
  ).flat();
}

function reporter(
  history: History,
  account: Readonly<Record<string, string>>,
  currency: string,
  instance: string,
  lag: number,
  rng: Random,
): Series[] {
  const { length } = history.balance;
  const { unit } = history;
  const column = (): Float64Array => new Float64Array(length).fill(Number.NaN);
  const [balance, spend, topups, up] = [column(), column(), column(), column()];
  const rare = (perYear: number): number => perYear / (365 * MINUTES_A_DAY);
  let down = 0;
  let unreadable = 0;
  let unscraped = 0;
  let before: { total: number; granted: number } | undefined;
  let [spent, rises, largestStep] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    if (rng.chance(rare(14))) {
      down = rng.integer(1, 4);
      [spent, rises, largestStep, before] = [0, 0, 0, undefined];
    }
    if (rng.chance(rare(20))) unreadable = rng.integer(1, 45);
    if (rng.chance(rare(10))) unscraped = rng.integer(1, 30);
    if (down-- > 0) continue;
    const isRead = unreadable-- <= 0;
    if (isRead) {
      const at = Math.floor(i / lag) * lag;
      const total = Math.floor(history.balance[at]! / unit + 1e-6) * unit;
      const granted = history.granted[at]!;
      if (before !== undefined) {
        const fell = before.total - total;
        // As @fuelgauge/balance does: a grant that goes at once while nothing else moves was not spent.
        const lost = before.granted - granted;
        const expired = granted === 0 && lost > largestStep && total > 0 && Math.abs(fell - lost) <= unit;
        if (fell > 1e-9 && !expired) {
          spent += fell;
          largestStep = Math.max(largestStep, fell);
        }
        if (fell < -1e-9) rises++;
      }
      before = { total, granted };
    }
    if (unscraped-- > 0) continue;
    up[i] = isRead ? 1 : 0;
    if (isRead) balance[i] = before!.total;
    if (before === undefined) continue;
    spend[i] = spent;
    topups[i] = rises;
  }
  const purse = { ...account, llm_currency: currency, instance };
  return [
    {
      labels: { ...purse, __name__: nameOf(METRIC_LLM_ACCOUNT_BALANCE), llm_balance_kind: 'total' },
      values: balance,
    },
    { labels: { ...purse, __name__: nameOf(METRIC_LLM_ACCOUNT_SPEND) }, values: spend },
    { labels: { ...purse, __name__: nameOf(METRIC_LLM_ACCOUNT_TOPUPS) }, values: topups },
    { labels: { ...account, instance, __name__: nameOf(METRIC_LLM_ACCOUNT_UP) }, values: up },
  ];
}
