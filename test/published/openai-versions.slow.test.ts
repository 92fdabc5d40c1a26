import { beforeAll, describe, expect, test } from 'vitest';
import { ONE_LINE, ONE_LINE_FETCH, ONE_LINE_IMPORT } from './apps.ts';
import { expectOnePricedSpan } from './expect-span.ts';
import { createProject, type Project } from './project.ts';
import { useWorld } from './telemetry.ts';

const world = useWorld();
let project: Project;
beforeAll(async () => {
  project = await createProject('openai-versions', {
    '@fuelgauge/instrumentation': '*',
    '@opentelemetry/api': 'latest',
    '@opentelemetry/sdk-node': 'latest',
  });
});

describe('without openai', () => {
  test('the one line records a call through plain fetch', async () => {
    const { stdout, stderr } = await project.start(ONE_LINE_FETCH.file, ONE_LINE_FETCH.source, {
      env: world.env,
    });
    expect({ stdout, stderr }).toEqual({ stdout: '1\n', stderr: '' });
    expectOnePricedSpan(world.receiver);
  });
});

// One after the other in the same project.
describe.each(['4.19.0', '4.104.0', '5.23.2', '6.49.0', '7.0.0', '^7'])('with openai %s', (version) => {
  beforeAll(() => project.install({ openai: version }));

  test.each(ONE_LINE)('$file gives one span, and no second one through fetch', async (app) => {
    const { stdout, stderr } = await project.start(app.file, app.source, {
      env: world.env,
      // openai 4 takes punycode along.
      flags: ['--disable-warning=DEP0040'],
    });
    expect({ stdout, stderr }).toEqual({ stdout: '1\n', stderr: '' });
    expectOnePricedSpan(world.receiver);
  });
});

// openai 4 brings a fetch of its own unless it is told to take the global one, which is instrumented as well.
describe.each(['4.19.0', '4.104.0'])('with openai %s on the web shim', (version) => {
  beforeAll(() => project.install({ openai: version }));

  test('the one line gives one span', async () => {
    const source = ONE_LINE_IMPORT.source.replace(
      'import OpenAI',
      `import 'openai/shims/web';\nimport OpenAI`,
    );
    const { stdout } = await project.start('web-shim.mjs', source, { env: world.env });
    expect(stdout).toBe('1\n');
    expectOnePricedSpan(world.receiver);
  });
});
