import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type FrontDoor,
  type OtlpReceiver,
  type Outage,
  openFrontDoor,
  type Simulator,
  startOtlpReceiver,
  startSimulator,
} from '@fuelgauge/simulator';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CommandProcess, servedAt, startCommand } from './exporter-process.ts';

/** Every secret that the process is given, used or not. */
const SECRETS = {
  KEY: 'sk-fake-Qw7Zx9Lm2Pt5Rv8Kd3Hs',
  CALLS_KEY: 'sk-or-v1-fake-Nb4Yc6Jf1Ug0Ae',
  NEIGHBOUR_API_KEY: 'sk-fake-Ti3Ow8Xq5Ek7Vz2Bm9Gl',
  COLLECTOR: 'fake-Hy6Dr4Sn1Cj8Wp0Fa',
} as const;

const HURRY = ['--import', new URL('./hurry.mjs', import.meta.url).href];

/** What a provider could answer, with the key wherever a text has room for it. */
const ANSWERS: Readonly<Record<string, Outage | undefined>> = {
  'a balance': undefined,
  'a refusal that repeats the key': {
    status: 401,
    body: JSON.stringify({
      error: { message: `Incorrect API key provided: ${SECRETS.KEY}`, code: SECRETS.KEY },
    }),
  },
  'a key of another kind': { status: 403, body: `{"error":{"code":403,"message":"${SECRETS.KEY}"}}` },
  'a limit': { status: 429, body: SECRETS.KEY },
  'a fault': { status: 500, body: `<html>${SECRETS.KEY}</html>` },
  'a redirect to elsewhere': {
    status: 302,
    body: '',
    headers: { location: `https://elsewhere.example.test/?key=${SECRETS.KEY}` },
  },
  'no JSON': { status: 200, body: `oops ${SECRETS.KEY}` },
  'JSON of another shape': { status: 200, body: JSON.stringify({ [SECRETS.KEY]: SECRETS.KEY }) },
  'the key as a currency': {
    status: 200,
    body: JSON.stringify({ balance_infos: [{ currency: SECRETS.KEY, total_balance: '1' }] }),
  },
  'a cut connection': 'refused',
};

/** Any eight letters in a row of the random part of a secret. */
function traces(text: string): string[] {
  return Object.entries(SECRETS).flatMap(([name, secret]) => {
    const random = secret.slice(secret.lastIndexOf('-') + 1);
    const parts = Array.from({ length: random.length - 7 }, (_, at) => random.slice(at, at + 8));
    return parts.some((part) => text.toLowerCase().includes(part.toLowerCase())) ? [name] : [];
  });
}

describe('no key', () => {
  let simulator: Simulator;
  let receiver: OtlpReceiver;
  let door: FrontDoor;
  let folder: string;
  let config: string;
  let command: CommandProcess | undefined;

  const env = (): Record<string, string> => ({
    ...SECRETS,
    ...receiver.env,
    OTEL_EXPORTER_OTLP_HEADERS: `api-key=${SECRETS.COLLECTOR}`,
    FUELGAUGE_LOG: 'debug',
  });

  beforeAll(async () => {
    simulator = await startSimulator();
    receiver = await startOtlpReceiver();
    door = await openFrontDoor(simulator, 'api.deepseek.com');
    folder = mkdtempSync(join(tmpdir(), 'fuelgauge-privacy-'));
    config = join(folder, 'balance.yaml');
    writeFileSync(
      config,
      `interval: 10
listen: { port: 0 }
accounts:
  - { provider: deepseek, key: "\${KEY}", inferenceKey: "\${CALLS_KEY}", baseUrl: "${door.url}" }
`,
    );
  });

  afterEach(() => {
    command?.child.kill('SIGKILL');
  });

  afterAll(async () => {
    await Promise.all([door.close(), receiver.close(), simulator.close()]);
    rmSync(folder, { recursive: true });
  });

  it('escapes this test', () => {
    expect(traces(`x${SECRETS.KEY.slice(-9)}y`)).toEqual(['KEY']);
    expect(traces('nothing')).toEqual([]);
  });

  it.each(Object.keys(ANSWERS))(
    'is in what the exporter prints, serves or pushes, at debug level: %s',
    async (name) => {
      door.outage = ANSWERS[name];
      receiver.reset();
      const before = door.asked.length;
      command = startCommand(['-c', config], env(), HURRY);
      const url = await servedAt(command);
      await vi.waitFor(() => expect(door.asked.length).toBeGreaterThan(before + 1), { timeout: 10_000 });
      await receiver.waitFor(() => receiver.metricExports.length > 2);
      const served = await Promise.all(
        ['/metrics', '/healthz', '/readyz', '/', `/${SECRETS.KEY.slice(0, 3)}`].map(async (path) => {
          const response = await fetch(url + path);
          return JSON.stringify([...response.headers]) + (await response.text());
        }),
      );
      command.child.kill('SIGTERM');
      await command.ended;
      expect(served[0]).toContain('llm_account_up');
      expect(command.printed()).toContain('deepseek');
      expect(traces(served.join('\n'))).toEqual([]);
      expect(traces(JSON.stringify(receiver.metricExports))).toEqual([]);
      expect(traces(command.printed())).toEqual([]);
    },
  );

  it.each(Object.keys(ANSWERS))('is in what check prints: %s', async (name) => {
    door.outage = ANSWERS[name];
    const runs = ['--json', '--min=1'].map((option) => startCommand(['check', option, '-c', config], env()));
    await Promise.all(runs.map(({ ended }) => ended));
    for (const run of runs) {
      expect(run.printed()).toContain('deepseek');
      expect(traces(run.printed())).toEqual([]);
    }
  });

  it.each([
    [
      'a key in the file',
      `accounts: [{ provider: deepseek, key: ${SECRETS.KEY}, baseUrl: "http://127.0.0.1:1" }]`,
    ],
    ['a key in the wrong place', `accounts: [{ provider: ${SECRETS.KEY}, key: x }]`],
    ['a key as a word of the file', `${SECRETS.KEY}: 1`],
    ['a key that YAML cannot read', `accounts: [{ key: "${SECRETS.KEY} }]`],
  ])('is in what is said of a file: %s', async (_name, text) => {
    const file = join(folder, 'wrong.yaml');
    writeFileSync(file, text);
    // Without the key in the environment, by which it would be known and blanked.
    command = startCommand(['check', '-c', file], { FUELGAUGE_LOG: 'debug' });
    await command.ended;
    expect(command.printed()).not.toBe('');
    expect(traces(command.printed())).toEqual([]);
  });

  it('is in what is printed of a crash', async () => {
    door.outage = undefined;
    const crash = ['--import', new URL('./crash.mjs', import.meta.url).href];
    command = startCommand(['-c', config], env(), crash);
    expect(await command.ended).toBe(70);
    expect(command.printed()).toContain('fault with [blanked]');
    expect(traces(command.printed())).toEqual([]);
  });

  it('is in a diagnostic report of Node', async () => {
    const reports = join(folder, 'reports');
    const report = ['--report-on-signal', `--report-directory=${reports}`];
    rmSync(reports, { recursive: true, force: true });
    mkdirSync(reports);
    command = startCommand(['-c', config], env(), report);
    await servedAt(command);
    command.child.kill('SIGUSR2');
    const [file] = await vi.waitFor(
      () => {
        const files = readdirSync(reports);
        expect(files).toHaveLength(1);
        JSON.parse(readFileSync(join(reports, files[0]!), 'utf8'));
        return files;
      },
      { timeout: 10_000, interval: 100 },
    );
    const text = readFileSync(join(reports, file!), 'utf8');
    expect(text).toContain('nodejsVersion');
    expect(traces(text)).toEqual([]);
  });
});
