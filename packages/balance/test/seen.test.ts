import { channel } from 'node:diagnostics_channel';
import { accountIdOfKey } from '@fuelgauge/semconv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Limits } from '../../instrumentation/src/limits/limits.ts';
import type { AccountState } from '../src/account-state.ts';
import { type BalanceMonitor, startBalanceMonitor } from '../src/index.ts';
import { SEEN_CHANNEL } from '../src/seen.ts';
import { type BalanceServer, startBalanceServer } from './balance-server.ts';

const KEY = 'sk-fake-seen-1';

let server: BalanceServer;
let monitor: BalanceMonitor;

beforeEach(async () => {
  server = await startBalanceServer();
  monitor = startBalanceMonitor({
    accounts: [{ provider: 'deepseek', key: KEY, baseUrl: server.baseUrl }],
    meterProvider: null,
  });
  await monitor.refresh();
});
afterEach(async () => {
  monitor.stop();
  await server.close();
});

const state = (): AccountState => monitor.states()[0]!;
const total = (amount: number) => ({ kind: 'total', amount, currency: 'USD' });
const publish = (message: unknown): void => channel(SEEN_CHANNEL).publish(message);
const seen = (more: object = {}): object => ({
  provider: 'deepseek',
  id: accountIdOfKey(KEY),
  amounts: [total(3)],
  ...more,
});

describe('a balance that is seen in passing', () => {
  it('is told at once', () => {
    publish(seen());
    expect(state().amounts).toEqual([total(3)]);
  });

  it('leaves what it says nothing of', () => {
    publish(seen({ amounts: [{ kind: 'total', amount: 90, currency: 'diem' }] }));
    expect(state().amounts).toEqual([total(10), { kind: 'total', amount: 90, currency: 'diem' }]);
  });

  it('leaves out a purse that nobody uses', () => {
    publish(seen({ amounts: [total(5), { kind: 'total', amount: 0, currency: 'diem' }] }));
    expect(state().amounts).toEqual([total(5)]);
  });

  it('is told while the account cannot be asked', async () => {
    server.fail = { status: 500 };
    await monitor.refresh();
    publish(seen());
    expect(state()).toMatchObject({ up: false, amounts: [total(3)] });
  });

  it('is neither spending nor a top-up: responses come in any order', async () => {
    publish(seen({ amounts: [total(4)] }));
    publish(seen({ amounts: [total(9)] }));
    await monitor.refresh();
    expect([state().spend.get('USD'), state().topups.get('USD')]).toEqual([0, 0]);
  });

  it.each<[string, unknown]>([
    ['another account', seen({ id: 'key-0000000000' })],
    ['another provider', seen({ provider: 'openrouter' })],
    ['no number', seen({ amounts: [{ kind: 'total', amount: '3', currency: 'USD' }] })],
    ['nothing', undefined],
    ['another form', { amounts: {} }],
  ])('changes nothing where it is of %s', (_, message) => {
    publish(message);
    expect(state().amounts).toEqual([total(10)]);
  });

  it('is heard of no more once the monitor is stopped', () => {
    monitor.stop();
    expect(channel(SEEN_CHANNEL).hasSubscribers).toBe(false);
  });

  it('comes from the headers of responses that the instrumentation reads', async () => {
    const venice = startBalanceMonitor({
      accounts: [{ provider: 'venice', key: KEY, baseUrl: server.baseUrl }],
      meterProvider: null,
    });
    const who = {
      provider: 'venice',
      host: 'api.venice.ai',
      model: 'model-fake',
      account: accountIdOfKey(KEY),
    };
    new Limits().observe({ 'x-venice-balance-usd': '12.5' }, who);
    expect(venice.states()[0]?.amounts).toEqual([total(12.5)]);
    venice.stop();
  });
});
