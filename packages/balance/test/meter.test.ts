import { type FrontDoor, openFrontDoor, type Simulator, startSimulator } from '@fuelgauge/simulator';
import { metrics } from '@opentelemetry/api';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BalanceMonitor, startBalanceMonitor } from '../src/index.ts';
import { Telemetry } from './telemetry.ts';

const KEY = 'sk-fake-meter-1';

let simulator: Simulator;
let telemetry: Telemetry;
let door: FrontDoor;
let monitor: BalanceMonitor;

beforeEach(async () => {
  simulator = await startSimulator();
  telemetry = new Telemetry();
});
afterEach(async () => {
  monitor.stop();
  metrics.disable();
  await telemetry.provider.shutdown();
  await door.close();
  await simulator.close();
});

async function start(provider: string, host: string, options = {}): Promise<void> {
  door = await openFrontDoor(simulator, host);
  monitor = startBalanceMonitor({
    accounts: [{ provider, key: KEY, id: 'team-fake', baseUrl: door.url, options }],
    meterProvider: telemetry.provider,
  });
  await monitor.refresh();
}

describe('the metrics of a monitor, through the real SDK', () => {
  it('carry provider, account, currency and kind, and no other attribute', async () => {
    simulator.accounts.open('deepseek', KEY, { toppedUp: 5 });
    await start('deepseek', 'api.deepseek.com');
    const all = await telemetry.collect();
    const account = { 'gen_ai.provider.name': 'deepseek', 'llm.account.id': 'team-fake' };
    expect([...all].map(([name, [point]]) => [name, point?.attributes])).toEqual([
      ['llm.account.balance', { ...account, 'llm.currency': 'USD', 'llm.balance.kind': 'total' }],
      ['llm.account.spend', { ...account, 'llm.currency': 'USD' }],
      ['llm.account.topups', { ...account, 'llm.currency': 'USD' }],
      ['llm.account.up', account],
      ['llm.account.last_success.timestamp_seconds', account],
    ]);
  });

  it.each<[string, 'deepseek' | 'openrouter' | 'moonshot' | 'siliconflow', string, object, string[]]>([
    ['deepseek', 'deepseek', 'api.deepseek.com', {}, ['granted USD 2', 'topped_up USD 5', 'total USD 7']],
    ['openrouter', 'openrouter', 'openrouter.ai', {}, ['limit_remaining USD 9']],
    [
      'moonshot_ai',
      'moonshot',
      'api.moonshot.ai',
      { currency: 'USD' },
      ['granted USD 2', 'topped_up USD 5', 'total USD 7'],
    ],
    [
      'siliconflow',
      'siliconflow',
      'api.siliconflow.com',
      { currency: 'USD' },
      ['granted USD 2', 'topped_up USD 5', 'total USD 7'],
    ],
  ])('tell the balance of %s', async (provider, simulated, host, options, expected) => {
    simulator.accounts.open(simulated, KEY, { granted: 2, toppedUp: 5, keyLimit: 9 });
    await start(provider, host, options);
    expect(await telemetry.series('llm.account.balance')).toEqual(expected);
  });

  it('follow an account that drains and is topped up', async () => {
    const account = simulator.accounts.open('deepseek', KEY, { toppedUp: 5 });
    await start('deepseek', 'api.deepseek.com');
    account.charge(1.25);
    await monitor.refresh();
    account.topUp(20);
    await monitor.refresh();
    expect(await telemetry.series('llm.account.balance')).toContain('total USD 23.75');
    expect(await telemetry.series('llm.account.spend')).toEqual(['USD 1.25']);
    expect(await telemetry.series('llm.account.topups')).toEqual(['USD 1']);
  });

  it('lose the balance in an outage, and have it again after', async () => {
    await start('deepseek', 'api.deepseek.com');
    await telemetry.collect();
    door.outage = 'refused';
    await monitor.refresh();
    expect(await telemetry.series('llm.account.balance')).toEqual([]);
    expect(await telemetry.series('llm.account.up')).toEqual(['0']);
    expect(await telemetry.series('llm.account.last_success.timestamp_seconds')).toHaveLength(1);
    door.outage = undefined;
    await monitor.refresh();
    expect(await telemetry.series('llm.account.balance')).toContain('total USD 100');
    expect(await telemetry.series('llm.account.up')).toEqual(['1']);
  });

  it('ask nobody at a collection', async () => {
    await start('deepseek', 'api.deepseek.com');
    const asked = door.asked.length;
    for (let times = 0; times < 20; times++) await telemetry.collect();
    expect(door.asked).toHaveLength(asked);
  });

  it('end with the monitor', async () => {
    await start('deepseek', 'api.deepseek.com');
    await telemetry.collect();
    monitor.stop();
    expect([...(await telemetry.collect()).keys()]).toEqual([]);
  });

  it('say when a limit is renewed, where the provider does', async () => {
    simulator.accounts.open('openrouter', KEY, { keyLimit: 9 });
    await start('openrouter', 'openrouter.ai');
    const [reset] = await telemetry.series('llm.account.resets_at.timestamp_seconds');
    expect(Number(reset)).toBeGreaterThan(Date.now() / 1000);
  });

  it('go to the global meter provider that is registered later', async () => {
    door = await openFrontDoor(simulator, 'api.deepseek.com');
    monitor = startBalanceMonitor({ accounts: [{ provider: 'deepseek', key: KEY, baseUrl: door.url }] });
    await monitor.refresh();
    metrics.setGlobalMeterProvider(telemetry.provider);
    await monitor.refresh();
    expect(await telemetry.series('llm.account.up')).toEqual(['1']);
  });
});

describe.each([
  ['cumulative', AggregationTemporality.CUMULATIVE, 'USD 3'],
  ['delta', AggregationTemporality.DELTA, 'USD 0'],
])('two monitors of one process, with a %s reader', (_, temporality, unchanged) => {
  let other: BalanceMonitor;

  beforeEach(async () => {
    await telemetry.provider.shutdown();
    telemetry = new Telemetry(temporality);
    simulator.accounts.open('deepseek', KEY, { toppedUp: 10 });
    await start('deepseek', 'api.deepseek.com');
    simulator.accounts.of('deepseek', KEY).charge(2);
  });
  afterEach(() => other.stop());

  const another = async (key: string): Promise<void> => {
    other = startBalanceMonitor({
      accounts: [{ provider: 'deepseek', key, id: key === KEY ? 'team-fake' : 'other', baseUrl: door.url }],
      meterProvider: telemetry.provider,
    });
    await other.refresh();
  };

  it('count the spending of an account once', async () => {
    await another(KEY);
    simulator.accounts.of('deepseek', KEY).charge(1);
    await Promise.all([monitor.refresh(), other.refresh()]);
    expect(await telemetry.series('llm.account.spend')).toEqual(['USD 3']);
    expect(await telemetry.series('llm.account.spend')).toEqual([unchanged]);
  });

  it('report the accounts of both', async () => {
    await another('sk-fake-meter-2');
    expect(await telemetry.series('llm.account.up')).toEqual(['1', '1']);
    expect(await telemetry.series('llm.account.up')).toEqual(['1', '1']);
  });

  it('lose the accounts of the one that is stopped, and count those of the other on', async () => {
    await another('sk-fake-meter-2');
    simulator.accounts.of('deepseek', KEY).charge(1);
    await monitor.refresh();
    expect(await telemetry.series('llm.account.spend')).toEqual(['USD 0', 'USD 3']);
    other.stop();
    expect(await telemetry.series('llm.account.spend')).toEqual([unchanged]);
    expect(await telemetry.series('llm.account.up')).toEqual(['1']);
  });
});
