import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CALL, CALL_CJS, useApplications } from './loading-application.ts';

/** Each way of loading, in a process of its own. */
const applications = useApplications();
beforeAll(async () => {
  await applications.link('openai', 'node_modules/openai');
  await applications.write({
    'call.mjs': `import OpenAI from 'openai';\n${CALL}`,
    'first-line.mjs': WAYS[0]!.source,
  });
});

/** What a program prints. */
async function start(...args: Parameters<typeof applications.start>): Promise<string> {
  return (await applications.start(...args)).stdout;
}

/** Runs the first-line import and one call, then `more`, and sends SIGTERM. */
async function terminated(file: string, more: string): Promise<[code: number | null, signal: string | null]> {
  await applications.write({ [file]: `${WAYS[0]!.source}\n${more}\nsetInterval(() => {}, 1000);` });
  const child = spawn(process.execPath, [join(applications.folder, file)], {
    cwd: applications.folder,
    env: applications.environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  const [code, signal] = await once(child, 'exit');
  return [code, signal];
}

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
  {
    way: 'the first-line import before a module that calls while it is loaded',
    file: 'top-level.mjs',
    source: `import '@fuelgauge/instrumentation/register';\nimport './call.mjs';`,
  },
  {
    way: 'an import after openai',
    file: 'import-late.mjs',
    source: `import OpenAI from 'openai';\nimport '@fuelgauge/instrumentation/register';\n${CALL}`,
  },
  {
    way: 'require after openai',
    file: 'require-late.cjs',
    source: `const OpenAI = require('openai');\nrequire('@fuelgauge/instrumentation/register');\n${CALL_CJS}`,
  },
  {
    way: 'require of a module inside openai',
    file: 'subpath.cjs',
    source: `require('@fuelgauge/instrumentation/register');\nconst { OpenAI } = require('openai/client');\n${CALL_CJS}`,
  },
  {
    way: 'the first-line import for TypeScript whose types Node strips',
    file: 'strip.ts',
    source: `import '@fuelgauge/instrumentation/register';\nimport OpenAI from 'openai';\nconst model: string = '';\n${CALL}`,
    flags: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'],
  },
  {
    way: 'the first line of a worker',
    file: 'worker-first-line.mjs',
    source: `import { Worker } from 'node:worker_threads';\nnew Worker(new URL('first-line.mjs', import.meta.url));`,
  },
  {
    way: 'node --import, which workers inherit,',
    file: 'worker-inherits.mjs',
    source: `import { Worker } from 'node:worker_threads';\nnew Worker(new URL('call.mjs', import.meta.url));`,
    flags: ['--import', '@fuelgauge/instrumentation/register'],
  },
];

describe('one line, and no SDK of the application’s own', () => {
  test.each(WAYS)('$way gives one span with cost, flushed on exit', async ({ file, source, flags, env }) => {
    expect(await start(file, source, flags, env)).toBe('1');
    expect(applications.receiver.spans).toHaveLength(1);
    expect(applications.receiver.spans[0]).toMatchObject({
      name: 'chat gpt-5.2',
      attributes: { 'gen_ai.usage.cost.source': 'local', 'gen_ai.request.model': 'gpt-5.2' },
    });
  });

  test('the line in the main module only leaves what a worker does to itself', async () => {
    const source = `import '@fuelgauge/instrumentation/register';\n${WAYS.find(({ file }) => file === 'worker-inherits.mjs')!.source}`;
    expect(await start('worker-alone.mjs', source)).toBe('1');
    expect(applications.receiver.spans).toEqual([]);
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
    expect(applications.receiver.spans.map((span) => span.name)).toEqual(['chat gpt-5.2']);
  });

  test('metrics arrive with the spans', async () => {
    await start('metrics.mjs', WAYS[0]!.source);
    const names = new Set(applications.receiver.metrics.map((metric) => metric.name));
    expect([...names]).toEqual(
      expect.arrayContaining([
        'gen_ai.client.operation.duration',
        'gen_ai.client.token.usage',
        'llm.call.cost',
      ]),
    );
  });

  test('SIGTERM flushes, and the process dies of it', async () => {
    const [, signal] = await terminated('sigterm.mjs', '');
    expect(signal).toBe('SIGTERM');
    expect(applications.receiver.spans).toHaveLength(1);
  });

  test('an application that handles SIGTERM itself keeps its own way out', async () => {
    const [code] = await terminated(
      'own-sigterm.mjs',
      `process.on('SIGTERM', () => setTimeout(() => process.exit(7), 300));`,
    );
    expect(code).toBe(7);
    expect(applications.receiver.spans).toHaveLength(1);
  });

  test('an application that shuts down once, in its own time, is not cut short', async () => {
    const [code, signal] = await terminated(
      'once-sigterm.mjs',
      `process.once('SIGTERM', () => setTimeout(() => { console.log('done'); process.exit(0); }, 300));`,
    );
    expect([code, signal]).toEqual([0, null]);
  });

  test('an openai that cannot be loaded is not our business', async () => {
    await applications.write({
      'broken/node_modules/openai/package.json': '{"name":"openai","version":"3.3.0","main":"gone.js"}',
    });
    const source = `import '@fuelgauge/instrumentation/register';\nconsole.log('running');`;
    expect(await start('broken/app.mjs', source)).toBe('running');
  });

  test('an unhandled rejection is as fatal as without us', async () => {
    applications.simulator.failNext('openai', 'insufficient_quota', { times: 3 });
    const source = `import '@fuelgauge/instrumentation/register';
      import OpenAI from 'openai';
      new OpenAI({ maxRetries: 0 }).chat.completions.create({ model: 'gpt-5.2', messages: [] });`;
    await expect(start('unhandled.mjs', source)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('RateLimitError'),
    });
    applications.simulator.reset();
  });

  test('OTEL_SDK_DISABLED leaves everything alone', async () => {
    await start('disabled.mjs', WAYS[0]!.source, [], { OTEL_SDK_DISABLED: 'true' });
    expect(applications.receiver.spans).toEqual([]);
  });

  test('names for accounts come from the environment', async () => {
    await start('accounts.mjs', WAYS[0]!.source, [], { FUELGAUGE_ACCOUNTS: 'production=OPENAI_API_KEY' });
    expect(applications.receiver.spans[0]!.attributes['llm.account.id']).toBe('production');
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
    expect(applications.receiver.spans.map((span) => span.name)).toEqual(['chat gpt-5.2']);
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
    expect(applications.receiver.spans).toHaveLength(1);
    expect(applications.receiver.spans[0]!.resource['service.name']).toBe('of-the-application');
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
    expect(applications.receiver.spans.map((span) => span.name)).toEqual(['chat gpt-5.2']);
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
    expect(applications.receiver.spans.map((span) => span.name)).toEqual(['chat gpt-5.2']);
  });
});
