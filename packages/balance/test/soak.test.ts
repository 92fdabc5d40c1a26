import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Exporter, startExporter } from '../src/exporter/exporter.ts';
import { type BalanceMonitor, startBalanceMonitor } from '../src/monitor.ts';
import { samplesOf } from './prometheus-text.ts';

const ACCOUNTS = 100;
const MINUTES = 10;

/** Real requests to a real server; only the clock of the schedule is turned by hand. */
describe('a hundred accounts on one exporter', () => {
  let server: Server;
  let monitor: BalanceMonitor;
  let exporter: Exporter;
  /** Key → times at which it was asked with, on the schedule's clock, in milliseconds. */
  let asked: Map<string, number[]>;
  let underWay = 0;

  beforeEach(async () => {
    asked = new Map();
    server = createServer((request, response) => {
      const key = request.headers.authorization ?? '';
      asked.set(key, [...(asked.get(key) ?? []), Date.now()]);
      underWay += 1;
      response.on('close', () => {
        underWay -= 1;
      });
      response.end('{"balance_infos":[{"currency":"USD","total_balance":"5.00"}]}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const accounts = Array.from({ length: ACCOUNTS }, (_, at) => ({
      provider: 'deepseek',
      key: `sk-fake-${at}`,
      id: `account-${at}`,
      baseUrl,
    }));
    exporter = await startExporter({
      states: () => monitor.states(),
      listen: { host: '127.0.0.1', port: 0 },
    });
    monitor = startBalanceMonitor({ accounts, intervalSeconds: 60, meterProvider: null });
  });

  afterEach(async () => {
    monitor.stop();
    vi.useRealTimers();
    await exporter.stop(500);
    await new Promise((resolve) => server.close(resolve));
  });

  const settled = async (): Promise<void> => {
    do for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    while (underWay > 0);
  };

  it('asks each about once a minute, all through the minute, however often it is scraped', async () => {
    const began = Date.now();
    for (let second = 0; second < MINUTES * 60; second++) {
      await vi.advanceTimersByTimeAsync(1000);
      await settled();
      if (second % 20 === 0) await (await fetch(`${exporter.url}/metrics`)).text();
    }
    const times = [...asked.values()].flat().map((at) => at - began);
    const perMinute = Array.from(
      { length: MINUTES },
      (_, minute) => times.filter((at) => Math.floor(at / 60_000) === minute).length,
    );
    expect(asked.size).toBe(ACCOUNTS);
    for (const count of perMinute.slice(1)) {
      expect(count).toBeGreaterThanOrEqual(ACCOUNTS * 0.8);
      expect(count).toBeLessThanOrEqual(ACCOUNTS * 1.2);
    }
    const gaps = [...asked.values()].flatMap((all) => all.slice(1).map((at, before) => at - all[before]!));
    // A tenth more or less than the interval, and the second by which the clock is turned.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(53_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(68_000);
    const seconds = times.map((at) => Math.floor(at / 1000));
    const busiest = Math.max(...seconds.map((second) => seconds.filter((other) => other === second).length));
    expect(busiest).toBeLessThan(ACCOUNTS / 4);
    const text = await (await fetch(`${exporter.url}/metrics`)).text();
    expect(samplesOf(text).filter(({ name }) => name === 'llm_account_balance')).toHaveLength(ACCOUNTS);
  }, 60_000);
});
