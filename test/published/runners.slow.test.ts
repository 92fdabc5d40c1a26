import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectOnePricedSpan } from './expect-span.ts';
import type { Outcome } from './process.ts';
import { createProject, type Project } from './project.ts';
import { useWorld } from './telemetry.ts';
import { VERSIONS } from './versions.ts';

/**
 * Programs that load modules in ways of their own: TypeScript runners and test runners. One attempt of each call
 * fails: the patched client is one span, where fetch alone would see two.
 */
const DEPENDENCIES = {
  '@fuelgauge/instrumentation': '*',
  '@opentelemetry/api': 'latest',
  '@opentelemetry/sdk-node': 'latest',
  openai: '^7',
};

const FIRST_LINE = `import '@fuelgauge/instrumentation/register';\n`;
const CALL = `
  const answer = await new OpenAI().chat.completions.create({
    model: 'gpt-5.2',
    messages: [{ role: 'user', content: 'hi' }],
  });`;
const PROGRAM = `import OpenAI from 'openai';
async function main(): Promise<void> {${CALL}
  console.log(answer.choices.length);
}
void main();
`;

const world = useWorld();
beforeEach(() => world.simulator.failNext('openai', 'rate_limited'));

describe('tsx', () => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject('tsx', { ...DEPENDENCIES, tsx: VERSIONS.tsx });
    await project.write('esm/package.json', '{ "type": "module" }');
    await project.write('cjs/package.json', '{ "type": "commonjs" }');
  });

  test.each([
    { way: 'tsx, an ES module', folder: 'esm', flags: ['node_modules/tsx/dist/cli.mjs'] },
    { way: 'tsx, CommonJS', folder: 'cjs', flags: ['node_modules/tsx/dist/cli.mjs'] },
    { way: 'node --import tsx, an ES module', folder: 'esm', flags: ['--import', 'tsx'] },
    { way: 'node --import tsx, CommonJS', folder: 'cjs', flags: ['--import', 'tsx'] },
  ])('$way: the first-line import gives one span with its cost', async ({ folder, flags }) => {
    const source = FIRST_LINE + PROGRAM;
    const { stdout, stderr } = await project.start(`${folder}/app.ts`, source, { env: world.env, flags });
    expect({ stdout, stderr }).toEqual({ stdout: '1\n', stderr: '' });
    expectOnePricedSpan(world.receiver);
  });

  test.each(['esm', 'cjs'])('beside --import of the one line, %s, gives one span', async (folder) => {
    const flags = ['--import', 'tsx', '--import', '@fuelgauge/instrumentation/register'];
    const { stdout } = await project.start(`${folder}/plain.ts`, PROGRAM, { env: world.env, flags });
    expect(stdout).toBe('1\n');
    expectOnePricedSpan(world.receiver);
  });
});

/** A process of a test runner ends without waiting for an export. */
const FLUSH = 'afterAll(() => trace.getTracerProvider().getDelegate().forceFlush());';
const ESM_TEST = `import { trace } from '@opentelemetry/api';
  import OpenAI from 'openai';
  ${FLUSH}
  test('asks', async () => {${CALL}
    expect(answer.choices).toHaveLength(1);
  });`;

describe('Vitest', () => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject('vitest', { ...DEPENDENCIES, vitest: VERSIONS.vitest });
    await project.write(
      'call.test.ts',
      `import { afterAll, expect, test } from 'vitest';
       ${ESM_TEST}`,
    );
  });

  async function vitest(options: string, env: Record<string, string>): Promise<void> {
    await project.write('vitest.config.mjs', `export default { test: ${options} };`);
    await project.node(['node_modules/vitest/vitest.mjs', 'run'], { env });
  }

  test.each(['forks', 'threads'])('setupFiles, in %s, gives one span', async (pool) => {
    await vitest(`{ pool: '${pool}', setupFiles: ['@fuelgauge/instrumentation/register'] }`, world.env);
    expectOnePricedSpan(world.receiver);
  });

  test.each(['forks', 'threads'])('NODE_OPTIONS, in %s, gives one span', async (pool) => {
    const env = { ...world.env, NODE_OPTIONS: '--import @fuelgauge/instrumentation/register' };
    await vitest(`{ pool: '${pool}' }`, env);
    expectOnePricedSpan(world.receiver);
  });
});

describe('Jest', () => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject('jest', { ...DEPENDENCIES, jest: VERSIONS.jest });
    await project.write(
      'call.test.js',
      `const { trace } = require('@opentelemetry/api');
       const OpenAI = require('openai');
       ${FLUSH}
       test('asks', async () => {${CALL}
         expect(answer.choices).toHaveLength(1);
       });`,
    );
    await project.write('call.test.mjs', ESM_TEST);
    await project.write('setup.mjs', FIRST_LINE);
    await project.write(
      'mocked.test.js',
      `jest.mock('openai', () => ({ OpenAI: class { mocked = true; } }));
       const { OpenAI } = require('openai');
       test('is a mock', () => expect(new OpenAI().mocked).toBe(true));`,
    );
  });

  /** OpenTelemetry's exporter imports `http` dynamically, for which Jest wants a flag of Node. */
  const jest = (testMatch: string, setup = '@fuelgauge/instrumentation/register'): Promise<Outcome> => {
    const config = JSON.stringify({ setupFiles: [setup], testMatch: [`**/${testMatch}`] });
    const args = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--ci', '--config', config];
    return project.node(args, { env: world.env });
  };

  test('setupFiles gives a CommonJS test one span', async () => {
    await jest('call.test.js');
    expectOnePricedSpan(world.receiver);
  });

  test('setupFiles with an ES module that imports the one line gives an ES module one span', async () => {
    await jest('call.test.mjs', '<rootDir>/setup.mjs');
    expectOnePricedSpan(world.receiver);
  });

  test('setupFiles leaves a mock of openai alone', async () => {
    const { stderr } = await jest('mocked.test.js');
    expect(stderr).not.toMatch(/fuelgauge/i);
    world.simulator.reset();
  });
});
