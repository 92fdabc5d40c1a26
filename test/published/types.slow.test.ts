import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from './process.ts';
import { createProject, type Project } from './project.ts';

const PACKAGES = ['semconv', 'errors', 'pricing', 'gauges', 'balance', 'instrumentation'] as const;

/** How the packages are meant to be used, together and with what they meet. */
const USAGE = `
import {
  type AccountState,
  type BalanceMonitor,
  type HttpOptions,
  type Reading,
  readBalance,
  startBalanceMonitor,
} from '@fuelgauge/balance';
import { type ClassifyInput, classify, describe, redact, type Verdict } from '@fuelgauge/errors';
import { FetchInstrumentation, instrument, instrumentFetch, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { vanishingGauge } from '@fuelgauge/gauges';
import type { PriceTable } from '@fuelgauge/pricing';
import type { ErrorCategory } from '@fuelgauge/semconv';
import '@fuelgauge/balance/register';
import '@fuelgauge/instrumentation/register';
import { type MeterProvider, metrics } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { OpenAI } from 'openai';

const config = { accounts: { production: 'sk-fake-key-1' }, providers: { 'llm.example': 'openai' } };
export const sdk: NodeSDK = new NodeSDK({
  instrumentations: [new OpenAIInstrumentation(config), new FetchInstrumentation(config)],
});
export const client: OpenAI = instrument(new OpenAI({ fetch: instrumentFetch(fetch) }), config);

const input: ClassifyInput = { status: 402, body: '{}', baseUrl: 'https://api.deepseek.com' };
const verdict: Verdict = classify(input);
export const category: ErrorCategory = verdict.category;
export const texts: string[] = [describe(verdict), redact('sk-fake-key-1')];
export type Prices = PriceTable;

const wallet = {
  url: 'https://api.example.com/v1/wallet',
  amounts: [{ path: 'cents', factor: 0.01, currency: 'USD', kind: 'total' }],
} satisfies HttpOptions;
const meterProvider: MeterProvider = metrics.getMeterProvider();
export const monitor: BalanceMonitor = startBalanceMonitor({
  accounts: [{ provider: 'http', key: 'sk-fake-key-1', options: wallet, intervalSeconds: 90 }],
  meterProvider,
  onReading: (state: AccountState, { ok }: Reading) => console.log(state.id, ok),
});
export const left = async (): Promise<number | undefined> => {
  const reading = await readBalance({ provider: 'deepseek', key: 'sk-fake-key-1' }, { timeoutSeconds: 5 });
  return reading.ok ? reading.amounts[0]?.amount : reading.failure.retryAfter;
};
export const end: () => void = vanishingGauge(meterProvider.getMeter('mine'), 'depth', {}, (observe) => {
  observe(1, { queue: 'a' });
});
`;

/** A misuse; a declaration that had turned into `any` would let it pass. */
const MISUSE = `
import { startBalanceMonitor } from '@fuelgauge/balance';
import { classify } from '@fuelgauge/errors';
import { vanishingGauge } from '@fuelgauge/gauges';
import { OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { createPricer } from '@fuelgauge/pricing';
import { METRICS } from '@fuelgauge/semconv';
export const wrong: number[] = [
  classify({ status: 402 }).category,
  new OpenAIInstrumentation({ accounts: 1 }),
  createPricer({ table: 'none' }),
  METRICS,
  startBalanceMonitor({ accounts: ['sk-fake-key-1'] }),
  vanishingGauge('depth'),
];
`;

let project: Project;
beforeAll(async () => {
  project = await createProject('types', {
    ...Object.fromEntries(PACKAGES.map((name) => [`@fuelgauge/${name}`, '*'])),
    '@opentelemetry/api': 'latest',
    '@opentelemetry/sdk-node': 'latest',
    '@types/node': '^24',
    openai: '^7',
    typescript: '^7',
    'typescript-5': 'npm:typescript@^5.9',
  });
  const names = (await Promise.all(PACKAGES.map(reexportOf))).join('');
  for (const extension of ['mts', 'cts', 'ts']) {
    await project.write(`usage.${extension}`, USAGE);
    await project.write(`names.${extension}`, names);
    await project.write(`misuse.${extension}`, MISUSE);
  }
});

describe.each(['typescript', 'typescript-5'])('%s', (compiler) => {
  describe.each([
    { resolution: 'nodenext, an ES module', extension: 'mts', module: 'nodenext' },
    { resolution: 'nodenext, a CommonJS module', extension: 'cts', module: 'nodenext' },
    { resolution: 'bundler', extension: 'ts', module: 'esnext' },
  ])('by $resolution', ({ extension, module }) => {
    const check = (...files: string[]): Promise<Outcome> =>
      project.node([
        `node_modules/${compiler}/bin/tsc`,
        ...['--noEmit', '--strict', '--target', 'es2023', '--types', 'node', '--module', module],
        ...['--moduleResolution', module === 'esnext' ? 'bundler' : 'nodenext'],
        ...['--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--skipLibCheck', 'false'],
        ...files.map((file) => `${file}.${extension}`),
      ]);

    test('accepts every public name, and their use together with OpenTelemetry and openai', async () => {
      await check('names', 'usage');
    });

    test('refuses each misuse', async () => {
      const { message } = await check('misuse').then(
        () => new Error('accepted'),
        (error: Error) => error,
      );
      const lines = [...message.matchAll(/^misuse\.\w+\((\d+),\d+\): error/gm)].map((match) =>
        Number(match[1]),
      );
      expect([...new Set(lines)]).toEqual([9, 10, 11, 12, 13, 14]);
    });
  });
});

/** One statement that names everything that a package exports, for the compiler to find. */
async function reexportOf(name: (typeof PACKAGES)[number]): Promise<string> {
  const path = join(project.folder, 'node_modules', '@fuelgauge', name, 'dist', 'index.d.mts');
  const text = await readFile(path, 'utf8');
  const values = [...text.matchAll(/^export declare (?:const|function|class) (\w+)/gm)].map(
    (match) => match[1]!,
  );
  const types = [...text.matchAll(/^export (?:interface|type) (\w+)/gm)].map((match) => match[1]!);
  for (const [, list] of text.matchAll(/^export type \{([^}]*)\}/gm)) types.push(...list!.split(','));
  expect(values.length).toBeGreaterThan(1);
  const listed = [...values, ...types.map((type) => `type ${type.trim()}`)];
  return `export { ${listed.join(', ')} } from '@fuelgauge/${name}';\n`;
}
