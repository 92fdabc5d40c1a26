/**
 * What is added to plain `fetch` over loopback HTTP: fuelgauge's wrapper beside OpenTelemetry's instrumentation of
 * undici, in one process, under one setting. Tells its result as one line of JSON.
 */
import { createRequire } from 'node:module';
import { metrics, trace } from '@opentelemetry/api';
import { BARE_FETCH, FETCH_VARIANTS } from '../fetch-variants.ts';
import { jobOf, tell } from '../job.ts';
import { requireFrom } from '../lab.ts';
import { type Registered, register, type TelemetryName } from '../telemetry.ts';
import { type Schedule, type Subject, type Turns, takeTurns } from '../turns.ts';
import { ACCOUNT, KEY, requestBody } from '../work.ts';

export type FetchWork = 'answer' | 'stream' | 'other';

export interface FetchesJob {
  readonly telemetry: TelemetryName;
  /** The project that has the instrumentation of undici. */
  readonly folder: string;
  readonly port: number;
  readonly schedules: Readonly<Record<FetchWork, Schedule>>;
}

export type FetchesResult = Readonly<Record<FetchWork, Turns>>;

interface UndiciInstrumentation {
  setTracerProvider(provider: unknown): void;
  setMeterProvider(provider: unknown): void;
  enable(): void;
  disable(): void;
}

const job = jobOf<FetchesJob>();
const registered = register(job.telemetry);
const bare = globalThis.fetch;
const { instrumentFetch } = createRequire(import.meta.url)(
  '@fuelgauge/instrumentation',
) as typeof import('@fuelgauge/instrumentation');
const wrapped = instrumentFetch(bare, {
  accounts: { [ACCOUNT]: KEY },
  providers: { '127.0.0.1': 'openai' },
});
const { UndiciInstrumentation } = requireFrom<{ UndiciInstrumentation: new () => UndiciInstrumentation }>(
  job.folder,
  '@opentelemetry/instrumentation-undici',
);
const undici = new UndiciInstrumentation();
undici.setTracerProvider(trace.getTracerProvider());
undici.setMeterProvider(metrics.getMeterProvider());
undici.disable();

const headers = { 'content-type': 'application/json', authorization: `Bearer ${KEY}` };
const post = (fetch: typeof globalThis.fetch, body: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${job.port}/v1/chat/completions`, { method: 'POST', headers, body });
const asked = requestBody(false);
const askedToStream = requestBody(true);

const WORKS: Readonly<Record<FetchWork, (fetch: typeof globalThis.fetch) => Promise<void>>> = {
  async answer(fetch) {
    await (await post(fetch, asked)).json();
  },
  async stream(fetch) {
    for await (const _ of (await post(fetch, askedToStream)).body!);
  },
  // The same server by another name, which is no provider's.
  async other(fetch) {
    await (await fetch(`http://localhost:${job.port}/items`)).json();
  },
};

const subjects = (work: FetchWork): Subject[] => [
  { name: BARE_FETCH, once: () => WORKS[work](bare) },
  { name: FETCH_VARIANTS.control, once: () => WORKS[work](bare) },
  { name: FETCH_VARIANTS.ours, once: () => WORKS[work](wrapped) },
  {
    name: FETCH_VARIANTS.undici,
    once: () => WORKS[work](bare),
    // It listens to all fetches of the process, so it is on for its own turns only.
    enter: () => undici.enable(),
    leave: () => undici.disable(),
  },
];

const SCOPES: Readonly<Record<string, string>> = {
  [FETCH_VARIANTS.ours]: '@fuelgauge/instrumentation',
  [FETCH_VARIANTS.undici]: '@opentelemetry/instrumentation-undici',
};

async function check(work: FetchWork, subject: Subject, telemetry: Registered): Promise<void> {
  subject.enter?.();
  const spans = await telemetry.spansOf(() => subject.once());
  subject.leave?.();
  const scope = SCOPES[subject.name];
  const isOurs = subject.name === FETCH_VARIANTS.ours;
  const wanted = scope === undefined || (isOurs && work === 'other') ? '' : scope;
  const got = spans.map((span) => span.instrumentationScope.name).join();
  if (got !== wanted)
    throw new Error(`${subject.name}: a fetch (${work}) must end a span of "${wanted}", but ended "${got}"`);
  if (!isOurs || work === 'other') return;
  const { attributes } = spans[0]!;
  if (!(Number(attributes['gen_ai.usage.cost.amount']) > 0) || attributes['llm.account.id'] !== ACCOUNT)
    throw new Error(`fuelgauge: the span of a fetch (${work}) bears no cost or no account`);
}

const result = {} as Record<FetchWork, Turns>;
for (const [work, schedule] of Object.entries(job.schedules) as [FetchWork, Schedule][]) {
  result[work] = await takeTurns(subjects(work), schedule);
  if (job.telemetry === 'none') continue;
  for (const subject of subjects(work)) await check(work, subject, registered);
}
tell<FetchesResult>(result);
