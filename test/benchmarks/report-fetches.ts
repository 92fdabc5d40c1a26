import { scaled } from './comparison.ts';
import { BARE_FETCH, FETCH_VARIANTS, FETCHES_AT_ONCE } from './fetch-variants.ts';
import { spread } from './format.ts';
import type { FetchesMeasurement, OtherFetchesMeasurement } from './measure-fetches.ts';
import { table } from './table.ts';
import { TELEMETRY } from './telemetry.ts';
import { CHUNKS } from './work.ts';

export function reportFetches({ telemetry, comparisons }: FetchesMeasurement): string {
  const { answer, stream, other } = comparisons;
  return [
    `### Plain fetch over loopback HTTP; ${TELEMETRY[telemetry]}`,
    '',
    `${BARE_FETCH}: ${answer.baseline.median.toFixed(0)} µs a chat call, ${stream.baseline.median.toFixed(0)} µs a ` +
      `stream of ${CHUNKS} chunks, ${other.baseline.median.toFixed(0)} µs any other request. Added to it, median ` +
      `(quartiles) of ${answer.baseline.samples} rounds:`,
    '',
    table(
      ['variant', '+µs a chat call', '+µs a stream', '+µs any other request'],
      Object.values(FETCH_VARIANTS).map((name) => [
        name,
        spread(answer.added[name]!, 1),
        spread(stream.added[name]!, 0),
        spread(other.added[name]!, 1),
      ]),
    ),
  ].join('\n');
}

export function reportOtherFetches({ telemetry, comparisons }: OtherFetchesMeasurement): string {
  const nanoseconds = 1000 / FETCHES_AT_ONCE;
  return [
    `### A fetch that is no LLM call, over a fetch that answers at once; ${TELEMETRY[telemetry]}`,
    '',
    'Added nanoseconds a fetch, median (quartiles):',
    '',
    table(
      ['called', FETCH_VARIANTS.control, FETCH_VARIANTS.ours],
      Object.entries(comparisons).map(([name, { added }]) => [
        name,
        spread(scaled(added[FETCH_VARIANTS.control]!, nanoseconds), 0),
        spread(scaled(added[FETCH_VARIANTS.ours]!, nanoseconds), 0),
      ]),
    ),
  ].join('\n');
}
