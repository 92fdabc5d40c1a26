/**
 * What an instrumentation adds to a call and to a stream: all variants in this one process, each with its own copy
 * of `openai`, under one setting. Prints its result as one line of JSON.
 */
import type OpenAI from 'openai';
import { checkRecording } from './check.ts';
import { type CallsJob, type CallsResult, jobOf, tell } from './job.ts';
import { requireFrom } from './lab.ts';
import { register } from './telemetry.ts';
import { takeTurns } from './turns.ts';
import { type ClientClass, VARIANTS, type Variant } from './variants.ts';
import { cannedFetch, chat, KEY, stream } from './work.ts';

interface Prepared {
  readonly variant: Variant;
  readonly client: OpenAI;
}

/** Copies first: an instrumentation that is on would patch those that are loaded after it. */
function prepare(job: CallsJob): Prepared[] {
  const copies = VARIANTS.map((variant) => {
    const folder = job.folders[variant.name]!;
    return { variant, folder, copy: requireFrom<{ OpenAI: ClientClass }>(folder, 'openai') };
  });
  return copies.map(({ variant, folder, copy }) => {
    const instrumented = variant.instrument(folder, copy, job.telemetry === 'metrics');
    const client = new copy.OpenAI({ apiKey: KEY, maxRetries: 0, fetch: cannedFetch });
    return { variant, client: instrumented(client) };
  });
}

const job = jobOf<CallsJob>();
const registered = register(job.telemetry);
const prepared = prepare(job);
const subjects = (work: (client: OpenAI) => Promise<void>) =>
  prepared.map(({ variant, client }) => ({ name: variant.name, once: () => work(client) }));

// A price list, where one is used, is loaded by the first call that needs it.
for (const { client } of prepared) {
  for (let time = 0; time < 100; time++) await chat(client);
  await stream(client);
}
const call = await takeTurns(subjects(chat), job.calls);
const streamed = await takeTurns(subjects(stream), job.streams);
// After the timed part: what was measured is what recorded.
const metricsOf = await registered.recordedMetrics();
for (const { variant, client } of prepared) {
  if (job.telemetry !== 'none') await checkRecording(variant, registered, client);
}
const recorded = Object.fromEntries(
  VARIANTS.map(({ name, scope, metricScope }) => [name, metricsOf.get(metricScope ?? scope ?? '') ?? []]),
);
tell<CallsResult>({ call, stream: streamed, recordedMetrics: recorded });
