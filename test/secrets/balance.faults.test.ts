/** The exporter of balances, asked to read accounts at a provider that tells on its callers in every way. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { API_KEYS, canary } from './canaries.ts';
import { type Collector, startCollector } from './collector.ts';
import { findCanaries } from './forms.ts';
import { OUTCOMES } from './outcomes.ts';
import { type Provider, pathOf, startProvider } from './provider.ts';
import { secretEnvironment } from './run-application.ts';

const CLI = fileURLToPath(new URL('../../packages/balance/dist/cli.mjs', import.meta.url));
const PROVIDERS = ['deepseek', 'openrouter', 'novita', 'vercel', 'litellm', 'new_api'];
const KEYS = API_KEYS.filter(({ value }) => /^[\x21-\x7e]+$/.test(value));
const REFUSALS = Object.entries(OUTCOMES).filter(([, { answer }]) => answer !== undefined);

describe('the exporter of balances', () => {
  let provider: Provider;
  let collector: Collector;
  let folder: string;
  let printed = '';
  let served = '';
  let status: number | null = null;

  beforeAll(async () => {
    [provider, collector] = await Promise.all([startProvider(), startCollector()]);
    folder = mkdtempSync(join(tmpdir(), 'fuelgauge-secrets-balance-'));
    const accounts = REFUSALS.map(([name], at) => {
      const variable = `KEY_${at}`;
      return { provider: PROVIDERS[at % PROVIDERS.length], key: `\${${variable}}`, variable, name };
    });
    const config = join(folder, 'balance.yaml');
    writeFileSync(
      config,
      `interval: 10\nlisten: { port: 0 }\naccounts:\n${accounts
        .map(
          (account) =>
            `  - { provider: ${account.provider}, key: "${account.key}", baseUrl: "http://127.0.0.1:${provider.port}${pathOf(account.name)}" }`,
        )
        .join('\n')}\n`,
    );
    // Each account has a key of its own, and so an id.
    const keys = Object.fromEntries(
      accounts.map(({ variable }, at) => [variable, `${KEYS[at % KEYS.length]?.value}${at}`]),
    );
    const child = spawn(process.execPath, [CLI, '-c', config], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        ...secretEnvironment(),
        HTTPS_PROXY: '',
        HTTP_PROXY: '',
        ...keys,
        FUELGAUGE_LOG: 'debug',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=${canary('header of the exporter')}`,
        OTEL_METRIC_EXPORT_INTERVAL: '500',
        OTEL_METRIC_EXPORT_TIMEOUT: '400',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 50_000,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    }
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    try {
      const url = await vi.waitFor(
        () => {
          const found = /serving (http:\S+)\/metrics/.exec(printed)?.[1];
          if (found === undefined) throw new Error(`does not serve: ${printed}`);
          return found;
        },
        { timeout: 10_000 },
      );
      await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), {
        timeout: 30_000,
        interval: 200,
      });
      await vi.waitFor(() => expect(collector.bodies.get('/v1/metrics')?.length).toBeGreaterThan(1), {
        timeout: 10_000,
      });
      const pages = await Promise.all(
        ['/metrics', '/healthz', '/readyz', '/', `/${canary('openai')}`].map(async (path) => {
          const response = await fetch(url + path);
          return `${JSON.stringify([...response.headers])}\n${await response.text()}`;
        }),
      );
      served = pages.join('\n');
    } finally {
      child.kill('SIGTERM');
      status = await ended;
    }
  }, 60_000);

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all([provider.close(), collector.close()]);
  });

  it('has asked for every account', () => {
    expect(status).toBe(0);
    expect(provider.asked).toBeGreaterThanOrEqual(REFUSALS.length);
    expect(served.match(/^llm_account_up\{/gm)).toHaveLength(REFUSALS.length);
  });

  it('prints nothing private, at debug level', () => {
    expect(printed).toContain('deepseek');
    expect(findCanaries(printed)).toEqual([]);
  });

  it('serves nothing private', () => expect(findCanaries(served)).toEqual([]));

  it('exports nothing private', () => {
    expect(findCanaries([...collector.bodies].flat(2).join('\n'))).toEqual([]);
  });

  it('writes no file', () => expect(readdirSync(folder)).toEqual(['balance.yaml']));
});
