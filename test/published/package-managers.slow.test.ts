import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { expectOnePricedSpan } from './expect-span.ts';
import { runProcess } from './process.ts';
import { createProject, Project } from './project.ts';
import { useWorld } from './telemetry.ts';
import { VERSIONS } from './versions.ts';

/**
 * `openai` where package managers put it when a dependency needs it. One attempt of each call fails: the patched
 * client is one span, where fetch alone would see two.
 */
const OTEL = { '@opentelemetry/api': 'latest', '@opentelemetry/sdk-node': 'latest' };
const CALL = `
  const answer = await client.chat.completions.create({ model: 'gpt-5.2', messages: [{ role: 'user', content: 'hi' }] });
  console.log(answer.choices.length);`;

const world = useWorld();
beforeEach(() => world.simulator.failNext('openai', 'rate_limited'));

describe('npm', () => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject('langchain', {
      ...OTEL,
      '@fuelgauge/instrumentation': '*',
      '@langchain/core': VERSIONS['@langchain/core'],
      '@langchain/openai': VERSIONS['@langchain/openai'],
    });
  });

  const ASK = `
    const model = new ChatOpenAI({ model: 'gpt-5.2', configuration: { baseURL: process.env.OPENAI_BASE_URL } });
    const answer = await model.invoke('hi');
    console.log(answer.content.length > 0);`;
  const LANGCHAIN = [
    {
      file: 'langchain.mjs',
      source: `import '@fuelgauge/instrumentation/register';
        import { ChatOpenAI } from '@langchain/openai';
        ${ASK}`,
    },
    {
      file: 'langchain.cjs',
      source: `require('@fuelgauge/instrumentation/register');
        const { ChatOpenAI } = require('@langchain/openai');
        (async () => {${ASK}})();`,
    },
  ];

  /** LangChain repeats calls by itself and tells the client not to, so here the log tells who saw the call. */
  async function expectPatched(app: (typeof LANGCHAIN)[number], folder: string): Promise<void> {
    world.simulator.reset();
    const env = { ...world.env, FUELGAUGE_LOG: 'debug' };
    const { stdout, stderr } = await project.start(app.file, app.source, { env });
    expect(stdout).toBe('true\n');
    const line = `^fuelgauge: openai 7\\.\\S+ at ${join(project.folder, folder)} .*: patched$`;
    expect(stderr).toMatch(new RegExp(line, 'm'));
    expectOnePricedSpan(world.receiver);
  }

  test.each(LANGCHAIN)('$file: the client of LangChain gives one span', (app) =>
    expectPatched(app, 'node_modules/openai'),
  );

  describe('and an openai of another version beside it', () => {
    beforeAll(() => project.install({ openai: '^6' }));

    test.each(LANGCHAIN)('$file: the client of LangChain gives one span', (app) =>
      expectPatched(app, 'node_modules/@langchain/openai/node_modules/openai'),
    );

    test('the application’s own client gives one span', async () => {
      const source = `import '@fuelgauge/instrumentation/register';
        import OpenAI from 'openai';
        const client = new OpenAI();${CALL}`;
      expect((await project.start('own.mjs', source, { env: world.env })).stdout).toBe('1\n');
      expectOnePricedSpan(world.receiver);
    });
  });
});

describe('a pnpm workspace', () => {
  let app: Project;
  beforeAll(async () => {
    const folder = join(inject('folder'), 'pnpm');
    const workspace = new Project(folder);
    const tarballs = Object.entries(inject('tarballs')).map(
      ([name, path]) => [name, `file:${path}`] as const,
    );
    const manifest = (name: string, dependencies: object): string =>
      JSON.stringify({ name, version: '1.0.0', private: true, type: 'module', dependencies });
    await workspace.write('package.json', manifest('workspace', {}));
    await workspace.write(
      'pnpm-workspace.yaml',
      JSON.stringify({ packages: ['packages/*'], overrides: Object.fromEntries(tarballs) }),
    );
    const client = `import OpenAI from 'openai';\nexport const client = new OpenAI();\n`;
    await workspace.write('packages/lib/package.json', manifest('lib', { openai: '^7' }));
    await workspace.write('packages/lib/index.js', client);
    // Not of the workspace: installed into the store.
    await workspace.write('wrapper/package.json', manifest('wrapper', { openai: '^6' }));
    await workspace.write('wrapper/index.js', client);
    const ours = { '@fuelgauge/instrumentation': '*', lib: 'workspace:*', wrapper: 'file:../../wrapper' };
    await workspace.write('packages/app/package.json', manifest('app', { ...OTEL, ...ours }));
    await runProcess('pnpm', ['install', '--ignore-scripts'], { cwd: folder });
    app = new Project(join(folder, 'packages/app'));
  });

  test.each(['lib', 'wrapper'])('the client of its dependency %s gives one span', async (name) => {
    const source = `import '@fuelgauge/instrumentation/register';
      import { client } from '${name}';${CALL}`;
    expect((await app.start(`${name}.mjs`, source, { env: world.env })).stdout).toBe('1\n');
    expectOnePricedSpan(world.receiver);
  });
});
