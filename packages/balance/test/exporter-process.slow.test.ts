import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountIdOfKey } from '@fuelgauge/semconv';
import {
  type FrontDoor,
  type OtlpReceiver,
  openFrontDoor,
  type Simulator,
  startOtlpReceiver,
  startSimulator,
} from '@fuelgauge/simulator';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CommandProcess, servedAt, startCommand } from './exporter-process.ts';
import { valueIn } from './prometheus-text.ts';

const KEY = 'sk-fake-deepseek-0001';

/** Waits are fifty times shorter in the process: an interval of 10 s is 0.2 s, and the back-off as much. */
const HURRY = ['--import', new URL('./hurry.mjs', import.meta.url).href];

describe('the exporter as a process', () => {
  let simulator: Simulator;
  let receiver: OtlpReceiver;
  let door: FrontDoor;
  let folder: string;
  let exporter: CommandProcess;
  let url: string;

  beforeAll(async () => {
    simulator = await startSimulator();
    receiver = await startOtlpReceiver();
    door = await openFrontDoor(simulator, 'api.deepseek.com');
    folder = mkdtempSync(join(tmpdir(), 'fuelgauge-exporter-'));
    simulator.accounts.open('deepseek', KEY, { granted: 1, toppedUp: 9 });
    const config = join(folder, 'balance.yaml');
    writeFileSync(
      config,
      `interval: 10\nlisten: { port: 0 }\naccounts:\n  - { provider: deepseek, key: "\${KEY}", baseUrl: "${door.url}" }\n`,
    );
    exporter = startCommand(['--config', config], { KEY, ...receiver.env }, HURRY);
    url = await servedAt(exporter);
  });

  afterAll(async () => {
    exporter.child.kill('SIGKILL');
    await Promise.all([door.close(), receiver.close(), simulator.close()]);
    rmSync(folder, { recursive: true });
  });

  const scrape = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();

  const scraped = async (name: string): Promise<number | undefined> =>
    valueIn(await scrape(), name, name === 'llm_account_balance' ? { llm_balance_kind: 'total' } : {});

  /** The value in the last push; undefined when the series is not in it. */
  const pushed = (name: string): number | undefined =>
    receiver.metricExports
      .at(-1)
      ?.find(
        (point) =>
          point.name === name &&
          [undefined, 'total'].includes(point.attributes['llm.balance.kind'] as string),
      )?.value;

  const eventually = <Value>(check: () => Value): Promise<Awaited<Value>> =>
    vi.waitFor(check, { timeout: 15_000, interval: 50 }) as Promise<Awaited<Value>>;

  const bothShow = (balance: number | undefined) =>
    eventually(async () => {
      expect(await scraped('llm_account_balance')).toBe(balance);
      expect(receiver.metricExports.length).toBeGreaterThan(0);
      expect(pushed('llm.account.balance')).toBe(balance);
    });

  it('serves and pushes the balance of an account, with the id that calls with its key have', async () => {
    await bothShow(10);
    expect(await scrape()).toContain(`llm_account_id="${accountIdOfKey(KEY)}"`);
    expect(receiver.points('llm.account.balance')[0]?.attributes).toMatchObject({
      'gen_ai.provider.name': 'deepseek',
      'llm.account.id': accountIdOfKey(KEY),
      'llm.currency': 'USD',
    });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('shows the balance fall as calls are made, and counts what was spent', async () => {
    simulator.accounts.of('deepseek', KEY).charge(2.5);
    await bothShow(7.5);
    expect(await scraped('llm_account_spend_total')).toBe(2.5);
  });

  it('makes no more requests than its interval asks for, however often it is scraped', async () => {
    const before = door.asked.length;
    const began = Date.now();
    await Promise.all(Array.from({ length: 200 }, scrape));
    // One each 0.2 s here, a tenth more or less.
    expect(door.asked.length - before).toBeLessThanOrEqual((Date.now() - began) / 180 + 2);
  });

  it('shows a top-up as a rise, and not as spending', async () => {
    simulator.accounts.of('deepseek', KEY).topUp(20);
    await bothShow(27.5);
    expect(await scraped('llm_account_topups_total')).toBe(1);
    expect(await scraped('llm_account_spend_total')).toBe(2.5);
  });

  it('loses the balance in an outage on both ways, says up 0, and keeps the time of the last success', async () => {
    door.outage = { status: 503, body: 'down' };
    await bothShow(undefined);
    expect(await scraped('llm_account_up')).toBe(0);
    const before = await scraped('llm_account_last_success_timestamp_seconds');
    expect(before).toBeGreaterThan(1.7e9);
    const tries = door.asked.length;
    await eventually(() => expect(door.asked.length).toBeGreaterThan(tries));
    expect(await scraped('llm_account_last_success_timestamp_seconds')).toBe(before);
    expect(await scraped('llm_account_spend_total')).toBe(2.5);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('has it again after the outage, and counts what was spent meanwhile', async () => {
    simulator.accounts.of('deepseek', KEY).charge(7);
    door.outage = undefined;
    await bothShow(20.5);
    expect(await scraped('llm_account_up')).toBe(1);
    expect(await scraped('llm_account_spend_total')).toBe(9.5);
  });

  it('says what changed, a line for each', () => {
    expect(exporter.printed().split('\n').slice(0, -1)).toEqual([
      expect.stringMatching(
        /^fuelgauge: serving http:\S+\/metrics: 1 account, pushing OTLP \(http\/json\) every 0.2 s$/,
      ),
      expect.stringMatching(
        /^fuelgauge: the balance of deepseek \S+ cannot be read \(server_error\): HTTP 503$/,
      ),
      expect.stringMatching(/^fuelgauge: the balance of deepseek \S+ can be read again$/),
    ]);
  });

  it('stops on SIGTERM with a last push and status 0', async () => {
    simulator.accounts.of('deepseek', KEY).charge(0.5);
    await eventually(async () => expect(await scraped('llm_account_balance')).toBe(20));
    const began = performance.now();
    exporter.child.kill('SIGTERM');
    expect(await exporter.ended).toBe(0);
    expect(performance.now() - began).toBeLessThan(3000);
    expect(pushed('llm.account.balance')).toBe(20);
  });
});

describe('the exporter without a receiver that answers', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('still stops on %s within a few seconds', async (signal) => {
    const command = startCommand(['--port', '0'], {
      DEEPSEEK_API_KEY: KEY,
      DEEPSEEK_BASE_URL: 'http://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    });
    await servedAt(command);
    const began = performance.now();
    command.child.kill(signal);
    expect(await command.ended).toBe(0);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
