import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type OtlpReceiver, type Simulator, startOtlpReceiver, startSimulator } from '@fuelgauge/simulator';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

/**
 * Each way of loading, in a child process, on what is published (`dist`), with telemetry over the wire.
 * The applications lie in a folder of their own beside the package, so that they resolve it by its name.
 */
const PACKAGE = dirname(dirname(fileURLToPath(import.meta.url)));
const run = promisify(execFile);

let simulator: Simulator;
let receiver: OtlpReceiver;
let folder: string;
beforeAll(async () => {
  simulator = await startSimulator();
  folder = await mkdtemp(join(PACKAGE, 'node_modules', '.loading-'));
  await mkdir(join(folder, 'node_modules', '@fuelgauge'), { recursive: true });
  await symlink(PACKAGE, join(folder, 'node_modules', '@fuelgauge', 'instrumentation'));
  for (const name of ['openai', '@opentelemetry/sdk-node', '@opentelemetry/api']) {
    await mkdir(dirname(join(folder, 'node_modules', name)), { recursive: true });
    await symlink(join(PACKAGE, 'node_modules', name), join(folder, 'node_modules', name));
  }
});
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());
afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true });
});

const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_LOGS_EXPORTER: 'none',
  OPENAI_API_KEY: 'sk-fake-key-1',
  OPENAI_BASE_URL: simulator.url('openai'),
  FUELGAUGE_PROVIDERS: '127.0.0.1=openai',
});

async function start(
  name: string,
  source: string,
  flags: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, source);
  const { stdout } = await run(process.execPath, [...flags, file], {
    cwd: folder,
    env: { ...environment(), ...env },
    timeout: 15_000,
  });
  return stdout.trim();
}

const CALL = `
const client = new OpenAI();
const answer = await client.chat.completions.create({ model: 'gpt-5.2', messages: [{ role: 'user', content: 'hi' }] });
console.log(answer.choices.length);
`;
const CALL_CJS = `(async () => {${CALL}})();`;

const WAYS: readonly {
  readonly way: string;
  readonly file: string;
  readonly source: string;
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}[] = [
  {
    way: 'the first-line import of an ES module',
    file: 'first-line.mjs',
    source: `import '@fuelgauge/instrumentation/register';\nimport OpenAI from 'openai';\n${CALL}`,
  },
  {
    way: 'the first-line import and the named export',
    file: 'named.mjs',
    source: `import '@fuelgauge/instrumentation/register';\nimport { OpenAI } from 'openai';\n${CALL}`,
  },
  {
    way: 'the first-line import before a dynamic import',
    file: 'dynamic.mjs',
    source: `import '@fuelgauge/instrumentation/register';\nconst { OpenAI } = await import('openai');\n${CALL}`,
  },
  {
    way: 'require',
    file: 'require.cjs',
    source: `require('@fuelgauge/instrumentation/register');\nconst OpenAI = require('openai');\n${CALL_CJS}`,
  },
  {
    way: 'node --import for an ES module',
    file: 'import-flag.mjs',
    source: `import OpenAI from 'openai';\n${CALL}`,
    flags: ['--import', '@fuelgauge/instrumentation/register'],
  },
  {
    way: 'node --import for a CommonJS module',
    file: 'import-flag.cjs',
    source: `const OpenAI = require('openai');\n${CALL_CJS}`,
    flags: ['--import', '@fuelgauge/instrumentation/register'],
  },
  {
    way: 'node --require for an ES module',
    file: 'require-flag.mjs',
    source: `import OpenAI from 'openai';\n${CALL}`,
    flags: ['--require', '@fuelgauge/instrumentation/register'],
  },
  {
    way: 'NODE_OPTIONS',
    file: 'node-options.mjs',
    source: `import OpenAI from 'openai';\n${CALL}`,
    env: { NODE_OPTIONS: '--import @fuelgauge/instrumentation/register' },
  },
];

describe('one line, and no SDK of the application’s own', () => {
  test.each(WAYS)('$way gives one span with cost, flushed on exit', async ({ file, source, flags, env }) => {
    expect(await start(file, source, flags, env)).toBe('1');
    expect(receiver.spans).toHaveLength(1);
    expect(receiver.spans[0]).toMatchObject({
      name: 'chat gpt-5.2',
      attributes: { 'gen_ai.usage.cost.source': 'local', 'gen_ai.request.model': 'gpt-5.2' },
    });
  });

  test('plain fetch is seen too', async () => {
    await start(
      'fetch.mjs',
      `import '@fuelgauge/instrumentation/register';
       const response = await fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
         method: 'POST',
         headers: { authorization: 'Bearer sk-fake-key-1', 'content-type': 'application/json' },
         body: JSON.stringify({ model: 'gpt-5.2', messages: [{ role: 'user', content: 'hi' }] }),
       });
       await response.json();`,
    );
    expect(receiver.spans.map((span) => span.name)).toEqual(['chat gpt-5.2']);
  });

  test('metrics arrive with the spans', async () => {
    await start('metrics.mjs', WAYS[0]!.source);
    const names = new Set(receiver.metrics.map((metric) => metric.name));
    expect([...names]).toEqual(
      expect.arrayContaining([
        'gen_ai.client.operation.duration',
        'gen_ai.client.token.usage',
        'llm.call.cost',
      ]),
    );
  });

  test('SIGTERM flushes, and the process dies of it', async () => {
    const file = join(folder, 'sigterm.mjs');
    await writeFile(file, `${WAYS[0]!.source}\nsetInterval(() => {}, 1000);`);
    const child = spawn(process.execPath, [file], {
      cwd: folder,
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGTERM');
    expect(receiver.spans).toHaveLength(1);
  });

  test('an application that handles SIGTERM itself keeps its own way out', async () => {
    const file = join(folder, 'own-sigterm.mjs');
    await writeFile(
      file,
      `${WAYS[0]!.source}\nprocess.on('SIGTERM', () => setTimeout(() => process.exit(7), 300));\nsetInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, [file], {
      cwd: folder,
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(7);
    expect(receiver.spans).toHaveLength(1);
  });

  test('an application that shuts down once, in its own time, is not cut short', async () => {
    const file = join(folder, 'once-sigterm.mjs');
    await writeFile(
      file,
      `${WAYS[0]!.source}
process.once('SIGTERM', () => setTimeout(() => { console.log('done'); process.exit(0); }, 300));
setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, [file], {
      cwd: folder,
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    const [code, signal] = await once(child, 'exit');
    expect([code, signal]).toEqual([0, null]);
  });

  test('an openai that cannot be loaded is not our business', async () => {
    const lone = await mkdtemp(join(folder, 'broken-'));
    await mkdir(join(lone, 'node_modules', 'openai'), { recursive: true });
    await writeFile(
      join(lone, 'node_modules', 'openai', 'package.json'),
      '{"name":"openai","version":"3.3.0","main":"gone.js"}',
    );
    const file = join(lone, 'app.mjs');
    await writeFile(file, `import '@fuelgauge/instrumentation/register';\nconsole.log('running');`);
    const { stdout } = await run(process.execPath, [file], { cwd: lone, env: environment() });
    expect(stdout.trim()).toBe('running');
  });

  test('an unhandled rejection is as fatal as without us', async () => {
    simulator.failNext('openai', 'insufficient_quota', { times: 3 });
    const source = `import '@fuelgauge/instrumentation/register';
      import OpenAI from 'openai';
      new OpenAI({ maxRetries: 0 }).chat.completions.create({ model: 'gpt-5.2', messages: [] });`;
    await expect(start('unhandled.mjs', source)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('RateLimitError'),
    });
    simulator.reset();
  });

  test('OTEL_SDK_DISABLED leaves everything alone', async () => {
    await start('disabled.mjs', WAYS[0]!.source, [], { OTEL_SDK_DISABLED: 'true' });
    expect(receiver.spans).toEqual([]);
  });

  test('names for accounts come from the environment', async () => {
    await start('accounts.mjs', WAYS[0]!.source, [], { FUELGAUGE_ACCOUNTS: 'production=OPENAI_API_KEY' });
    expect(receiver.spans[0]!.attributes['llm.account.id']).toBe('production');
  });

  test('a malformed variable stops the process at start and names itself', async () => {
    await expect(
      start('malformed.mjs', WAYS[0]!.source, [], { FUELGAUGE_ACCOUNTS: 'production' }),
    ).rejects.toMatchObject({
      stderr: expect.stringContaining('FUELGAUGE_ACCOUNTS must be a comma-separated list'),
    });
  });

  test('the SDK is not loaded before the first call', async () => {
    const source = `import '@fuelgauge/instrumentation/register';
      import { createRequire } from 'node:module';
      console.log(Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('sdk-node')));`;
    expect(await start('lazy.mjs', source)).toBe('false');
  });

  test.each([
    ['a stream', 'await client.chat.completions.create({ ...ask, stream: true })'],
    ['an answer', 'void client.chat.completions.create(ask)'],
    ['a raw response', 'await client.chat.completions.create(ask).asResponse()'],
  ])('%s that is never read ends its span when it is collected', async (what, expression) => {
    const source = `import '@fuelgauge/instrumentation/register';
      import OpenAI from 'openai';
      import { setTimeout as sleep } from 'node:timers/promises';
      import { trace } from '@opentelemetry/api';
      const client = new OpenAI();
      const ask = { model: 'gpt-5.2', messages: [] };
      await (async () => { ${expression}; })();
      for (let round = 0; round < 20; round++) { await sleep(20); gc(); }
      await trace.getTracerProvider().getDelegate().forceFlush();
      await sleep(100);
      process.kill(process.pid, 'SIGKILL');`;
    await expect(
      start(`unread-${what.replaceAll(' ', '-')}.mjs`, source, ['--expose-gc']),
    ).rejects.toMatchObject({
      signal: 'SIGKILL',
    });
    expect(receiver.spans.map((span) => span.name)).toEqual(['chat gpt-5.2']);
  });
});

describe('beside an SDK of the application’s own', () => {
  const SDK = (more: string): string => `
    import { NodeSDK } from '@opentelemetry/sdk-node';
    ${more}
    process.on('exit', () => {});
    await sdk.start();
  `;

  test('one that starts after the one line gets the spans, and no second one is started', async () => {
    await start(
      'joined.mjs',
      `import '@fuelgauge/instrumentation/register';
       import OpenAI from 'openai';
       ${SDK('const sdk = new NodeSDK({ serviceName: "of-the-application" });')}
       ${CALL}
       await sdk.shutdown();`,
    );
    expect(receiver.spans).toHaveLength(1);
    expect(receiver.spans[0]!.resource['service.name']).toBe('of-the-application');
  });

  test('in its list of instrumentations, without the one line', async () => {
    await start(
      'listed.cjs',
      `const { NodeSDK } = require('@opentelemetry/sdk-node');
       const { OpenAIInstrumentation, FetchInstrumentation } = require('@fuelgauge/instrumentation');
       const sdk = new NodeSDK({ instrumentations: [new OpenAIInstrumentation(), new FetchInstrumentation()] });
       sdk.start();
       const OpenAI = require('openai');
       (async () => {${CALL} await sdk.shutdown(); })();`,
    );
    expect(receiver.spans.map((span) => span.name)).toEqual(['chat gpt-5.2']);
  });

  test('both in the list and by the one line is still one span a call', async () => {
    await start(
      'twice.cjs',
      `require('@fuelgauge/instrumentation/register');
       const { NodeSDK } = require('@opentelemetry/sdk-node');
       const { OpenAIInstrumentation, FetchInstrumentation } = require('@fuelgauge/instrumentation');
       const sdk = new NodeSDK({ instrumentations: [new OpenAIInstrumentation(), new FetchInstrumentation()] });
       sdk.start();
       const OpenAI = require('openai');
       (async () => {${CALL} await sdk.shutdown(); })();`,
    );
    expect(receiver.spans.map((span) => span.name)).toEqual(['chat gpt-5.2']);
  });
});
