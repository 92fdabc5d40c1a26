import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { installPackages } from './checkout.ts';
import { cleanEnvironment } from './process.ts';

export interface MockServer {
  readonly url: string;
  stop(): Promise<void>;
}

const startMilliseconds = 60_000;

/** The version of the mock server that the checkout's own script uses. Throws if it names none. */
function steadyVersion(checkout: string): string {
  const match = /@stdy\/cli@([\d.]+)/.exec(readFileSync(join(checkout, 'scripts/mock'), 'utf8'));
  if (!match?.[1]) throw new Error('scripts/mock of the checkout names no version of @stdy/cli');
  return match[1];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address && typeof address === 'object' ? address.port : 0));
    });
  });
}

async function waitUntilHealthy(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startMilliseconds;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the mock server ended with code ${child.exitCode}`);
    const healthy = await fetch(`${url}/_x-steady/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the mock server did not start in time');
}

/** Starts `steady` on the checkout's OpenAPI file, on a free loopback port. */
export async function startMockServer(checkout: string, cache: string): Promise<MockServer> {
  const folder = await installPackages(join(cache, 'steady'), [`@stdy/cli@${steadyVersion(checkout)}`]);
  const port = await freePort();
  const child = spawn(
    join(folder, 'node_modules/.bin/steady'),
    [
      ...['--host', '127.0.0.1', '-p', String(port)],
      ...['--validator-query-array-format=brackets', '--validator-form-array-format=brackets'],
      ...['--validator-query-object-format=brackets', '--validator-form-object-format=brackets'],
      'api_reference/openapi.transformed.yml',
    ],
    { cwd: checkout, env: cleanEnvironment(process.env), stdio: 'ignore', detached: true },
  );
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // The launcher starts the real server as its child, so its whole process group ends.
    process.kill(-child.pid);
    await ended;
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitUntilHealthy(url, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}
