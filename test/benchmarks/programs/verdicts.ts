/**
 * The classification alone: processor time of `classify()` for each payload that the tests of the package hold, and
 * for the refusal of the benchmark's failed call. Tells its result as one line of JSON.
 */
import { performance } from 'node:perf_hooks';
import { type ClassifyInput, classify } from '@fuelgauge/errors';
import { FIXTURES } from '../../../packages/errors/test/fixtures/all.ts';
import { jobOf, tell } from '../job.ts';
import { shuffled } from '../statistics.ts';
import { REFUSAL, REFUSING } from '../work.ts';

export interface VerdictsJob {
  readonly rounds: number;
}

export interface VerdictsResult {
  /** Microseconds of the first verdict of the process, in which the rules are compiled. */
  readonly first: number;
  /** Microseconds for one time, one entry a round. */
  readonly refusal: readonly number[];
  /** The same of each payload. */
  readonly payloads: readonly { readonly name: string; readonly microseconds: readonly number[] }[];
}

interface Timed {
  readonly name: string;
  readonly input: ClassifyInput;
  readonly microseconds: number[];
}

/** Times that are measured together: one alone is shorter than the clock can tell. */
const AT_ONCE = 10;
const WARM_UP = 20;

const job = jobOf<VerdictsJob>();
const refusal: Timed = {
  name: 'refusal',
  input: { baseUrl: REFUSING, status: 402, body: REFUSAL },
  microseconds: [],
};
const payloads: Timed[] = FIXTURES.map((fixture, at) => {
  const { at: baseUrl, status, headers, body, message, error } = fixture;
  return {
    name: `${at} ${status ?? '–'} ${fixture.rule} ${baseUrl ?? ''}`.trimEnd(),
    input: { baseUrl, status, headers, body, message, error },
    microseconds: [],
  };
});

const start = performance.now();
const verdict = classify(refusal.input);
const first = (performance.now() - start) * 1000;
if (verdict.category !== 'insufficient_balance' || verdict.owner !== 'byok')
  throw new Error(`the refusal was classified as ${verdict.category} of ${verdict.owner}`);

const all = [refusal, ...payloads];
for (const { input } of all) for (let time = 0; time < WARM_UP; time++) classify(input);
for (let round = 0; round < job.rounds; round++) {
  for (const { input, microseconds } of shuffled(all)) {
    const before = process.cpuUsage();
    for (let time = 0; time < AT_ONCE; time++) classify(input);
    const after = process.cpuUsage();
    microseconds.push((after.user + after.system - before.user - before.system) / AT_ONCE);
  }
}
tell<VerdictsResult>({
  first,
  refusal: refusal.microseconds,
  payloads: payloads.map(({ name, microseconds }) => ({ name, microseconds })),
});
