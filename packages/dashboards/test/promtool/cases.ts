/** What each alert must do. Each row is a test of `promtool test rules` over the rule files as shipped. */
import type { AlertName } from '../../src/rules/alerts.ts';
import {
  ACCOUNT,
  account,
  calls,
  DAY,
  errors,
  HOUR,
  type InputSeries,
  type Reported,
  resetsAt,
  retries,
  unpriced,
} from './series.ts';

export interface Case {
  readonly name: string;
  readonly series: readonly InputSeries[];
  /** Minute → labels of the alerts that fire then, in part. */
  readonly expect: Readonly<Record<number, readonly Readonly<Record<string, string>>[]>>;
}

const FIRES = [{}];
const QUIET: [] = [];

/** Money an hour from a start; the counter beside it. */
const burning =
  (start: number, hourly: number) =>
  (minute: number): Reported => ({
    balance: Math.max(0, start - (hourly / 60) * minute),
    spent: Math.min(start, (hourly / 60) * minute),
    topups: 0,
  });

const OUT = { category: 'insufficient_balance', owner: 'caller' };

/** 40 minutes at eight times the rate. */
const withBurst = (minute: number): Reported => {
  const spent = 2 * (minute / 60) + 14 * (Math.min(40, Math.max(0, minute - 300)) / 60);
  return { balance: 60 - spent, spent, topups: 0 };
};

/** Every three hours and a bit, from 5 to 25, until the minute at which the card is refused. */
const automatic =
  (refused: number) =>
  (minute: number): Reported => {
    const paid = Math.min(minute, refused - 1);
    const topups = Math.floor(paid / 200);
    const spent = (20 / 200) * minute;
    return { balance: Math.max(0, 25 + topups * 20 - spent), spent, topups };
  };

/** Office hours: from 8 to 18 o'clock money is spent, at night next to nothing. */
const office =
  (start: number, hourly: number) =>
  (minute: number): Reported => {
    const days = Math.floor(minute / DAY);
    const worked = days * 600 + Math.min(600, Math.max(0, (minute % DAY) - 480));
    const spent = (hourly / 60) * worked;
    return { balance: Math.max(0, start - spent), spent: Math.min(start, spent), topups: 0 };
  };

export const CASES: Readonly<Record<AlertName, readonly Case[]>> = {
  LlmAccountRunsOut: [
    {
      name: 'fires more than an hour before a steadily used account is empty',
      series: account(5 * HOUR, burning(10, 2)),
      expect: { 30: QUIET, 90: FIRES, 240: FIRES },
    },
    {
      name: 'is quiet while there is money for a day',
      series: account(300, burning(48, 2)),
      expect: { 300: QUIET },
    },
    {
      name: 'is quiet soon after a top-up, and fires again',
      series: account(24 * HOUR, (t) => ({
        balance: 10 - t / 30 + (t >= 240 ? 30 : 0),
        spent: t / 30,
        topups: t >= 240 ? 1 : 0,
      })),
      expect: { 200: FIRES, 260: QUIET, 600: QUIET, 1020: FIRES },
    },
    {
      name: 'is quiet on a burst',
      series: account(12 * HOUR, withBurst),
      expect: { 320: QUIET, 340: QUIET, 345: QUIET, 350: QUIET, 360: QUIET, 420: QUIET },
    },
    {
      name: 'fires on a leak more than an hour before it has emptied the account',
      series: account(12 * HOUR, (t) => {
        const spent = t / 60 + Math.max(0, t - 300) * 0.2;
        return { balance: 40 - spent, spent, topups: 0 };
      }),
      expect: { 300: QUIET, 375: FIRES },
    },
    {
      name: 'fires in the small hours for a day that will take more than there is',
      series: account(3 * DAY, office(45, 2)),
      expect: { [2 * DAY + 2 * HOUR]: QUIET, [2 * DAY + 8 * HOUR]: FIRES },
    },
    {
      name: 'is quiet in the evening of a day that leaves enough for the night',
      series: account(5 * DAY, office(106, 2)),
      expect: {
        [4 * DAY + 18 * HOUR - 60]: QUIET,
        [4 * DAY + 18 * HOUR]: QUIET,
        [4 * DAY + 22 * HOUR]: QUIET,
      },
    },
    {
      name: 'fires all the same when the exporter restarts and its counter begins anew',
      series: account(5 * HOUR, (t) => ({ ...burning(10, 2)(t), spent: (t % 100) / 30 })),
      expect: { 90: FIRES, 110: FIRES, 210: FIRES },
    },
    {
      name: 'is quiet when the exporter restarts while there is money',
      series: account(5 * HOUR, (t) => ({ ...burning(100, 2)(t), spent: (t % 100) / 30 })),
      expect: { 99: QUIET, 101: QUIET, 110: QUIET, 205: QUIET },
    },
    {
      name: 'fires all the same when the exporter comes back under another instance',
      series: [
        ...account(5 * HOUR, (t) => (t < 100 ? burning(10, 2)(t) : undefined)),
        ...account(5 * HOUR, (t) => (t > 102 ? { ...burning(10, 2)(t), spent: (t - 103) / 30 } : undefined), {
          instance: 'exporter-1',
        }),
      ],
      expect: { 99: FIRES, 104: FIRES, 115: FIRES, 150: FIRES },
    },
    {
      name: 'does not count what two replicas report twice',
      series: [...account(300, burning(25, 2)), ...account(300, burning(25, 2), { instance: 'exporter-1' })],
      expect: { 60: QUIET, 200: QUIET },
    },
    {
      name: 'fires once, not once a replica',
      series: [...account(300, burning(10, 2)), ...account(300, burning(10, 2), { instance: 'exporter-1' })],
      expect: { 120: FIRES },
    },
    {
      name: 'goes on while the balance cannot be read for ten minutes',
      series: account(5 * HOUR, (t) => {
        const known = burning(10, 2)(t);
        return t >= 150 && t < 160 ? { spent: burning(10, 2)(149).spent!, topups: 0, up: 0 } : known;
      }),
      expect: { 149: FIRES, 150: FIRES, 155: FIRES, 159: FIRES, 165: FIRES },
    },
    {
      name: 'goes on over a gap in the scrapes',
      series: account(5 * HOUR, (t) => (t >= 150 && t < 158 ? undefined : burning(10, 2)(t))),
      expect: { 149: FIRES, 154: FIRES, 159: FIRES },
    },
    {
      name: 'is quiet where no balance is told',
      series: account(300, (t) => ({ ...burning(10, 2)(t), balance: undefined })),
      expect: { 100: QUIET, 250: QUIET },
    },
    {
      name: 'is quiet where nothing is reported at all',
      series: account(60, () => undefined),
      expect: { 60: QUIET },
    },
    {
      name: 'is quiet about a subscription that never had money',
      series: account(300, (t) => ({ balance: 0, spent: t / 60, topups: 0 })),
      expect: { 100: QUIET, 250: QUIET },
    },
    {
      name: 'is quiet about money that nobody spends',
      series: account(300, () => ({ balance: 0.5, spent: 3, topups: 0 })),
      expect: { 250: QUIET },
    },
    {
      name: 'names the currency that runs out, and leaves the other alone',
      series: [
        ...account(300, burning(10, 2), { currency: 'USD' }),
        ...account(300, () => ({ balance: 3, spent: 0, topups: 0 }), { currency: 'CNY' }),
      ],
      expect: { 200: [{ llm_currency: 'USD' }] },
    },
    {
      name: 'does not take the spending in one currency for that in another',
      series: [
        ...account(300, burning(100, 7), { currency: 'CNY' }),
        ...account(300, () => ({ balance: 10, spent: 0, topups: 0 }), { currency: 'USD' }),
      ],
      expect: { 200: QUIET },
    },
    {
      name: 'foresees the end of a limit where nothing is known of the money behind it',
      series: account(300, burning(10, 2), { kind: 'limit_remaining' }),
      expect: { 150: [{ llm_balance_kind: 'limit_remaining' }] },
    },
    {
      name: 'is quiet about a limit that is renewed in time',
      series: [...account(300, burning(10, 2), { kind: 'limit_remaining' }), ...resetsAt(300, 4 * 3600)],
      expect: { 150: QUIET, 200: QUIET },
    },
    {
      name: 'learns that an account is topped up automatically, and fires when the card is refused',
      series: account(2 * DAY, automatic(2200)),
      expect: { 190: FIRES, 1590: QUIET, 1799: QUIET, 1990: QUIET, 2199: QUIET, 2225: FIRES },
    },
  ],
  LlmAccountEmpty: [
    {
      name: 'fires on a counter that is born with its first error',
      series: errors(120, OUT, (t) => (t >= 60 ? 1 : undefined)),
      expect: { 59: QUIET, 60: [{ llm_error_owner: 'caller', llm_account_id: 'production' }], 65: FIRES },
    },
    {
      name: 'fires when a counter that was there rises',
      series: errors(120, OUT, (t) => (t >= 60 ? 8 : 7)),
      expect: { 59: QUIET, 61: FIRES },
    },
    {
      name: 'ends when no call is refused any longer',
      series: errors(120, OUT, (t) => Math.min(t, 30)),
      expect: { 30: FIRES, 60: QUIET },
    },
    {
      name: 'is quiet about errors of long ago when scrapes come back after a gap',
      series: errors(600, OUT, (t) => (t >= 30 && (t < 240 || t > 275) ? 5 : undefined)),
      expect: { 235: QUIET, 277: QUIET, 285: QUIET },
    },
    {
      name: 'is quiet when a service restarts, and its counter begins anew without a new error',
      series: errors(240, OUT, (t) => (t < 60 ? 5 : t < 63 ? undefined : 0)),
      expect: { 59: QUIET, 70: QUIET },
    },
    {
      name: 'tells whose account it is behind a gateway with a key of yours',
      series: errors(60, { ...OUT, owner: 'byok', upstream: 'deepseek' }, (t) => t, {
        gen_ai_provider_name: 'openrouter',
        instance: 'service-0',
      }),
      expect: { 30: [{ llm_error_owner: 'byok', llm_error_upstream: 'deepseek' }] },
    },
    {
      name: "is quiet about the gateway's own account",
      series: errors(60, { ...OUT, owner: 'gateway', upstream: 'deepseek' }, (t) => t),
      expect: { 30: QUIET },
    },
    {
      name: 'is quiet about other errors',
      series: errors(60, { category: 'rate_limited', owner: 'caller' }, (t) => t),
      expect: { 30: QUIET },
    },
    {
      name: 'fires once for several services',
      series: [0, 1, 2].flatMap((i) => errors(60, OUT, (t) => t, { ...ACCOUNT, instance: `service-${i}` })),
      expect: { 30: FIRES },
    },
    {
      name: 'fires on a balance that reaches 0 before anything is called',
      series: account(120, (t) => ({ balance: Math.max(0, 3 - t * 0.1), spent: 0, topups: 0 })),
      expect: { 29: QUIET, 31: [{ llm_error_owner: 'caller' }] },
    },
    {
      name: 'fires once where calls and balance agree',
      series: [...account(120, burning(1, 1)), ...errors(120, OUT, (t) => (t > 60 ? t : undefined))],
      expect: { 70: FIRES },
    },
    {
      name: 'is quiet about a subscription whose balance is always 0',
      series: account(120, () => ({ balance: 0, spent: 0, topups: 0 })),
      expect: { 60: QUIET, 119: QUIET },
    },
    {
      name: 'is quiet while money is left in another currency',
      series: [
        ...account(120, burning(1, 1), { currency: 'USD' }),
        ...account(120, () => ({ balance: 50, spent: 0, topups: 0 }), { currency: 'CNY' }),
      ],
      expect: { 100: QUIET },
    },
    {
      name: 'is quiet about a balance that cannot be read',
      series: account(120, (t) => (t < 60 ? burning(100, 1)(t) : { spent: 1, topups: 0, up: 0 })),
      expect: { 61: QUIET, 100: QUIET },
    },
    {
      name: 'ends after a top-up',
      series: account(120, (t) => ({
        balance: t < 20 ? 1 : t < 60 ? 0 : 40,
        spent: 1,
        topups: t < 60 ? 0 : 1,
      })),
      expect: { 50: FIRES, 66: QUIET },
    },
  ],
  LlmAccountBalanceLow: [
    {
      name: 'fires below the floor',
      series: account(200, burning(6, 1)),
      expect: { 50: QUIET, 90: [{ llm_currency: 'USD' }] },
    },
    {
      name: 'leaves other currencies alone',
      series: account(200, burning(6, 1), { currency: 'CNY' }),
      expect: { 90: QUIET },
    },
    {
      name: 'leaves an account alone that is not used',
      series: account(200, () => ({ balance: 2, spent: 0, topups: 0 })),
      expect: { 100: QUIET },
    },
    {
      name: 'leaves limits alone',
      series: account(200, burning(6, 1), { kind: 'limit_remaining' }),
      expect: { 100: QUIET },
    },
    {
      name: 'goes on while the balance cannot be read',
      series: account(200, (t) => (t >= 120 && t < 130 ? { spent: 2, topups: 0, up: 0 } : burning(6, 1)(t))),
      expect: { 119: FIRES, 125: FIRES },
    },
    {
      name: 'believes the replica that reads less',
      series: [
        ...account(200, burning(6, 1)),
        ...account(200, (t) => burning(6, 1)(Math.max(0, t - 30)), { instance: 'exporter-1' }),
      ],
      expect: { 90: FIRES },
    },
    {
      name: 'ends after a top-up',
      series: account(200, (t) => ({
        balance: 6 - t / 60 + (t >= 100 ? 20 : 0),
        spent: t / 60,
        topups: t >= 100 ? 1 : 0,
      })),
      expect: { 99: FIRES, 101: QUIET },
    },
    {
      name: 'leaves an account alone that is topped up automatically below the floor',
      series: account(2 * DAY, (t) => {
        const topups = Math.floor(t / 100);
        return { balance: 6 + topups * 4 - t * 0.04, spent: t * 0.04, topups };
      }),
      expect: { 99: FIRES, 1590: QUIET, 1699: QUIET },
    },
  ],
  LlmSpendLimitReached: [
    {
      name: 'fires when calls meet a cap',
      series: errors(60, { category: 'spend_limit', owner: 'caller' }, (t) => (t > 20 ? 1 : undefined)),
      expect: { 20: QUIET, 22: [{ llm_error_category: 'spend_limit' }] },
    },
    {
      name: 'fires when an allowance is used up',
      series: errors(60, { category: 'quota_exceeded', owner: 'caller' }, (t) => t),
      expect: { 22: [{ llm_error_category: 'quota_exceeded' }] },
    },
    {
      name: "is quiet about the gateway's limits",
      series: errors(60, { category: 'spend_limit', owner: 'gateway' }, (t) => t),
      expect: { 30: QUIET },
    },
    {
      name: 'fires when nothing of a limit remains, and ends when it is renewed',
      series: account(200, (t) => ({ balance: t < 50 ? 1 : t < 100 ? 0 : 10, spent: 1, topups: 0 }), {
        kind: 'limit_remaining',
      }),
      expect: { 49: QUIET, 51: FIRES, 99: FIRES, 106: QUIET },
    },
    {
      name: 'is quiet about money that is out',
      series: account(200, burning(1, 1)),
      expect: { 100: QUIET },
    },
  ],
  LlmGatewayAccountEmpty: [
    {
      name: "fires when the gateway's own account is empty",
      series: errors(60, { ...OUT, owner: 'gateway', upstream: 'deepseek' }, (t) => t, {
        gen_ai_provider_name: 'openrouter',
        instance: 'service-0',
      }),
      expect: { 20: [{ gen_ai_provider_name: 'openrouter', llm_error_upstream: 'deepseek' }] },
    },
    {
      name: 'fires on a counter that is born with its first error',
      series: errors(60, { ...OUT, owner: 'gateway' }, (t) => (t >= 20 ? 1 : undefined)),
      expect: { 19: QUIET, 22: FIRES },
    },
    { name: "is quiet about the caller's account", series: errors(60, OUT, (t) => t), expect: { 20: QUIET } },
    {
      name: "is quiet about the caller's own key at the upstream",
      series: errors(60, { ...OUT, owner: 'byok' }, (t) => t),
      expect: { 20: QUIET },
    },
  ],
  LlmUpstreamLimits: [
    {
      name: 'fires when a fifth of the calls meets a limit that is not the caller’s',
      series: [
        ...calls(60, (t) => t * 10),
        ...errors(60, { category: 'rate_limited', owner: 'gateway' }, (t) => t * 2),
      ],
      expect: { 30: [{ gen_ai_provider_name: 'deepseek' }] },
    },
    {
      name: 'counts calls of both name forms',
      series: [
        ...calls(60, (t) => t * 10),
        ...calls(60, (t) => t * 30, 1),
        ...errors(60, { category: 'rate_limited', owner: 'gateway' }, (t) => t * 2),
      ],
      expect: { 30: QUIET },
    },
    {
      name: 'fires where all calls have the name with the unit',
      series: [
        ...calls(60, (t) => t * 10, 1),
        ...errors(60, { category: 'rate_limited', owner: 'gateway' }, (t) => t * 2),
      ],
      expect: { 30: FIRES },
    },
    {
      name: 'is quiet at a twentieth',
      series: [
        ...calls(60, (t) => t * 20),
        ...errors(60, { category: 'rate_limited', owner: 'gateway' }, (t) => t),
      ],
      expect: { 30: QUIET },
    },
    {
      name: 'is quiet about limits of the caller',
      series: [
        ...calls(60, (t) => t * 10),
        ...errors(60, { category: 'rate_limited', owner: 'caller' }, (t) => t * 5),
      ],
      expect: { 30: QUIET },
    },
    {
      name: 'is quiet about other errors of the gateway',
      series: [
        ...calls(60, (t) => t * 10),
        ...errors(60, { category: 'server_error', owner: 'gateway' }, (t) => t * 5),
      ],
      expect: { 30: QUIET },
    },
    {
      name: 'is quiet about a handful',
      series: [
        ...calls(60, (t) => Math.floor(t / 3)),
        ...errors(60, { category: 'rate_limited', owner: 'gateway' }, (t) => Math.floor(t / 6)),
      ],
      expect: { 30: QUIET, 50: QUIET },
    },
    {
      name: 'fires where calls are not counted, when they are many',
      series: errors(60, { category: 'rate_limited', owner: 'gateway' }, (t) => t * 4),
      expect: { 30: FIRES },
    },
    {
      name: 'is quiet where calls are not counted, when they are few',
      series: errors(60, { category: 'rate_limited', owner: 'gateway' }, (t) => t),
      expect: { 30: QUIET },
    },
    {
      name: 'is quiet when the services restart',
      series: [
        ...calls(60, (t) => (t % 20) * 10),
        ...errors(60, { category: 'rate_limited', owner: 'gateway' }, (t) => Math.floor((t % 20) / 4)),
      ],
      expect: { 21: QUIET, 30: QUIET, 41: QUIET },
    },
  ],
  LlmProviderOverloaded: [
    {
      name: 'fires when a fifth of the calls fails for lack of capacity',
      series: [
        ...calls(60, (t) => t * 10),
        ...errors(60, { category: 'overloaded', owner: 'provider' }, (t) => t * 2),
      ],
      expect: { 30: [{ gen_ai_provider_name: 'deepseek' }] },
    },
    {
      name: 'fires on what silent retries healed',
      series: [...calls(60, (t) => t * 10), ...retries(60, 'overloaded', (t) => t * 3)],
      expect: { 30: FIRES },
    },
    {
      name: 'is quiet about other errors',
      series: [
        ...calls(60, (t) => t * 10),
        ...errors(60, { category: 'rate_limited', owner: 'provider' }, (t) => t * 2),
      ],
      expect: { 30: QUIET },
    },
    {
      name: 'is quiet at a twentieth',
      series: [
        ...calls(60, (t) => t * 40),
        ...errors(60, { category: 'overloaded', owner: 'provider' }, (t) => t),
        ...retries(60, 'overloaded', (t) => t),
      ],
      expect: { 30: QUIET },
    },
    {
      name: 'fires where calls are not counted, when they are many',
      series: errors(60, { category: 'overloaded', owner: 'provider' }, (t) => t * 4),
      expect: { 30: FIRES },
    },
  ],
  LlmAccountUnreadable: [
    {
      name: 'fires when a balance cannot be read for a quarter of an hour',
      series: account(120, (t) => (t < 30 ? burning(100, 1)(t) : { spent: 0.5, topups: 0, up: 0 })),
      expect: { 29: QUIET, 40: QUIET, 46: [{ llm_account_id: 'production' }] },
    },
    {
      name: 'fires when it could never be read',
      series: account(120, () => ({ up: 0 })),
      expect: { 16: FIRES },
    },
    {
      name: 'is quiet while one of two replicas reads it',
      series: [
        ...account(120, () => ({ up: 0 })),
        ...account(120, burning(100, 1), { instance: 'exporter-1' }),
      ],
      expect: { 60: QUIET },
    },
    {
      name: 'is quiet when it fails for ten minutes',
      series: account(120, (t) => (t % 40 < 10 ? { spent: 0, topups: 0, up: 0 } : burning(100, 1)(t))),
      expect: { 9: QUIET, 49: QUIET, 89: QUIET },
    },
    {
      name: 'fires when a balance that was told is told no longer, although readings work',
      series: account(120, (t) => ({ ...burning(100, 1)(t), balance: t < 30 ? 100 : undefined })),
      expect: { 29: QUIET, 46: FIRES },
    },
    {
      name: 'is quiet about an account that has spending and no balance',
      series: account(120, (t) => ({ spent: t, topups: 0 })),
      expect: { 60: QUIET },
    },
    {
      name: 'is quiet about an exporter that is gone, which another alert tells',
      series: account(120, (t) => (t < 30 ? burning(100, 1)(t) : undefined)),
      expect: { 60: QUIET },
    },
  ],
  LlmAccountNotReported: [
    {
      name: 'fires when an account is no longer reported',
      series: account(6 * HOUR, (t) => (t < 60 ? burning(100, 1)(t) : undefined)),
      expect: { 60: QUIET, 75: QUIET, 85: [{ llm_account_id: 'production' }], 300: FIRES },
    },
    {
      name: 'ends after a day',
      series: account(26 * HOUR, (t) => (t < 60 ? burning(100, 1)(t) : undefined)),
      expect: { 1200: FIRES, 1540: QUIET },
    },
    {
      name: 'is quiet about a restart of ten minutes',
      series: account(180, (t) => (t < 60 || t > 70 ? burning(100, 1)(t) : undefined)),
      expect: { 69: QUIET, 80: QUIET, 120: QUIET },
    },
    {
      name: 'is quiet when the exporter comes back under another instance',
      series: [
        ...account(180, (t) => (t < 60 ? burning(100, 1)(t) : undefined)),
        ...account(180, (t) => (t > 62 ? burning(100, 1)(t) : undefined), { instance: 'exporter-1' }),
      ],
      expect: { 90: QUIET, 150: QUIET },
    },
    {
      name: 'does not miss a job of a few minutes',
      series: account(180, (t) => (t < 20 ? burning(100, 1)(t) : undefined)),
      expect: { 60: QUIET, 120: QUIET },
    },
    {
      name: 'is quiet where nothing was ever reported',
      series: account(60, () => undefined),
      expect: { 60: QUIET },
    },
    {
      name: 'is quiet about an account that cannot be read, which another alert tells',
      series: account(120, () => ({ up: 0 })),
      expect: { 100: QUIET },
    },
  ],
  LlmRetryStorm: [
    {
      name: 'fires when there are more repeated attempts than calls',
      series: [...calls(60, (t) => t * 10), ...retries(60, 'rate_limited', (t) => t * 15)],
      expect: { 30: [{ gen_ai_provider_name: 'deepseek' }] },
    },
    {
      name: 'is quiet about a retry here and there',
      series: [...calls(60, (t) => t * 10), ...retries(60, 'rate_limited', (t) => t * 2)],
      expect: { 30: QUIET },
    },
    {
      name: 'is quiet about a handful',
      series: [...calls(60, (t) => Math.floor(t / 5)), ...retries(60, 'rate_limited', (t) => t)],
      expect: { 30: QUIET },
    },
    {
      name: 'fires where calls are not counted, when they are many',
      series: retries(60, 'rate_limited', (t) => t * 15),
      expect: { 30: FIRES },
    },
  ],
  LlmSpendAbnormal: [
    {
      name: 'fires when an hour takes several times what the dearest hours of a week took',
      series: account(3 * DAY, (t) => {
        const spent = t / 30 + Math.max(0, t - 2.5 * DAY) / 3;
        return { balance: 9000 - spent, spent, topups: 0 };
      }),
      expect: { [2.5 * DAY]: QUIET, [2.5 * DAY + 70]: [{ llm_currency: 'USD' }] },
    },
    {
      name: 'is quiet about the working day of an account that rests at night',
      series: account(4 * DAY, office(9000, 8)),
      expect: { [2 * DAY + 10 * HOUR]: QUIET, [3 * DAY + 10 * HOUR]: QUIET, [3 * DAY + 17 * HOUR]: QUIET },
    },
    {
      name: 'is quiet about an account that is not known for a day',
      series: account(6 * HOUR, (t) => ({
        balance: 9000,
        spent: t / 30 + Math.max(0, t - 180) / 3,
        topups: 0,
      })),
      expect: { 300: QUIET },
    },
    {
      name: 'is quiet about small change',
      series: account(3 * DAY, (t) => ({
        balance: 90,
        spent: t / 3000 + Math.max(0, t - 2.5 * DAY) / 300,
        topups: 0,
      })),
      expect: { [2.5 * DAY + 100]: QUIET },
    },
    {
      name: 'is quiet when a counter begins anew',
      series: account(3 * DAY, (t) => ({ balance: 9000, spent: (t % 700) / 30, topups: 0 })),
      expect: { [2.5 * DAY]: QUIET, [2 * DAY + 10 * HOUR]: QUIET, 3500: QUIET, 3510: QUIET },
    },
  ],
  LlmCallsUnpriced: [
    {
      name: 'fires when calls have no cost',
      series: unpriced(120, (t) => t),
      expect: { 30: [{ gen_ai_request_model: 'model-b' }] },
    },
    {
      name: 'fires on a counter that is born with its first call',
      series: unpriced(120, (t) => (t >= 20 ? 3 : undefined)),
      expect: { 19: QUIET, 31: FIRES },
    },
    {
      name: 'ends an hour after the last one',
      series: unpriced(240, (t) => Math.min(t, 60)),
      expect: { 60: FIRES, 130: QUIET },
    },
    { name: 'is quiet where every call has a cost', series: unpriced(120, () => 0), expect: { 60: QUIET } },
  ],
};
