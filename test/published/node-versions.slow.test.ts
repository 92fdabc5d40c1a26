import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { LISTED, LISTED_FETCH, ONE_LINE } from './apps.ts';
import { expectOnePricedSpan } from './expect-span.ts';
import { createProject, type Project } from './project.ts';
import { useWorld } from './telemetry.ts';

/** The oldest Node that the packages say they run on, and the newest of each line since. */
const NODES = ['22.15.0', '22', '24', '26'] as const;

const world = useWorld();
let project: Project;
let nodes: Project;
beforeAll(async () => {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  [project, nodes] = await Promise.all([
    createProject('newest', {
      '@fuelgauge/instrumentation': '*',
      '@opentelemetry/api': 'latest',
      '@opentelemetry/sdk-node': 'latest',
      openai: '^7',
    }),
    // The packages that `npm install node` fetches in an install script.
    createProject(
      'nodes',
      Object.fromEntries(
        NODES.map((version) => [
          `node-${version}`,
          `npm:node-${platform}-${process.arch}@${version.includes('.') ? version : `^${version}`}`,
        ]),
      ),
    ),
  ]);
});

describe.each(NODES)('on Node %s, with the newest of everything', (version) => {
  let node: string;
  beforeAll(async () => {
    const name = process.platform === 'win32' ? 'node.exe' : 'node';
    node = join(nodes.folder, 'node_modules', `node-${version}`, 'bin', name);
    expect((await nodes.node(['--version'], { node })).stdout).toMatch(`v${version}`);
  });

  test.each([...ONE_LINE, LISTED, LISTED_FETCH])('$file gives one span with its cost', async (app) => {
    const { stdout, stderr } = await project.start(app.file, app.source, { env: world.env, node });
    expect({ stdout, stderr }).toEqual({ stdout: '1\n', stderr: '' });
    expectOnePricedSpan(world.receiver);
  });
});
