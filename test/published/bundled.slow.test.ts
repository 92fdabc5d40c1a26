import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { BY_HAND } from './apps.ts';
import { BUNDLE_FORMATS } from './bundle-formats.ts';
import { expectOnePricedSpan } from './expect-span.ts';
import { runProcess } from './process.ts';
import { createProject, type Project } from './project.ts';
import { useWorld } from './telemetry.ts';
import { VERSIONS } from './versions.ts';

const world = useWorld();
let project: Project;
beforeAll(async () => {
  project = await createProject('bundled', {
    '@fuelgauge/instrumentation': 'latest',
    '@opentelemetry/api': 'latest',
    '@opentelemetry/sdk-node': 'latest',
    openai: '^7',
    esbuild: VERSIONS.esbuild,
  });
  await project.write(BY_HAND.file, BY_HAND.source);
});

async function bundle(out: string, flags: readonly string[]): Promise<void> {
  const esbuild = join(project.folder, 'node_modules', '.bin', 'esbuild');
  const args = [
    BY_HAND.file,
    '--bundle',
    '--platform=node',
    `--outfile=${out}`,
    '--log-level=error',
    ...flags,
  ];
  await runProcess(esbuild, args, { cwd: project.folder });
}

describe.each(BUNDLE_FORMATS)('a bundle as $format', ({ format, extension, flags }) => {
  test('with OpenTelemetry outside gives one span with its cost', async () => {
    const out = `outside.${extension}`;
    await bundle(out, [`--format=${format}`, '--external:@opentelemetry/*', ...flags]);
    const { stdout, stderr } = await project.node([out], { env: world.env });
    expect({ stdout, stderr }).toEqual({ stdout: '1\n', stderr: '' });
    expectOnePricedSpan(world.receiver);
  });

  test('with everything inside, in a folder without node_modules, gives one span with its cost', async () => {
    const out = `inside.${extension}`;
    await bundle(out, [`--format=${format}`, ...flags]);
    const elsewhere = join(inject('folder'), `deployed-${format}`);
    await mkdir(elsewhere);
    await copyFile(join(project.folder, out), join(elsewhere, out));
    const { stdout, stderr } = await project.node([join(elsewhere, out)], { env: world.env });
    expect({ stdout, stderr }).toEqual({ stdout: '1\n', stderr: '' });
    expectOnePricedSpan(world.receiver);
  });
});
