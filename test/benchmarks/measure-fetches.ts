import { type Comparison, compare } from './comparison.ts';
import { BARE_FETCH } from './fetch-variants.ts';
import { run, withServer } from './job.ts';
import { installed } from './lab.ts';
import { FLAGS } from './measure-calls.ts';
import type { FetchesJob, FetchesResult, FetchWork } from './programs/fetches.ts';
import type { OtherFetchesJob, OtherFetchesResult } from './programs/other-fetches.ts';
import type { TelemetryName } from './telemetry.ts';

export interface FetchesMeasurement {
  readonly telemetry: TelemetryName;
  readonly comparisons: Readonly<Record<FetchWork, Comparison>>;
}

/** @throws {Error} when a variant did not record what it is measured for. */
export async function measureFetches(telemetry: TelemetryName, rounds: number): Promise<FetchesMeasurement> {
  const folder = await installed('undici', ['@opentelemetry/instrumentation-undici', '@opentelemetry/api']);
  const schedules = {
    answer: { rounds, perTurn: 25, warmUp: 1000 },
    stream: { rounds, perTurn: 5, warmUp: 100 },
    other: { rounds, perTurn: 25, warmUp: 1000 },
  };
  const result = await withServer((port) =>
    run<FetchesResult>(
      'programs/fetches.ts',
      { telemetry, folder, port, schedules } satisfies FetchesJob,
      FLAGS.apart,
    ),
  );
  return { telemetry, comparisons: compareAll(result) };
}

export interface OtherFetchesMeasurement {
  readonly telemetry: TelemetryName;
  /** By how the fetch is called; for `FETCHES_AT_ONCE` calls. */
  readonly comparisons: Readonly<Record<string, Comparison>>;
}

export async function measureOtherFetches(
  telemetry: TelemetryName,
  rounds: number,
): Promise<OtherFetchesMeasurement> {
  const job: OtherFetchesJob = { telemetry, schedule: { rounds, perTurn: 1000, warmUp: 5000 } };
  const result = await run<OtherFetchesResult>('programs/other-fetches.ts', job, FLAGS.apart);
  return { telemetry, comparisons: compareAll(result) };
}

function compareAll<Name extends string>(
  turns: Readonly<Record<Name, Parameters<typeof compare>[1]>>,
): Record<Name, Comparison> {
  return Object.fromEntries(
    Object.entries(turns).map(([name, each]) => [name, compare(BARE_FETCH, each as never)]),
  ) as Record<Name, Comparison>;
}
