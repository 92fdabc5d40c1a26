import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCanaries } from './forms.ts';
import { type Provider, startProvider } from './provider.ts';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const REGISTER = here('../../packages/instrumentation/dist/register.mjs');

const WAYS = [
  'a refusal by openai',
  'no connection by openai',
  'no JSON by openai',
  'no connection by fetch',
  'credentials in the URL by fetch',
  'an answer broken off by fetch',
  'an abort by fetch',
  'a fault of the application',
];

let provider: Provider;
beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => provider.close());

function crash(how: string, preload: readonly string[]): Promise<{ status: number | null; text: string }> {
  const child = spawn(
    process.execPath,
    [
      '--experimental-strip-types',
      '--disable-warning=ExperimentalWarning',
      ...preload,
      here('crash.ts'),
      how,
      String(provider.port),
    ],
    {
      env: {
        PATH: process.env.PATH,
        FUELGAUGE_PROVIDERS: '127.0.0.1=openai',
        // Nobody listens there.
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 30_000,
    },
  );
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, text }));
  });
}

it('the search sees what the client itself prints of a refused key', async () => {
  const { text } = await crash('a refusal by openai', []);
  expect(findCanaries(text).map(({ canary }) => canary)).toContain('openai');
});

describe('a process that dies of an error prints nothing more of what is private than it does without us', () => {
  it.each(WAYS)('%s', async (how) => {
    const [without, with_] = await Promise.all([crash(how, []), crash(how, ['--import', REGISTER])]);
    expect(without.status).toBe(1);
    expect(with_.status).toBe(1);
    expect(with_.text).toContain('Error');
    const theirs = new Set(findCanaries(without.text).map(({ canary, form }) => `${canary}, ${form}`));
    const added = findCanaries(with_.text).filter(({ canary, form }) => !theirs.has(`${canary}, ${form}`));
    expect(added).toEqual([]);
  });
});
