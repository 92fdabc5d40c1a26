import { metrics } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountState } from '../src/account-state.ts';
import { type BalanceMonitor, type BalanceMonitorOptions, startBalanceMonitor } from '../src/index.ts';
import { delayAfterFailure, firstDelay, nextDelay } from '../src/schedule.ts';
import { type BalanceServer, realTime, startBalanceServer, until } from './balance-server.ts';

const KEY = 'sk-fake-monitor-1';
const MINUTE = 60_000;

let server: BalanceServer;
let monitor: BalanceMonitor | undefined;
let readings = 0;

beforeEach(async () => {
  server = await startBalanceServer();
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  readings = 0;
});
afterEach(async () => {
  monitor?.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
  await server.close();
});

const account = (more: object = {}) => ({ provider: 'deepseek', key: KEY, baseUrl: server.baseUrl, ...more });

function start(options: Partial<BalanceMonitorOptions> = {}): void {
  monitor = startBalanceMonitor({
    accounts: [account()],
    meterProvider: null,
    onReading: () => void readings++,
    ...options,
  });
}

const state = (): AccountState => monitor!.states()[0]!;

/** Lets time pass, then waits for the readings that fall due. */
async function pass(milliseconds: number, expected: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  await until(() => readings >= expected);
}

describe('a balance monitor', () => {
  it('knows nothing before the first reading', () => {
    start();
    expect(state()).toMatchObject({ up: undefined, amounts: [], lastSuccess: undefined, failure: undefined });
  });

  it('asks at once, then once in each interval', async () => {
    start();
    await pass(0, 1);
    await pass(MINUTE - 1, 1);
    expect(server.keys).toHaveLength(1);
    await pass(1, 2);
    expect(server.keys).toHaveLength(2);
  });

  it('asks no more often however often its states are looked at', async () => {
    start();
    for (let second = 0; second < 59; second++) {
      await pass(1_000, 1);
      state();
    }
    expect(server.keys).toHaveLength(1);
  });

  it('tells the balance, what was spent and what was paid in', async () => {
    start();
    await pass(0, 1);
    server.balance = 7;
    await pass(MINUTE, 2);
    server.balance = 57;
    await pass(MINUTE, 3);
    expect(state()).toMatchObject({
      up: true,
      amounts: [{ kind: 'total', amount: 57, currency: 'USD' }],
      spend: new Map([['USD', 3]]),
      topups: new Map([['USD', 1]]),
    });
  });

  it('tells nothing of an account that cannot be read, but when it last could and why', async () => {
    start();
    await pass(0, 1);
    const { lastSuccess } = state();
    server.fail = { status: 500 };
    await pass(MINUTE, 2);
    expect(state()).toMatchObject({
      up: false,
      amounts: [],
      lastSuccess,
      failure: { reason: 'server_error', message: 'HTTP 500' },
    });
  });

  it('tells it again once it can be read, with what was spent meanwhile', async () => {
    start();
    await pass(0, 1);
    server.fail = { status: 500 };
    await pass(MINUTE, 2);
    server.fail = undefined;
    server.balance = 4;
    await pass(MINUTE, 3);
    expect(state()).toMatchObject({ up: true, failure: undefined, spend: new Map([['USD', 6]]) });
  });

  it('asks ever less often while it fails, down to once in a quarter of an hour', async () => {
    server.fail = { status: 500 };
    start();
    const times: number[] = [];
    const begin = Date.now();
    for (let reading = 1; reading <= 8; reading++) {
      while (readings < reading) {
        await vi.advanceTimersByTimeAsync(1_000);
        if (server.keys.length === reading) await until(() => readings >= reading);
      }
      times.push(Math.round((Date.now() - begin) / MINUTE));
    }
    expect(times).toEqual([0, 1, 3, 7, 15, 30, 45, 60]);
  });

  it('waits as long as the provider says, also when it is told to ask now', async () => {
    server.fail = { status: 429, retryAfter: '300' };
    start();
    await pass(0, 1);
    await vi.advanceTimersByTimeAsync(299_000);
    await monitor?.refresh();
    expect(server.keys).toHaveLength(1);
    await pass(1_000, 2);
    expect(server.keys).toHaveLength(2);
  });

  it.each([
    ['back', -2 * 3_600_000],
    ['forward', 2 * 3_600_000],
  ])('asks again in time after a wait in which the clock is set %s', async (_, step) => {
    server.fail = { status: 429, retryAfter: '300' };
    start();
    await pass(0, 1);
    vi.setSystemTime(Date.now() + step);
    await vi.advanceTimersByTimeAsync(299_000);
    await monitor?.refresh();
    expect(server.keys).toHaveLength(1);
    server.fail = undefined;
    await pass(1_000, 2);
    expect(state().up).toBe(true);
  });

  it('asks now where it is told to, and an interval later again', async () => {
    start();
    await pass(0, 1);
    await vi.advanceTimersByTimeAsync(30_000);
    await monitor?.refresh();
    expect(server.keys).toHaveLength(2);
    await pass(MINUTE - 1, 2);
    expect(server.keys).toHaveLength(2);
    await pass(1, 3);
  });

  it('has one request open for each account, however many ask', async () => {
    let release = (): void => {};
    server.hold = new Promise((resolve) => {
      release = resolve;
    });
    start();
    const all = [monitor?.refresh(), monitor?.refresh(), monitor?.refresh()];
    await until(() => server.keys.length === 1);
    await vi.advanceTimersByTimeAsync(5 * MINUTE);
    release();
    await Promise.all(all);
    expect([server.keys.length, server.mostAtOnce]).toEqual([1, 1]);
  });

  it('no longer tells a balance that is older than about two intervals', async () => {
    start();
    await pass(0, 1);
    server.hold = new Promise(() => {});
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(state().amounts).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(state()).toMatchObject({ up: true, amounts: [] });
  });

  it('tells no balance whose age is unknown because the clock was set back', async () => {
    start();
    await pass(0, 1);
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(state().amounts).toEqual([]);
    await pass(MINUTE, 2);
    expect(state().amounts).toHaveLength(1);
  });

  it('tells no balance of before a night in which the machine slept', async () => {
    start();
    await pass(0, 1);
    vi.setSystemTime(Date.now() + 8 * 3_600_000);
    expect(state().amounts).toEqual([]);
  });

  it('asks no more once it is stopped, and forgets what was under way', async () => {
    start();
    const refreshed = monitor?.refresh();
    await until(() => server.keys.length === 1);
    monitor?.stop();
    await refreshed;
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    expect([server.keys.length, readings]).toEqual([1, 0]);
  });

  it('asks once for an account that is given twice, at the shorter interval, by its name', async () => {
    start({
      accounts: [
        account({ key: ` ${KEY}\n`, intervalSeconds: 30 }),
        account({ id: 'mine' }),
        account({ intervalSeconds: 45 }),
      ],
    });
    expect(monitor?.states().map(({ id }) => id)).toEqual(['mine']);
    await pass(0, 1);
    await pass(30_000, 2);
    expect(server.keys).toHaveLength(2);
  });

  it('does not ask all accounts at once', async () => {
    start({ accounts: Array.from({ length: 40 }, (_, at) => account({ key: `${KEY}-${at}` })) });
    await pass(0, 1);
    expect(server.keys).toHaveLength(1);
    await pass(10_500, 40);
    expect(new Set(server.keys).size).toBe(40);
  });

  it('asks no more often than the figure of a provider changes', async () => {
    const openrouter = { provider: 'openrouter', key: KEY, baseUrl: server.baseUrl };
    server.fail = { status: 500 };
    start({ accounts: [openrouter], intervalSeconds: 10 });
    await pass(0, 1);
    await pass(MINUTE - 1, 1);
    expect(server.keys).toHaveLength(1);
    await pass(1, 2);
  });

  it('goes on where a callback throws', async () => {
    start({
      onReading: () => {
        readings++;
        throw new Error('of the user');
      },
    });
    await pass(0, 1);
    await pass(MINUTE, 2);
    expect(state().up).toBe(true);
  });

  it('leaves no rejection to the process where an async callback fails', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    start({
      onReading: async () => {
        readings++;
        throw new Error('of the user');
      },
    });
    await pass(0, 1);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('asks a hundred accounts at a time where it is told to ask all now', async () => {
    let release = (): void => {};
    server.hold = new Promise((resolve) => {
      release = resolve;
    });
    start({ accounts: Array.from({ length: 130 }, (_, at) => account({ key: `${KEY}-${at}` })) });
    const refreshed = monitor?.refresh();
    await until(() => server.keys.length >= 100);
    const begin = realTime();
    await until(() => server.keys.length > 100 || realTime() > begin + 200);
    expect(server.keys).toHaveLength(100);
    release();
    await refreshed;
    expect([server.mostAtOnce, new Set(server.keys).size]).toEqual([100, 130]);
  });

  it.each<[string, object, RegExp]>([
    ['accounts that are no list', { accounts: {} }, /^accounts must be a list/],
    ['an account that is none', { accounts: [{ provider: 'deepseek' }] }, /^accounts\[0\]\.key must be/],
    [
      'an interval that is too short',
      { accounts: [], intervalSeconds: 9 },
      /^intervalSeconds must be a number of seconds from 10 to 86400/,
    ],
    ['an interval that is a text', { accounts: [], intervalSeconds: '60' }, /^intervalSeconds must be/],
    ['a timeout of nothing', { accounts: [], timeoutSeconds: 0 }, /^timeoutSeconds must be/],
  ])('refuses %s', (_, options, message) => {
    expect(() => startBalanceMonitor(options as BalanceMonitorOptions)).toThrow(message);
  });

  it('refuses an interval of one account that is too long', () => {
    expect(() => start({ accounts: [account({ intervalSeconds: 1e6 })] })).toThrow(
      /^accounts\[0\]\.intervalSeconds must be/,
    );
  });

  it('refuses two accounts of one provider and one id, and says no key', () => {
    const accounts = [account({ id: 'same' }), account({ id: 'same', key: 'sk-fake-other' })];
    expect(() => start({ accounts })).toThrow(
      'accounts[1].id must differ from the id of accounts[0]: their series would be one',
    );
  });

  it('gives an account the id of the key that calls are made with', () => {
    start({
      accounts: [
        account({ inferenceKey: 'sk-fake-inference' }),
        account({ key: 'sk-fake-inference', id: 'x' }),
      ],
    });
    start({ accounts: [account({ key: 'sk-fake-inference' })] });
    const alone = state().id;
    start({ accounts: [account({ inferenceKey: 'sk-fake-inference' })] });
    expect(state().id).toBe(alone);
    expect(alone).toMatch(/^key-[0-9a-f]{10}$/);
  });

  it('looks for a global meter provider no longer than it runs', () => {
    const look = vi.spyOn(metrics, 'getMeterProvider');
    monitor = startBalanceMonitor({ accounts: [account()] });
    vi.advanceTimersByTime(3_000);
    const looked = look.mock.calls.length;
    expect(looked).toBeGreaterThan(2);
    monitor?.stop();
    vi.advanceTimersByTime(10_000);
    expect(look.mock.calls.length).toBe(looked);
  });
});

describe('the schedule', () => {
  it.each([
    [0, 54],
    [0.5, 60],
    [0.999, 66],
  ])('adds a tenth more or less: chance %d gives %d s', (random, seconds) => {
    expect(nextDelay(60, 0, random)).toBeCloseTo(seconds, 0);
  });

  it('goes under no bound by chance', () => {
    expect([nextDelay(60, 60, 0), nextDelay(10, 0, 0)]).toEqual([60, 10]);
  });

  it('backs off no further than the interval where that is longer than a quarter of an hour', () => {
    expect(delayAfterFailure(9, 3_600, 0, undefined, 0.5)).toBe(3_600);
  });

  it('puts the first readings of many accounts within one interval', () => {
    const delays = Array.from({ length: 1_000 }, (_, place) => firstDelay(place, 1_000, 60, 0.99));
    expect(delays[0]).toBe(0);
    expect(Math.max(...delays)).toBeLessThan(60);
  });
});
