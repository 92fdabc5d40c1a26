import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  type FrontDoor,
  type OtlpReceiver,
  openFrontDoor,
  type Simulator,
  startOtlpReceiver,
  startSimulator,
} from '@fuelgauge/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Runs on the built packages. What a query joins by must be the same on what calls and what balances say. */
const BALANCES = [
  'llm.account.balance',
  'llm.account.spend',
  'llm.account.up',
  'llm.account.last_success.timestamp_seconds',
] as const;

let simulator: Simulator;
let receiver: OtlpReceiver;
let service: ChildProcess;
const doors: FrontDoor[] = [];
let output = '';

beforeAll(async () => {
  simulator = await startSimulator();
  receiver = await startOtlpReceiver();
  const money = simulator.accounts.open('openrouter', 'sk-or-fake-inference', { toppedUp: 20 });
  simulator.accounts.open('openrouter', 'sk-or-fake-management', { manages: money });
  for (const host of ['api.deepseek.com', 'openrouter.ai']) doors.push(await openFrontDoor(simulator, host));
  service = spawn(
    process.execPath,
    [
      '--experimental-strip-types',
      '--disable-warning=ExperimentalWarning',
      fileURLToPath(new URL('join-service.ts', import.meta.url)),
    ],
    {
      env: {
        PATH: process.env.PATH,
        ...receiver.env,
        DEEPSEEK_API_KEY: 'sk-fake-production',
        DEEPSEEK_BASE_URL: doors[0]!.url,
        DEEPSEEK_CALLS_URL: simulator.hostUrl('deepseek'),
        OPENROUTER_API_KEY: 'sk-or-fake-inference',
        OPENROUTER_MANAGEMENT_KEY: 'sk-or-fake-management',
        OPENROUTER_BASE_URL: `${doors[1]!.url}/api/v1`,
        OPENROUTER_CALLS_URL: simulator.hostUrl('openrouter'),
        FUELGAUGE_ACCOUNTS: 'production=DEEPSEEK_API_KEY',
      },
    },
  );
  for (const stream of [service.stdout, service.stderr]) stream?.on('data', (text) => (output += text));
  await receiver.waitForSpans(2, 15_000);
  await receiver.waitFor(({ points }) => BALANCES.every((name) => points(name).length >= 2), 15_000);
}, 40_000);
afterAll(async () => {
  service.kill('SIGKILL');
  for (const door of doors) await door.close();
  await receiver.close();
  await simulator.close();
});

describe.each([
  ['deepseek', /^production$/],
  ['openrouter', /^key-[0-9a-f]{10}$/],
])('the account at %s', (provider, name) => {
  const ofProvider = <T extends { attributes: object }>(all: readonly T[]): T[] =>
    all.filter(
      ({ attributes }) => (attributes as Record<string, unknown>)['gen_ai.provider.name'] === provider,
    );
  const idsIn = (all: readonly { readonly attributes: object }[]): unknown[] => [
    ...new Set(
      ofProvider(all).map(({ attributes }) => (attributes as Record<string, unknown>)['llm.account.id']),
    ),
  ];

  it('has one id on the span of a call, on what the call cost, and on each of its gauges and counters', () => {
    expect(output).toBe('');
    const [id, ...others] = idsIn(receiver.spans);
    expect(others).toEqual([]);
    expect(id).toMatch(name);
    for (const metric of ['llm.call.cost', ...BALANCES]) {
      expect([metric, ...idsIn(receiver.points(metric))]).toEqual([metric, id]);
    }
  });

  it('counts cost and spending in one currency', () => {
    const currency = (metric: string): unknown =>
      ofProvider(receiver.points(metric)).map(({ attributes }) => attributes['llm.currency']);
    expect(currency('llm.account.spend')).toEqual(currency('llm.call.cost'));
  });
});

it('no request for a balance made a span', () => {
  expect(doors.every(({ asked }) => asked.length > 0)).toBe(true);
  expect(receiver.spans.map((span) => span.name).sort()).toEqual([
    'chat deepseek-v4-pro',
    'chat openai/gpt-5.2',
  ]);
});

it('no key left the service', () => {
  expect(JSON.stringify([receiver.spans, receiver.metricExports, receiver.logs])).not.toMatch(
    /sk-(?:or-)?fake/,
  );
});
