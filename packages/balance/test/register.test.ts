import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { DiagLogLevel, diag, metrics } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountState } from '../src/account-state.ts';
import { logChanges } from '../src/log-changes.ts';
import type { Reading } from '../src/reading.ts';
import { start } from '../src/start.ts';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../src/version.ts';
import { type BalanceServer, startBalanceServer, until } from './balance-server.ts';
import { Telemetry } from './telemetry.ts';

const KEY = 'sk-fake-register-1';
const REGISTER = new URL('../dist/register', import.meta.url).pathname;

let server: BalanceServer;
beforeAll(async () => {
  server = await startBalanceServer();
});
afterAll(() => server.close());

interface Ended {
  readonly output: string;
  readonly milliseconds: number;
}

/** Runs code in a process of its own, on what is published; resolves when the process has ended by itself. */
function run(code: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const begin = performance.now();
  return new Promise((resolve) => {
    const all = ['--disable-warning=ExperimentalWarning', ...args, '-e', code];
    const options = {
      cwd: new URL('..', import.meta.url).pathname,
      env: { PATH: process.env.PATH ?? '', DEEPSEEK_API_KEY: KEY, DEEPSEEK_BASE_URL: server.baseUrl, ...env },
      timeout: 15_000,
    };
    execFile(process.execPath, all, options, (_, stdout, stderr) =>
      resolve({ output: `${stdout}${stderr}`, milliseconds: performance.now() - begin }),
    );
  });
}

const SDK = `
  const exporter = new sdk.InMemoryMetricExporter(sdk.AggregationTemporality.CUMULATIVE);
  const reader = new sdk.PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3600000 });
  const provider = new sdk.MeterProvider({ readers: [reader] });
  setTimeout(() => metrics.setGlobalMeterProvider(provider), 50);
  const look = async () => {
    await reader.forceFlush();
    const all = exporter.getMetrics().flatMap((r) => r.scopeMetrics).flatMap((s) => s.metrics);
    const balance = all.find((m) => m.descriptor.name === 'llm.account.balance');
    if (balance === undefined) return void setTimeout(look, 100);
    console.log(balance.dataPoints[0].attributes['llm.account.id'], balance.dataPoints[0].value);
    await provider.shutdown();
  };
  look();`;

describe("import '@fuelgauge/balance/register'", () => {
  it('reports through a meter provider that is registered later, from an ES module', async () => {
    const code = `import '${REGISTER}.mjs'; import { metrics } from '@opentelemetry/api';
      import * as sdk from '@opentelemetry/sdk-metrics'; ${SDK}`;
    const { output } = await run(code, ['--input-type=module'], {
      FUELGAUGE_ACCOUNTS: 'mine=DEEPSEEK_API_KEY',
    });
    expect(output).toBe('mine 10\n');
  });

  it('does so from CommonJS', async () => {
    const code = `require('${REGISTER}.cjs'); const { metrics } = require('@opentelemetry/api');
      const sdk = require('@opentelemetry/sdk-metrics'); ${SDK}`;
    const { output } = await run(code, ['--input-type=commonjs'], {
      FUELGAUGE_ACCOUNTS: 'mine=DEEPSEEK_API_KEY',
    });
    expect(output).toBe('mine 10\n');
  });

  it('keeps no process alive, and asks nobody where there is no meter provider', async () => {
    const asked = server.keys.length;
    const { output, milliseconds } = await run(`import '${REGISTER}.mjs'`, ['--input-type=module']);
    expect([output, server.keys.length - asked]).toEqual(['', 0]);
    expect(milliseconds).toBeLessThan(10_000);
  });

  it('keeps no process alive while a request is under way', async () => {
    server.hold = new Promise(() => {});
    const code = `import '${REGISTER}.mjs'; import { metrics } from '@opentelemetry/api';
      import { MeterProvider } from '@opentelemetry/sdk-metrics';
      metrics.setGlobalMeterProvider(new MeterProvider({}));
      setTimeout(() => console.log('last'), 1500);`;
    const asked = server.keys.length;
    const { output, milliseconds } = await run(code, ['--input-type=module']);
    server.hold = undefined;
    expect([output, server.keys.length - asked]).toEqual(['last\n', 1]);
    expect(milliseconds).toBeLessThan(9_000);
  });

  it('refuses a malformed variable of its own, and says no value', async () => {
    const { output } = await run(`import '${REGISTER}.mjs'`, ['--input-type=module'], {
      FUELGAUGE_ACCOUNTS: 'sk-fake-in-the-wrong-place',
    });
    expect(output).toContain('TypeError: fuelgauge: FUELGAUGE_ACCOUNTS must be');
    expect(output).not.toContain('sk-fake');
  });
});

it('goes by the name and version of the package', () => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ name: PACKAGE_NAME, version: PACKAGE_VERSION });
});

describe('what it logs', () => {
  const STARTED = Symbol.for('fuelgauge.balance.started.v1');
  let lines: string[] = [];

  beforeEach(() => {
    lines = [];
    const log =
      (level: string) =>
      (...parts: unknown[]) =>
        void lines.push(`${level} ${parts.slice(1).join(' ')}`);
    diag.setLogger(
      { error: log('error'), warn: log('warn'), info: log('info'), debug: () => {}, verbose: () => {} },
      { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
    );
    lines = [];
  });
  afterEach(() => {
    diag.disable();
    metrics.disable();
    delete (globalThis as { [key: symbol]: unknown })[STARTED];
    vi.restoreAllMocks();
  });

  it('is one line of information where there is nothing to read', () => {
    start({});
    start({});
    expect(lines).toEqual([
      'info no key of a provider that tells balances in the environment: nothing is read',
    ]);
  });

  it('is a warning, without a key, for an account that cannot be read', async () => {
    const telemetry = new Telemetry();
    metrics.setGlobalMeterProvider(telemetry.provider);
    server.fail = { status: 401 };
    start({ DEEPSEEK_API_KEY: KEY, DEEPSEEK_BASE_URL: server.baseUrl });
    await until(() => lines.length > 0);
    server.fail = undefined;
    expect(lines).toEqual([
      expect.stringMatching(
        /^warn the balance of deepseek key-\w+ cannot be read \(authentication\): HTTP 401/,
      ),
    ]);
    expect(lines.join()).not.toContain('sk-fake');
    await telemetry.provider.shutdown();
  });

  it('is a failure once, until it is another one or is over', () => {
    const said: string[] = [];
    const log = logChanges({ info: (line) => said.push(line), warn: (line) => said.push(line) });
    const state = { provider: 'deepseek', id: 'mine' } as AccountState;
    const failed = (reason: 'timeout' | 'server_error'): Reading => ({
      ok: false,
      failure: { reason, message: 'why' },
      at: 0,
    });
    const worked: Reading = { ok: true, amounts: [], spent: [], resetsAt: undefined, at: 0 };
    const readings = [worked, failed('timeout'), failed('timeout'), failed('server_error'), worked, worked];
    for (const reading of readings) log(state, reading);
    expect(said).toEqual([
      'the balance of deepseek mine cannot be read (timeout): why',
      'the balance of deepseek mine cannot be read (server_error): why',
      'the balance of deepseek mine can be read again',
    ]);
  });
});
