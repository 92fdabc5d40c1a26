import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TelemetryName } from './telemetry.ts';
import type { Schedule, Turns } from './turns.ts';

export interface CallsJob {
  readonly telemetry: TelemetryName;
  /** Where each variant's copy of `openai` is, by the variant's name. */
  readonly folders: Readonly<Record<string, string>>;
  readonly calls: Schedule;
  readonly streams: Schedule;
}

export interface CallsResult {
  readonly call: Turns;
  readonly stream: Turns;
  /** Names of the metrics that each variant recorded, by the variant's name. */
  readonly recordedMetrics: Readonly<Record<string, readonly string[]>>;
}

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
  const file = fileURLToPath(new URL(program, import.meta.url));
  const args = [
    ...flags,
    '--experimental-strip-types',
    '--disable-warning=ExperimentalWarning',
    file,
    JSON.stringify(job),
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment() });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
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

/** Nothing that would configure an instrumentation. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:OTEL|FUELGAUGE|OPENAI|OPENLIT|LANGFUSE)_|^NODE_OPTIONS$/.test(name),
    ),
  );
}
