import { type Comparison, compare } from './comparison.ts';
import { run, withServer } from './job.ts';
import { installed } from './lab.ts';
import type { CallsJob, CallsResult, WorkName } from './programs/calls.ts';
import type { TelemetryName } from './telemetry.ts';
import type { Schedule } from './turns.ts';
import { BARE, VARIANTS } from './variants.ts';

/** How garbage collection is billed. */
export type Garbage =
  /** Turns so short, and a young generation so large, that hardly any falls into a timed part. */
  | 'apart'
  /** Long turns under Node's own settings: who makes garbage pays for its collection. */
  | 'included';

export type Transport = 'memory' | 'loopback';

export const FLAGS: Readonly<Record<Garbage, readonly string[]>> = {
  apart: ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'],
  included: ['--expose-gc'],
};

export interface CallsSetting {
  readonly telemetry: TelemetryName;
  readonly garbage: Garbage;
  readonly transport: Transport;
  readonly works: readonly WorkName[];
}

export interface CallsMeasurement extends CallsSetting {
  readonly comparisons: Readonly<Partial<Record<WorkName, Comparison>>>;
  readonly metrics: CallsResult['metrics'];
  readonly spansOfRefused: CallsResult['spansOfRefused'];
}

/** Each variant's own project: a private copy of `openai`, and the instrumentation if npm has it. */
export async function installVariants(): Promise<CallsJob['folders']> {
  const folders: Record<string, string> = {};
  for (const [at, { name, packages }] of VARIANTS.entries()) {
    folders[name] = await installed(`variant-${at}`, ['openai', '@opentelemetry/api', ...packages]);
  }
  return folders;
}

/** @throws {Error} when a variant did not record what it is measured for. */
export async function measureCalls(
  folders: CallsJob['folders'],
  setting: CallsSetting,
  rounds: number,
): Promise<CallsMeasurement> {
  const { telemetry, garbage, transport, works } = setting;
  const schedules = Object.fromEntries(works.map((work) => [work, scheduleOf(work, setting, rounds)]));
  const measure = (port?: number): Promise<CallsResult> =>
    run<CallsResult>(
      'programs/calls.ts',
      { telemetry, folders, schedules, ...(port !== undefined && { port }) } satisfies CallsJob,
      FLAGS[garbage],
    );
  const { turns, metrics, spansOfRefused } = await (transport === 'loopback'
    ? withServer(measure)
    : measure());
  return {
    ...setting,
    comparisons: Object.fromEntries(
      Object.entries(turns).map(([work, each]) => [work, compare(BARE, each)] as const),
    ),
    metrics,
    spansOfRefused,
  };
}

const SHORT: Readonly<Record<WorkName, Omit<Schedule, 'rounds'>>> = {
  call: { perTurn: 200, warmUp: 4000 },
  stream: { perTurn: 20, warmUp: 200 },
  refused: { perTurn: 100, warmUp: 3000 },
};

function scheduleOf(work: WorkName, { garbage, transport }: CallsSetting, rounds: number): Schedule {
  const short = SHORT[work];
  if (transport === 'loopback') return { rounds, perTurn: short.perTurn / 2, warmUp: short.warmUp / 4 };
  if (garbage === 'apart') return { ...short, rounds };
  return {
    ...short,
    rounds: Math.max(3, Math.ceil(rounds / 5)),
    perTurn: short.perTurn * (work === 'stream' ? 5 : 10),
  };
}
