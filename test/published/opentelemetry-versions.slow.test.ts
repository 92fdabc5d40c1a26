import { beforeAll, describe, expect, test } from 'vitest';
import { LISTED, LISTED_FETCH, ONE_LINE, ONE_LINE_FETCH } from './apps.ts';
import { expectOnePricedSpan } from './expect-span.ts';
import { createProject, type Project } from './project.ts';
import { useWorld } from './telemetry.ts';

const OURS = { '@fuelgauge/instrumentation': '*', openai: '^7' };

const SETS: readonly {
  readonly name: string;
  readonly steps: readonly Readonly<Record<string, string>>[];
}[] = [
  {
    name: 'API 1.9.0 and the first SDK 2',
    steps: [{ ...OURS, '@opentelemetry/api': '1.9.0', '@opentelemetry/sdk-node': '0.200.0' }],
  },
  {
    name: 'API 1.9 and the last SDK 2',
    steps: [{ ...OURS, '@opentelemetry/api': '^1.9.0', '@opentelemetry/sdk-node': '^0.223.0' }],
  },
  {
    name: 'a project that has had API 1.9.0 and an SDK 2 for long',
    steps: [{ '@opentelemetry/api': '1.9.0', '@opentelemetry/sdk-node': '0.208.0' }, OURS],
  },
  {
    name: 'API 1.10 and the newest SDK',
    steps: [{ ...OURS, '@opentelemetry/api': '^1.10.0', '@opentelemetry/sdk-node': '>=0.300.0' }],
  },
];

const world = useWorld();

describe.each(SETS)('with $name', ({ name, steps }) => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject(`otel-${name.replaceAll(/\W+/g, '-')}`, steps[0]!);
    for (const step of steps.slice(1)) await project.install(step);
  });

  test('npm installs without a word about peers', () => {
    expect(project.npmOutput).not.toMatch(/ERESOLVE|peer/i);
  });

  test('every dependency and peer is met', async () => {
    await expect(project.tree()).resolves.toBeUndefined();
  });

  test.each([...ONE_LINE, ONE_LINE_FETCH, LISTED, LISTED_FETCH])(
    '$file gives one span with its cost',
    async (app) => {
      const { stdout, stderr } = await project.start(app.file, app.source, { env: world.env });
      expect({ stdout, stderr }).toEqual({ stdout: '1\n', stderr: '' });
      expectOnePricedSpan(world.receiver);
    },
  );
});
