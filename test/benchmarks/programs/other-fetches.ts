/**
 * What fuelgauge's wrapper adds to a fetch that is no LLM call, with a fetch underneath that answers at once: what
 * is left is the wrapper. Tells its result as one line of JSON.
 */
import { createRequire } from 'node:module';
import { BARE_FETCH, FETCH_VARIANTS, FETCHES_AT_ONCE } from '../fetch-variants.ts';
import { jobOf, tell } from '../job.ts';
import { register, type TelemetryName } from '../telemetry.ts';
import { type Schedule, type Turns, takeTurns } from '../turns.ts';

export interface OtherFetchesJob {
  readonly telemetry: TelemetryName;
  readonly schedule: Schedule;
}

/** By how the fetch is called. */
export type OtherFetchesResult = Readonly<Record<string, Turns>>;

const { instrumentFetch } = createRequire(import.meta.url)(
  '@fuelgauge/instrumentation',
) as typeof import('@fuelgauge/instrumentation');
const job = jobOf<OtherFetchesJob>();
register(job.telemetry);

const answer = Promise.resolve(new Response('{}'));
type Fetch = typeof globalThis.fetch;
const bare: Fetch = () => answer;
const control: Fetch = () => answer;
const wrapped = instrumentFetch(() => answer, {});

const url = 'https://api.example.com/v1/items?page=2';
const post = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ item: 'a gauge', count: 3 }),
};
const parsed = new URL(url);
const request = new Request(url);

const CALLS: Readonly<Record<string, (fetch: Fetch) => Promise<Response>>> = {
  'GET by a string': (fetch) => fetch(url),
  'GET by a URL': (fetch) => fetch(parsed),
  'GET by a Request': (fetch) => fetch(request),
  'POST of JSON by a string': (fetch) => fetch(url, post),
};

const repeated = (call: (fetch: Fetch) => Promise<Response>, fetch: Fetch) => async (): Promise<void> => {
  for (let time = 0; time < FETCHES_AT_ONCE; time++) await call(fetch);
};

const result: Record<string, Turns> = {};
for (const [name, call] of Object.entries(CALLS)) {
  result[name] = await takeTurns(
    [
      { name: BARE_FETCH, once: repeated(call, bare) },
      { name: FETCH_VARIANTS.control, once: repeated(call, control) },
      { name: FETCH_VARIANTS.ours, once: repeated(call, wrapped) },
    ],
    job.schedule,
  );
}
tell<OtherFetchesResult>(result);
