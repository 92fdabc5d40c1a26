/** The commands, and a process that ends at its start or by a fault: what they print. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_KEYS, canary } from './canaries.ts';
import { findCanaries } from './forms.ts';
import { type Answer, OUTCOMES } from './outcomes.ts';
import { secretEnvironment } from './run-application.ts';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const DOCTOR = here('../../packages/instrumentation/dist/cli.mjs');
const EXPLAIN = here('../../packages/errors/dist/cli.mjs');
const REGISTER = here('../../packages/instrumentation/dist/register.mjs');
const BALANCE = here('../../packages/balance/dist/register.mjs');
const KEY = canary('openai');
const LINK = `http://user:${canary('password in the base URL')}@127.0.0.1:1`;

interface Ran {
  readonly status: number | null;
  readonly text: string;
}

function node(args: readonly string[], env: Readonly<Record<string, string>> = {}, input = ''): Ran {
  const ran: SpawnSyncReturns<string> = spawnSync(process.execPath, args, {
    env: { PATH: process.env.PATH, ...env },
    input,
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status: ran.status, text: ran.stdout + ran.stderr };
}

describe('the doctor', () => {
  let project: string;
  const write = (file: string, text: string): void => writeFileSync(join(project, file), text);

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'fuelgauge-secrets-doctor-'));
    mkdirSync(join(project, 'node_modules/openai'), { recursive: true });
    write('node_modules/openai/package.json', '{"name":"openai","version":"6.0.0"}');
    write(
      'package.json',
      JSON.stringify({
        name: 'fake',
        scripts: {
          start: `OPENAI_API_KEY=${KEY} node --import "${LINK}/register" server.js --key ${canary('anthropic')}`,
        },
        dependencies: {
          openai: '6.0.0',
          '@opentelemetry/api': `git+https://user:${canary('github')}@github.com/fake/fake.git`,
          'private-package': `https://registry.fake.example/${canary('token of a package registry')}.tgz`,
        },
      }),
    );
    write('.npmrc', `//registry.fake.example/:_authToken=${canary('token of a package registry')}\n`);
    write('.env', `OPENAI_API_KEY=${KEY}\n`);
    write(
      'server.js',
      `import OpenAI from 'openai';\nnew OpenAI({ apiKey: '${KEY}', baseURL: '${LINK}' }); // ${canary('user')}\n`,
    );
  });

  afterAll(() => rmSync(project, { recursive: true }));

  const ENVIRONMENTS: Readonly<Record<string, Record<string, string>>> = {
    'as it is': {},
    'with an endpoint that has a password': { OTEL_EXPORTER_OTLP_ENDPOINT: `${LINK}:4317` },
    'with a malformed endpoint': { OTEL_EXPORTER_OTLP_ENDPOINT: KEY },
    'with a key for a list of accounts': { FUELGAUGE_ACCOUNTS: KEY },
    'with keys in a list of accounts': { FUELGAUGE_ACCOUNTS: `production=${KEY},${canary('anthropic')}=x` },
    'with keys for other variables': {
      FUELGAUGE_PROVIDERS: KEY,
      FUELGAUGE_LOG: KEY,
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: KEY,
      OTEL_TRACES_EXPORTER: KEY,
      NODE_OPTIONS: `--title=${canary('user')}`,
    },
  };

  it.each(
    Object.entries(ENVIRONMENTS).flatMap(([name, env]) => [
      [name, [], env] as const,
      [`${name}, as JSON`, ['--json'], env] as const,
    ]),
  )('prints nothing private: %s', (_name, options, env) => {
    const { text, status } = node([DOCTOR, 'doctor', ...options, project], {
      ...secretEnvironment(),
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${canary('header of the exporter')}`,
      ...env,
    });
    expect([0, 1]).toContain(status);
    expect(text).toContain('openai');
    expect(findCanaries(text)).toEqual([]);
  });
});

describe('the explanation of an error', () => {
  const bodies = Object.entries(OUTCOMES).flatMap(([name, { answer }]): [string, Answer][] => {
    const made = answer?.({ key: KEY, attempt: 1 });
    return made === undefined || made.status < 400 ? [] : [[name, made]];
  });
  const textOf = ({ body }: Answer): string => {
    if (typeof body === 'string') return body;
    if ('json' in body) return JSON.stringify(body.json);
    const { beside, more, ...error } = body;
    return JSON.stringify({ error: { ...error, ...more }, ...beside });
  };
  /** On the terminal of whoever gave the error, its sentence is shown: without keys, ids and addresses. */
  const NOT_WORDS = new Set(
    API_KEYS.map(({ name }) => name).concat(
      'organisation id',
      'organisation id without a digit',
      'project id',
      'request id',
      'user_id of a gateway',
      'email',
      'phone',
      'password in the base URL',
      'token in the query of a redirect',
      'last characters of a key',
    ),
  );

  it('has a body for each way to refuse', () => expect(bodies.length).toBeGreaterThan(20));

  it.each(bodies)('shows no key, no id and no address: %s', (_name, answer) => {
    const { text, status } = node([EXPLAIN, '--status', String(answer.status)], {}, textOf(answer));
    expect(status).toBe(0);
    expect(text).toMatch(/category +\w/);
    expect(findCanaries(text).filter(({ canary: name }) => NOT_WORDS.has(name))).toEqual([]);
  });

  it('shows nothing private at all as JSON', () => {
    const rows = bodies.map(([, answer]) =>
      JSON.stringify({ base_url: `${LINK}/v1?key=${KEY}`, status: answer.status, body: textOf(answer) }),
    );
    const lines = node([EXPLAIN, '--jsonl'], {}, rows.join('\n'));
    expect(lines.text.trim().split('\n')).toHaveLength(rows.length);
    const [, first] = bodies[0] ?? [];
    const one = node([EXPLAIN, '--json', '--base-url', `${LINK}/v1`], {}, first && textOf(first));
    expect(JSON.parse(one.text)).toHaveProperty('explanation');
    expect(findCanaries(lines.text + one.text)).toEqual([]);
  });
});

describe('a process that ends at its start', () => {
  const turned = `${canary('anthropic')}=OPENAI_API_KEY`;

  it.each([
    ['FUELGAUGE_LOG', KEY],
    ['FUELGAUGE_ACCOUNTS', KEY],
    ['FUELGAUGE_ACCOUNTS', `production=OPENAI_API_KEY,${LINK}`],
    ['FUELGAUGE_ACCOUNTS', turned],
    ['FUELGAUGE_PROVIDERS', KEY],
    ['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT', KEY],
  ])('says what is malformed without the value: %s', (name, value) => {
    const { text, status } = node(['--import', REGISTER, '--eval', '0'], {
      OPENAI_API_KEY: KEY,
      [name]: value,
    });
    expect(status).not.toBe(0);
    expect(text).toMatch(/TypeError: fuelgauge: /);
    expect(findCanaries(text)).toEqual([]);
  });

  it.each([
    ['FUELGAUGE_ACCOUNTS', KEY],
    ['FUELGAUGE_BALANCE_INTERVAL', KEY],
  ])('says the same of balances: %s', (name, value) => {
    const { text, status } = node(['--import', BALANCE, '--eval', '0'], {
      DEEPSEEK_API_KEY: KEY,
      [name]: value,
    });
    expect(status).not.toBe(0);
    expect(text).toMatch(/TypeError: fuelgauge: /);
    expect(findCanaries(text)).toEqual([]);
  });
});
