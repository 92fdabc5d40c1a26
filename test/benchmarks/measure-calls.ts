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

/** Short turns in many rounds tell more in the same time than long ones in few: what disturbs comes in bursts. */
const SHORT: Readonly<Record<WorkName, Omit<Schedule, 'rounds'>>> = {
  // So many until every variant's functions are compiled for good; those of more code take longer.
  call: { perTurn: 50, warmUp: 20_000 },
  stream: { perTurn: 5, warmUp: 200 },
  refused: { perTurn: 50, warmUp: 3000 },
};

const LONG: Readonly<Record<WorkName, Omit<Schedule, 'rounds'>>> = {
  call: { perTurn: 2000, warmUp: 20_000 },
  stream: { perTurn: 100, warmUp: 200 },
  refused: { perTurn: 1000, warmUp: 3000 },
};

function scheduleOf(work: WorkName, { garbage, transport }: CallsSetting, rounds: number): Schedule {
  if (garbage === 'included') return { ...LONG[work], rounds: Math.max(3, Math.ceil(rounds / 15)) };
  const { perTurn, warmUp } = SHORT[work];
  if (transport === 'memory') return { perTurn, warmUp, rounds };
  return { perTurn: Math.ceil(perTurn / 2), warmUp: warmUp / 4, rounds };
}
