import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FrontDoor, openFrontDoor, type Simulator, startSimulator } from '@fuelgauge/simulator';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCommand } from './exporter-process.ts';

const KEY = 'sk-fake-deepseek-0001';
const OTHER_KEY = 'sk-or-fake-0002';

let simulator: Simulator;
let deepseek: FrontDoor;
let openrouter: FrontDoor;
let folder: string;

beforeAll(async () => {
  simulator = await startSimulator();
  deepseek = await openFrontDoor(simulator, 'api.deepseek.com');
  openrouter = await openFrontDoor(simulator, 'openrouter.ai');
  folder = mkdtempSync(join(tmpdir(), 'fuelgauge-cli-'));
});

afterEach(() => {
  deepseek.outage = undefined;
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all([deepseek.close(), openrouter.close(), simulator.close()]);
});

function fileWith(text: string): string {
  const file = join(folder, 'balance.yaml');
  writeFileSync(file, text);
  return file;
}

const both = (): string =>
  fileWith(`
accounts:
  - { provider: deepseek, key: "\${KEY}", id: main, baseUrl: "${deepseek.url}" }
  - { provider: openrouter, key: "\${OTHER_KEY}", id: gateway, baseUrl: "${openrouter.url}" }
`);

async function ran(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const command = startCommand(args, env);
  const status = await command.ended;
  return { status, out: command.out(), printed: command.printed() };
}

const KEYS = { KEY, OTHER_KEY };

describe('check', () => {
  it('prints what every account holds, in the order of the file', async () => {
    simulator.accounts.open('deepseek', KEY, { granted: 10, toppedUp: 98.5, currency: 'CNY' });
    simulator.accounts.open('openrouter', OTHER_KEY, { keyLimit: 20 }).charge(7.5);
    const { status, printed } = await ran(['check', '--config', both()], KEYS);
    expect(printed.replace(/\d{4}-\d\d-01T00:00:00.000Z/, '<start of a month>')).toBe(
      `PROVIDER    ACCOUNT  KIND             AMOUNT  CURRENCY
deepseek    main     total            108.50  CNY
deepseek    main     granted           10.00  CNY
deepseek    main     topped_up         98.50  CNY
openrouter  gateway  limit_remaining   12.50  USD  renewed <start of a month>
openrouter  gateway  spent              7.50  USD
`,
    );
    expect(status).toBe(0);
  });

  it('says why an account was not read and what to do, still reads the others, and fails', async () => {
    deepseek.outage = { status: 401, body: '{}' };
    const { status, printed } = await ran(['check', '--config', both()], KEYS);
    const [line] = printed.split('\n').filter((text) => text.startsWith('deepseek'));
    expect(line).toMatch(
      /^deepseek {4}main {5}not read \(authentication\): .*; check the key: deepseek wants /,
    );
    expect(printed).toContain('openrouter  gateway  limit_remaining');
    expect(status).toBe(1);
  });

  it.each([
    ['a key of another kind', { status: 403, body: '{}' }, 'permission_denied', 'use another kind of key'],
    ['a limit', { status: 429, body: '{}', headers: { 'retry-after': '7' } }, 'rate_limited', 'wait 7 s'],
    ['a fault of the provider', { status: 503, body: 'oops' }, 'server_error', 'the fault is the provider’s'],
    ['no connection', 'refused', 'connection_error', 'look at the network'],
    [
      'an answer of another shape',
      { status: 200, body: '<html>' },
      'unexpected_response',
      'look at the base URL',
    ],
    [
      'an empty list',
      { status: 200, body: '{"balance_infos":[]}' },
      'unexpected_response',
      'api-docs.deepseek.com',
    ],
  ] as const)('names %s and a remedy', async (_name, outage, reason, remedy) => {
    deepseek.outage = outage;
    const { status, out } = await ran(['check', '--json', '-c', both()], KEYS);
    const [report] = JSON.parse(out);
    expect(report).toMatchObject({
      provider: 'deepseek',
      account: 'main',
      ok: false,
      amounts: [],
      failure: { reason },
    });
    expect(report.failure.remedy).toContain(remedy);
    expect(status).toBe(1);
  });

  it('gives a program the same as JSON', async () => {
    simulator.accounts.open('deepseek', KEY, { toppedUp: 5, currency: 'USD' });
    const { out } = await ran(['check', '--json', '-c', both()], KEYS);
    expect(JSON.parse(out)[0]).toEqual({
      provider: 'deepseek',
      account: 'main',
      ok: true,
      amounts: [
        { kind: 'total', amount: 5, currency: 'USD' },
        { kind: 'granted', amount: 0, currency: 'USD' },
        { kind: 'topped_up', amount: 5, currency: 'USD' },
      ],
      spent: [],
    });
  });

  it.each([
    ['5.01', 1],
    ['5', 0],
    ['-3', 0],
  ])('holds a total of 5 against --min=%s and ends with %i', async (min, expected) => {
    simulator.accounts.open('deepseek', KEY, { toppedUp: 5 });
    const { status, printed } = await ran(['check', `--min=${min}`, '-c', both()], KEYS);
    expect(status).toBe(expected);
    expect(printed.includes(`below ${min}`)).toBe(expected === 1);
  });

  it('holds what a limit leaves against --min too: calls are refused there', async () => {
    simulator.accounts.open('openrouter', OTHER_KEY, { keyLimit: 20 }).charge(19.5);
    const { status, printed } = await ran(['check', '--min=1', '-c', both()], KEYS);
    expect(printed).toMatch(/limit_remaining +0\.50 +USD +below 1/);
    expect(status).toBe(1);
  });

  it('finds accounts in the environment, and calls them by a digest of their key', async () => {
    const { status, printed } = await ran(['check'], {
      DEEPSEEK_API_KEY: KEY,
      DEEPSEEK_BASE_URL: deepseek.url,
    });
    expect(printed).toMatch(/^deepseek {2}key-[0-9a-f]{10} {2}total /m);
    expect(status).toBe(0);
  });

  it('moves no cursor of the terminal, whatever a provider answers', async () => {
    deepseek.outage = {
      status: 200,
      body: JSON.stringify({ balance_infos: [{ currency: 'U\u001b[2JD', total_balance: '1.00' }] }),
    };
    const { printed } = await ran(['check', '-c', both()], KEYS);
    expect(printed).not.toContain('\u001b');
  });
});

describe('wrong usage', () => {
  it.each([
    ['an unknown command', ['chekc'], 'there are serve, check, schema'],
    ['two commands', ['check', 'serve'], 'one command at a time'],
    ['an unknown option', ['--prot', '1'], "Unknown option '--prot'"],
    ['a port that is none', ['--port', 'x'], '--port must be a number between 0 and 65535'],
    ['a port beyond', ['--port=70000'], '--port must be a number between 0 and 65535'],
    ['an amount that is none', ['check', '--min', 'few'], '--min must be an amount'],
    ['an amount that looks like an option', ['check', '--min', '-5'], "'--min' argument is ambiguous\n"],
    ['an option of another command', ['serve', '--json'], '--json and --min belong to check'],
    [
      'a file that is not there',
      ['check', '-c', '/nowhere/balance.yaml'],
      '/nowhere/balance.yaml: there is no such file',
    ],
    ['no account at all', ['check'], 'no account found'],
  ])('is told with status 2: %s', async (_name, args, expected) => {
    const { status, out, printed } = await ran(args);
    expect(status).toBe(2);
    expect(printed).toContain(expected);
    expect(out).toBe('');
  });

  it.each([
    ['FUELGAUGE_LOG', 'loud', 'debug, info, warn or off'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'http/protobuf (the default) or http/json'],
    ['OTEL_EXPORTER_PROMETHEUS_PORT', 'x', 'a number between 0 and 65535'],
    ['FUELGAUGE_BALANCE_INTERVAL', '1', 'a number of seconds'],
  ])('names a variable that is malformed: %s', async (name, value, accepted) => {
    const env = { DEEPSEEK_API_KEY: KEY, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', [name]: value };
    const { status, printed } = await ran(['serve'], env);
    expect(printed).toContain(`${name} must be ${accepted}`);
    expect(status).toBe(2);
  });

  it('names a port that is taken, asks no provider, and may be started again', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const port = String((server.address() as AddressInfo).port);
    const before = deepseek.asked.length;
    const { status, printed } = await ran(['-c', both(), '--port', port], KEYS);
    server.close();
    expect(printed).toContain(`cannot serve at 127.0.0.1:${port}: something else is there`);
    expect(status).toBe(1);
    expect(deepseek.asked.length).toBe(before);
  });
});

describe('the command', () => {
  it('prints the JSON schema', async () => {
    const { status, out } = await ran(['schema']);
    const published = readFileSync(new URL('../config.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(out)).toEqual(JSON.parse(published));
    expect(status).toBe(0);
  });

  it('says its version', async () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(await ran(['--version'])).toMatchObject({ status: 0, out: `${manifest.version}\n` });
  });

  it('explains itself', async () => {
    const { status, out } = await ran(['--help']);
    expect(out).toContain('fuelgauge-balance check');
    expect(status).toBe(0);
  });

  it('ships the licence of everything that it carries', () => {
    const licences = readFileSync(new URL('../dist/THIRD-PARTY-LICENSES.txt', import.meta.url), 'utf8');
    for (const name of ['@opentelemetry/sdk-metrics', '@opentelemetry/exporter-prometheus', 'yaml', 'zod'])
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
    expect(licences).toContain('Apache License');
  });

  it('needs nothing beside it but Node', () => {
    const bundle = readFileSync(new URL('../dist/cli.mjs', import.meta.url), 'utf8');
    const imported = [...bundle.matchAll(/^import\s.*?from\s+"([^"]+)"/gm)].map(([, name]) => name!);
    const others = imported.filter((name) => !name.startsWith('node:'));
    expect(others.filter((name) => /[@/.]/.test(name) && !name.startsWith('fs/'))).toEqual([]);
    expect(imported.length).toBeGreaterThan(5);
  });
});
