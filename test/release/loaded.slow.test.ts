import { beforeAll, describe, expect, test } from 'vitest';
import { ONE_LINE } from '../published/apps.ts';
import { createProject, type Project } from '../published/project.ts';
import { useWorld } from '../published/telemetry.ts';
import { modulesLoadedBy, packagesOf } from './loaded-modules.ts';

/** What is loaded when, in a project that has everything: facts of the module graph, no times. */
const PRICE_LIST = '@pydantic/genai-prices';
const SDK = /^@opentelemetry\/(?:sdk-|exporter-|otlp-|propagator-|resources$|configuration$)/;
const OWN_SDK = `
  import { trace } from '@opentelemetry/api';
  import { TracerProvider } from '@opentelemetry/sdk-trace';
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [] }));
`;
const ASK = `
  const answer = await new OpenAI().chat.completions.create({
    model: 'gpt-5.2',
    messages: [{ role: 'user', content: 'hi' }],
  });
  if (answer.choices.length !== 1) throw new Error('no answer');
`;

const world = useWorld();
let project: Project;
beforeAll(async () => {
  project = await createProject('loaded', {
    '@fuelgauge/instrumentation': '*',
    '@fuelgauge/balance': '*',
    '@opentelemetry/api': 'latest',
    '@opentelemetry/sdk-node': 'latest',
    '@opentelemetry/sdk-trace': 'latest',
    openai: '^7',
  });
});

async function packagesLoadedBy(file: string, source: string, env = {}): Promise<string[]> {
  await project.write(file, source);
  return packagesOf(await modulesLoadedBy(project.folder, file, env));
}

describe.each([
  { file: 'line.mjs', source: `import '@fuelgauge/instrumentation/register';` },
  { file: 'line.cjs', source: `require('@fuelgauge/instrumentation/register');` },
])('the one line alone, $file', ({ file, source }) => {
  let loaded: string[];
  beforeAll(async () => {
    loaded = await packagesLoadedBy(file, source);
  });

  test('loads ours', () => expect(loaded).toContain('@fuelgauge/instrumentation'));
  test('loads nothing of an SDK', () => expect(loaded.filter((name) => SDK.test(name))).toEqual([]));
  test('loads no price list', () => expect(loaded).not.toContain(PRICE_LIST));
});

test('the balances’ one line loads no SDK and no instrumentation', async () => {
  const loaded = await packagesLoadedBy('balance.mjs', `import '@fuelgauge/balance/register';`);
  expect(loaded.sort()).toEqual([
    '@fuelgauge/balance',
    '@fuelgauge/gauges',
    '@fuelgauge/semconv',
    '@opentelemetry/api',
  ]);
});

test.each(ONE_LINE)('$file: the first call loads the SDK and the price list', async ({ file, source }) => {
  const loaded = await packagesLoadedBy(file, source, world.env);
  expect(loaded).toEqual(expect.arrayContaining(['@opentelemetry/sdk-node', PRICE_LIST]));
});

test('a call in an application with an SDK of its own loads no second one', async () => {
  const source = `import '@fuelgauge/instrumentation/register';
    import OpenAI from 'openai';
    ${OWN_SDK} ${ASK}`;
  const loaded = await packagesLoadedBy('own-sdk.mjs', source, world.env);
  expect(loaded).toContain(PRICE_LIST);
  expect(loaded).not.toContain('@opentelemetry/sdk-node');
});

test('a client instrumented by hand, with nobody listening, loads neither SDK nor price list', async () => {
  const source = `import { instrument } from '@fuelgauge/instrumentation';
    import OpenAI from 'openai';
    instrument(OpenAI);
    ${ASK}`;
  const loaded = await packagesLoadedBy('by-hand.mjs', source, world.env);
  expect(loaded.filter((name) => SDK.test(name) || name === PRICE_LIST)).toEqual([]);
});

test('a failed call loads no price list', async () => {
  world.simulator.failNext('openai', 'insufficient_quota');
  const source = `import '@fuelgauge/instrumentation/register';
    import OpenAI from 'openai';
    ${OWN_SDK}
    const request = { model: 'gpt-5.2', messages: [{ role: 'user', content: 'hi' }] };
    const error = await new OpenAI({ maxRetries: 0 }).chat.completions.create(request).catch((error) => error);
    if (error.status !== 429) throw new Error('it did not fail');`;
  expect(await packagesLoadedBy('failed.mjs', source, world.env)).not.toContain(PRICE_LIST);
  world.simulator.reset();
});
