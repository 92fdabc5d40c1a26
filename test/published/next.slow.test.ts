import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { OtlpReceiver } from '@fuelgauge/simulator';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectOnePricedSpan } from './expect-span.ts';
import { createProject, type Project } from './project.ts';
import { useWorld } from './telemetry.ts';
import { VERSIONS } from './versions.ts';

/**
 * A Next.js application as it is deployed, `next build` and `next start`: with `openai` bundled, where the client
 * is instrumented by hand, and left outside the bundle, where the one line in `instrumentation.js` finds it. One
 * attempt of each call fails: the patched client is one span, where fetch alone would see two.
 */
const OUTSIDE = ['@fuelgauge/instrumentation', '@opentelemetry/api', '@opentelemetry/sdk-node'];

const route = (client: string): string => `
  import { instrument } from '@fuelgauge/instrumentation';
  import OpenAI from 'openai';
  export const dynamic = 'force-dynamic';
  export async function GET() {
    const client = ${client};
    const answer = await client.chat.completions.create({
      model: 'gpt-5.2',
      messages: [{ role: 'user', content: 'hi' }],
    });
    return Response.json({ choices: answer.choices.length });
  }
`;

const WAYS = [
  {
    way: 'openai in the bundle and instrument(client)',
    outside: OUTSIDE,
    client: `instrument(new OpenAI(), { providers: { '127.0.0.1': 'openai' } })`,
  },
  {
    way: 'openai in serverExternalPackages and the one line',
    outside: [...OUTSIDE, 'openai'],
    client: 'new OpenAI()',
  },
];

const NEXT = 'node_modules/next/dist/bin/next';

const world = useWorld();
let project: Project;
beforeAll(async () => {
  project = await createProject('next', {
    '@fuelgauge/instrumentation': '*',
    '@opentelemetry/api': 'latest',
    '@opentelemetry/sdk-node': 'latest',
    next: VERSIONS.next,
    openai: '^7',
    react: VERSIONS.react,
    'react-dom': VERSIONS['react-dom'],
  });
  await project.write(
    'instrumentation.js',
    `export async function register() {
       if (process.env.NEXT_RUNTIME === 'nodejs') await import('@fuelgauge/instrumentation/register');
     }`,
  );
  await project.write(
    'app/layout.js',
    'export default ({ children }) => <html><body>{children}</body></html>;',
  );
});
beforeEach(() => world.simulator.failNext('openai', 'rate_limited'));

/** Without those that Next.js makes of its own requests. */
const chats = (): OtlpReceiver['spans'] =>
  world.receiver.spans.filter((span) => span.name.startsWith('chat'));

describe.each(WAYS)('$way', ({ outside, client }) => {
  beforeAll(async () => {
    const config = `export default { serverExternalPackages: ${JSON.stringify(outside)} };`;
    await project.write('next.config.mjs', config);
    await project.write('app/ask/route.js', route(client));
    await project.node([NEXT, 'build'], { env: { NEXT_TELEMETRY_DISABLED: '1' } });
  });

  test('give a route handler’s call one span', async () => {
    // Next.js ends by `process.exit()`, so the span must be on its way before.
    const env = { ...world.env, PATH: process.env.PATH, OTEL_BSP_SCHEDULE_DELAY: '50' };
    const server = spawn(process.execPath, [NEXT, 'start', '--port', '0'], {
      cwd: project.folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const answer = await fetch(`${await urlOf(server.stdout)}/ask`);
      expect(await answer.json()).toEqual({ choices: 1 });
      await expect.poll(() => chats().length).toBeGreaterThan(0);
    } finally {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
    expectOnePricedSpan({ ...world.receiver, spans: chats() });
  });
});

/** Where the server says that it listens. What it says afterwards is read too: a closed pipe would end it. */
function urlOf(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const url = /http:\/\/localhost:\d+/.exec(text)?.[0];
      if (url !== undefined) resolve(url);
    });
    output.on('end', () => reject(new Error(`no server: ${text}`)));
  });
}
