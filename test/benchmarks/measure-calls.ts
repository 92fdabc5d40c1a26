import { type CallsJob, type CallsResult, run } from './job.ts';
import { installed } from './lab.ts';
import type { TelemetryName } from './telemetry.ts';
import { VARIANTS } from './variants.ts';

/** How garbage collection is billed. */
export type Garbage =
  /** Turns so short, and a young generation so large, that none falls into the timed part. */
  | 'apart'
  /** Long turns under Node's own settings: who makes garbage pays for its collection. */
  | 'included';

const FLAGS: Readonly<Record<Garbage, readonly string[]>> = {
  apart: ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'],
  included: ['--expose-gc'],
};

/** Each variant's own project: a private copy of `openai`, and the instrumentation if npm has it. */
export async function installVariants(): Promise<Readonly<Record<string, string>>> {
  const folders: Record<string, string> = {};
  for (const [at, { name, packages }] of VARIANTS.entries()) {
    folders[name] = await installed(`variant-${at}`, ['openai', '@opentelemetry/api', ...packages]);
  }
  return folders;
}

export interface CallsMeasurement extends CallsResult {
  readonly telemetry: TelemetryName;
  readonly garbage: Garbage;
}

/** @throws {Error} when a variant did not record what it is measured for. */
export async function measureCalls(
  folders: CallsJob['folders'],
  telemetry: TelemetryName,
  garbage: Garbage,
  rounds: number,
): Promise<CallsMeasurement> {
  const job: CallsJob =
    garbage === 'apart'
      ? {
          telemetry,
          folders,
          calls: { rounds, perTurn: 200, warmUp: 4000 },
          streams: { rounds, perTurn: 10, warmUp: 200 },
        }
      : {
          telemetry,
          folders,
          calls: { rounds: Math.ceil(rounds / 5), perTurn: 2000, warmUp: 4000 },
          streams: { rounds: Math.ceil(rounds / 5), perTurn: 100, warmUp: 200 },
        };
  return { telemetry, garbage, ...(await run<CallsResult>('calls.ts', job, FLAGS[garbage])) };
}
