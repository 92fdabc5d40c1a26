/**
 * What an instrumentation adds to a call, a stream and a failed call: all variants in this one process, each with
 * its own copy of `openai`, under one setting. Tells its result as one line of JSON.
 */
import type OpenAI from 'openai';
import { checkCount, checkRecording } from '../check.ts';
import { jobOf, tell } from '../job.ts';
import { requireFrom } from '../lab.ts';
import { register, type TelemetryName } from '../telemetry.ts';
import { type Schedule, type Turns, takeTurns } from '../turns.ts';
import { type ClientClass, OURS, VARIANTS } from '../variants.ts';
import { cannedFetch, chat, KEY, REFUSING, refused, stream } from '../work.ts';

export type WorkName = 'call' | 'stream' | 'refused';

export interface CallsJob {
  readonly telemetry: TelemetryName;
  /** Where each variant's copy of `openai` is, by the variant's name. */
  readonly folders: Readonly<Record<string, string>>;
  /** Port of the provider on loopback; without one the client's `fetch` option answers from memory. */
  readonly port?: number;
  readonly schedules: Readonly<Partial<Record<WorkName, Schedule>>>;
}

export interface CallsResult {
  readonly turns: Readonly<Partial<Record<WorkName, Turns>>>;
  /** Names of the metrics that each variant recorded, by the variant's name. */
  readonly metrics: Readonly<Record<string, readonly string[]>>;
  /** How many spans a refused call of each variant ended. */
  readonly spansOfRefused: Readonly<Record<string, number>>;
}

const WORKS: Readonly<Record<WorkName, (client: OpenAI) => Promise<void>>> = { call: chat, stream, refused };

/** What makes a client of each variant. */
function clients(job: CallsJob): Map<string, (baseURL?: string) => OpenAI> {
  const loaded = VARIANTS.map((variant) => {
    const folder = job.folders[variant.name]!;
    const copy = requireFrom<{ OpenAI: ClientClass }>(folder, 'openai');
    return { variant, copy, instrument: variant.load(folder) };
  });
  return new Map(
    loaded.map(({ variant, copy, instrument }) => {
      const wrap = instrument(copy, job.telemetry === 'metrics');
      const fetch = job.port === undefined ? cannedFetch : variant.wrapFetch?.(globalThis.fetch);
      const options = { apiKey: KEY, maxRetries: 0, ...(fetch && { fetch }) };
      return [variant.name, (baseURL) => wrap(new copy.OpenAI({ ...options, baseURL }))];
    }),
  );
}

const job = jobOf<CallsJob>();
const registered = register(job.telemetry);
const make = clients(job);
const baseURL = job.port === undefined ? undefined : `http://127.0.0.1:${job.port}/v1`;
const answered = new Map([...make].map(([name, client]) => [name, client(baseURL)]));
const failing = new Map([...make].map(([name, client]) => [name, client(REFUSING)]));

const turns: Partial<Record<WorkName, Turns>> = {};
for (const [name, schedule] of Object.entries(job.schedules) as [WorkName, Schedule][]) {
  const of = name === 'refused' ? failing : answered;
  const subjects = [...of].map(([variant, client]) => ({ name: variant, once: () => WORKS[name](client) }));
  const before = new Map(VARIANTS.map(({ scope }) => [scope, registered.ended(scope ?? '')]));
  turns[name] = await takeTurns(subjects, schedule);
  if (job.telemetry === 'none' || name === 'refused') continue;
  for (const { name: variant, scope } of VARIANTS) {
    if (scope === undefined) continue;
    checkCount(variant, name, registered.ended(scope) - before.get(scope)!, turns[name].times);
  }
}

const recorded = await registered.recordedMetrics();
const spansOfRefused: Record<string, number> = {};
for (const variant of VARIANTS) {
  // After the timed part: those that were measured are those that record.
  if (job.telemetry !== 'none') await checkRecording(variant, registered, answered.get(variant.name)!);
  if (job.schedules.refused === undefined) continue;
  const spans = await registered.spansOf(() => refused(failing.get(variant.name)!));
  spansOfRefused[variant.name] = spans.length;
  const category = spans[0]?.attributes['llm.error.category'];
  if (job.telemetry !== 'none' && variant.name === OURS && category !== 'insufficient_balance')
    throw new Error(`fuelgauge: the span of a refused call bears the category ${String(category)}`);
}
tell<CallsResult>({
  turns,
  metrics: Object.fromEntries(
    VARIANTS.map(({ name, scope, metricScope }) => [name, recorded.get(metricScope ?? scope ?? '') ?? []]),
  ),
  spansOfRefused,
});
