import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { BUNDLE_FORMATS } from './bundle-formats.ts';
import { runProcess } from './process.ts';
import { createProject, type Project } from './project.ts';
import { useWorld } from './telemetry.ts';
import { VERSIONS } from './versions.ts';

/**
 * A function as it is deployed: one minified file that holds everything. The platform imports its handler, calls
 * it, and may stop the process as soon as it has answered.
 */
const HANDLER = `
  import { trace } from '@opentelemetry/api';
  import { instrument } from '@fuelgauge/instrumentation';
  import { NodeSDK } from '@opentelemetry/sdk-node';
  import OpenAI from 'openai';
  import * as priceLibrary from '@pydantic/genai-prices';

  new NodeSDK().start();
  const client = instrument(new OpenAI(), { priceLibrary, providers: { '127.0.0.1': 'openai' } });

  export async function handler(event) {
    try {
      const answer = await client.chat.completions.create({
        model: 'gpt-5.2',
        messages: [{ role: 'user', content: event.question }],
      });
      return { statusCode: 200, body: String(answer.choices.length) };
    } finally {
      await trace.getTracerProvider().getDelegate().forceFlush();
    }
  }
`;

/** A cold start, a warm one, and no time to end anything. */
const RUNNER = `
  import { pathToFileURL } from 'node:url';
  const { handler } = await import(pathToFileURL(process.argv[2]));
  for (const question of ['hi', 'hi again']) {
    const { statusCode, body } = await handler({ question });
    console.log(statusCode, body);
  }
  process.exit();
`;

const world = useWorld();
let project: Project;
beforeAll(async () => {
  project = await createProject('serverless', {
    '@fuelgauge/instrumentation': '*',
    '@opentelemetry/api': 'latest',
    '@opentelemetry/sdk-node': 'latest',
    '@pydantic/genai-prices': 'latest',
    esbuild: VERSIONS.esbuild,
    openai: '^7',
  });
  await project.write('handler.mjs', HANDLER);
});
// The client's own retry shows that it is the client that is seen, not its fetch.
beforeEach(() => world.simulator.failNext('openai', 'rate_limited'));

describe.each(BUNDLE_FORMATS)('a function in one minified file, $format', ({ format, extension, flags }) => {
  let deployed: string;
  beforeAll(async () => {
    const esbuild = join(project.folder, 'node_modules', '.bin', 'esbuild');
    const out = `out-${format}.${extension}`;
    const args = ['handler.mjs', '--bundle', '--minify', '--platform=node', `--format=${format}`];
    await runProcess(esbuild, [...args, `--outfile=${out}`, '--log-level=error', ...flags], {
      cwd: project.folder,
    });
    const folder = join(inject('folder'), `function-${format}`);
    await mkdir(folder);
    deployed = join(folder, `handler.${extension}`);
    await copyFile(join(project.folder, out), deployed);
  });

  test('exports the span of each call, with its cost, before it answers', async () => {
    const runner = await project.write('runner.mjs', RUNNER);
    const { stdout, stderr } = await project.node([runner, deployed], { env: world.env });
    expect({ stdout, stderr }).toEqual({ stdout: '200 1\n200 1\n', stderr: '' });
    const span = {
      name: 'chat gpt-5.2',
      attributes: expect.objectContaining({ 'gen_ai.usage.cost.currency': 'USD' }),
    };
    expect(world.receiver.spans).toEqual([expect.objectContaining(span), expect.objectContaining(span)]);
  });
});
