import { beforeAll, describe, expect, test } from 'vitest';
import { CALL, useApplications } from './loading-application.ts';

/** What fuelgauge says of its settings, and of what it met, at `FUELGAUGE_LOG=debug`. */
const applications = useApplications();
beforeAll(() => applications.link('openai', 'node_modules/openai'));

const ESM = `import '@fuelgauge/instrumentation/register';\nimport OpenAI from 'openai';\n`;

/** All of stderr. */
async function said(source: string, env: NodeJS.ProcessEnv = {}, flags?: readonly string[]): Promise<string> {
  return (await applications.start('settings.mjs', source, flags, { FUELGAUGE_LOG: 'debug', ...env })).stderr;
}

describe('its own version', () => {
  test.each([
    ['imported', undefined],
    ['preloaded', ['--import', '@fuelgauge/instrumentation/register']],
  ] as const)('is said, and that it was %s', async (how, flags) => {
    const source = flags === undefined ? ESM : '';
    expect(await said(source, {}, flags)).toMatch(
      new RegExp(
        `^fuelgauge: @fuelgauge/instrumentation \\d+\\.\\d+\\.\\d+ on Node.js v\\d+\\.\\d+\\.\\d+, ${how}\n`,
      ),
    );
  });
});

describe('accounts', () => {
  test('that the environment does not name are said to have digests', async () => {
    expect(await said(ESM)).toContain('fuelgauge: accounts: FUELGAUGE_ACCOUNTS names none;');
  });

  test('are counted, and so are those without a key here', async () => {
    const lines = await said(ESM, { FUELGAUGE_ACCOUNTS: 'main=OPENAI_API_KEY,spare=SPARE_KEY' });
    expect(lines).toContain(
      'fuelgauge: accounts: 1 named by FUELGAUGE_ACCOUNTS, 1 left out: the variable with the key is not set here',
    );
  });

  test('are not quoted: somebody may have turned name and key around', async () => {
    expect(await said(ESM, { FUELGAUGE_ACCOUNTS: 'sk-fake-canary=OPENAI_API_KEY' })).not.toContain('canary');
  });
});

test.each([
  ['', 'not captured'],
  ['EVENT_ONLY', 'not captured'],
  ['true', 'put on spans'],
])('with content capture %o it says that prompts are %s', async (value, state) => {
  const lines = await said(ESM, { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: value });
  expect(lines).toContain(`fuelgauge: content: prompts and answers are ${state}\n`);
});

test('it says which price list was found', async () => {
  expect(await said(ESM)).toMatch(
    /fuelgauge: prices: what a response tells, else @pydantic\/genai-prices \d+\.\d+\.\d+ at \/.*genai-prices\n/,
  );
});

test('it says once which kinds of calls it has seen', async () => {
  const lines = await said(`${ESM}{${CALL}}\n{${CALL}}`);
  expect(lines.match(/seen: .*/g)).toEqual(['seen: chat at openai']);
});

test('it says that a fetch that nobody may change was left as it is', async () => {
  await applications.write({
    'frozen.mjs': `Object.defineProperty(globalThis, 'fetch', { value: fetch, writable: false });`,
  });
  expect(await said(`import './frozen.mjs';\n${ESM}`)).toContain(
    'fuelgauge: fetch: not wrapped, it is read-only\n',
  );
});

test('it says whose span of a call it enriches', async () => {
  await applications.link('@opentelemetry/sdk-trace', 'node_modules/@opentelemetry/sdk-trace');
  await applications.link(
    '@opentelemetry/context-async-hooks',
    'node_modules/@opentelemetry/context-async-hooks',
  );
  const source = `${ESM}
    import { context, trace } from '@opentelemetry/api';
    import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
    import { TracerProvider } from '@opentelemetry/sdk-trace';
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [] }));
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-5.2' };
    await trace.getTracer('some-instrumentation').startActiveSpan('chat gpt-5.2', { attributes }, async (span) => {
      ${CALL}
      span.end();
    });`;
  const lines = await said(source);
  expect(lines).toContain(
    'fuelgauge: beside: some-instrumentation has made the span of a call, and it is enriched\n',
  );
});

test('an SDK that cannot be started is a warning that quotes nothing', async () => {
  await applications.write({
    'broken/node_modules/@opentelemetry/sdk-node/package.json':
      '{"name":"@opentelemetry/sdk-node","main":"index.js"}',
    'broken/node_modules/@opentelemetry/sdk-node/index.js':
      'exports.NodeSDK = class { start() { throw new RangeError("canary") } };',
  });
  // Found beside the application only where there is none beside fuelgauge.
  const source = `${ESM}${CALL}`;
  const { stderr } = await applications.start('broken/app.mjs', source, [
    '--import',
    await preferring('broken/node_modules/@opentelemetry/sdk-node/index.js'),
  ]);
  expect(stderr).toContain('FUELGAUGE_SDK_START');
  expect(stderr).toContain('could not be started (RangeError)');
  expect(stderr).not.toContain('canary');
});

/** A module that makes every `@opentelemetry/sdk-node` the one at a path. */
async function preferring(path: string): Promise<string> {
  const file = 'broken/prefer.mjs';
  await applications.write({
    [file]: `import { registerHooks } from 'node:module';
      import { pathToFileURL } from 'node:url';
      const url = pathToFileURL(${JSON.stringify(`${applications.folder}/${path}`)}).href;
      registerHooks({ resolve: (name, context, next) =>
        name === '@opentelemetry/sdk-node' ? { url, format: 'commonjs', shortCircuit: true } : next(name, context) });`,
  });
  return `${applications.folder}/${file}`;
}
