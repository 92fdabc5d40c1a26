import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What this process was started to do. */
export function jobOf<Job>(): Job {
  return JSON.parse(process.argv[2] ?? '{}') as Job;
}

/** Gives the result to who started this process. */
export function tell<Result>(result: Result): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/**
 * Runs a program of this folder in a process of its own, so that nothing of one setting is left in the next.
 *
 * @throws {Error} with what it said, when it fails.
 */
export function run<Result>(program: string, job: object, flags: readonly string[] = []): Promise<Result> {
  const child = start(program, job, flags);
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const line = stdout.trimEnd().split('\n').at(-1);
      if (code === 0 && line !== undefined) resolve(JSON.parse(line) as Result);
      else reject(new Error(`${program} ended with exit code ${code}\n${stderr || stdout}`));
    });
  });
}

/**
 * Runs `work` while the provider on loopback serves, in another process.
 *
 * @throws what `work` throws.
 */
export async function withServer<T>(work: (port: number) => Promise<T>): Promise<T> {
  const child = start('programs/server.ts', {}, []);
  try {
    const port = await new Promise<number>((resolve, reject) => {
      let stderr = '';
      child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      child.on('error', reject);
      child.on('close', (code) => reject(new Error(`the server ended with exit code ${code}\n${stderr}`)));
      child.stdout!.setEncoding('utf8').once('data', (line: string) => {
        resolve((JSON.parse(line) as { port: number }).port);
      });
    });
    return await work(port);
  } finally {
    child.kill();
  }
}

function start(program: string, job: object, flags: readonly string[]): ChildProcess {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const node = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];
  return spawn(process.execPath, [...flags, ...node, file, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(),
  });
}

/** Nothing that would configure an instrumentation. */
export function environment(): NodeJS.ProcessEnv {
  const configures = /^(?:OTEL|FUELGAUGE|OPENAI|OPENLIT|LANGFUSE|OPENINFERENCE|TRACELOOP)_|^NODE_OPTIONS$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !configures.test(name)));
}
