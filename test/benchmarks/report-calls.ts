import { addedTo } from './added.ts';
import type { CallsMeasurement } from './measure-calls.ts';
import { type Summary, summarise } from './statistics.ts';
import { table } from './table.ts';
import { TELEMETRY } from './telemetry.ts';
import { BARE, VARIANTS } from './variants.ts';
import { CHUNKS } from './work.ts';

const GARBAGE = {
  apart: 'garbage collection apart',
  included: 'garbage collection included',
} as const;

/** The figures of one setting, beside each other. */
export function reportCalls(measurement: CallsMeasurement): string {
  const { call, stream, telemetry, garbage } = measurement;
  const perCall = addedTo(BARE, call.microseconds);
  const perStream = addedTo(BARE, stream.microseconds);
  const perChunk = addedTo(BARE, stream.microseconds, CHUNKS);
  const bare = {
    call: summarise(call.microseconds[BARE]!),
    stream: summarise(stream.microseconds[BARE]!),
  };
  const rows = VARIANTS.filter(({ name }) => name !== BARE).map(({ name }) => [
    name,
    spread(perCall[name]!, 1),
    spread(perStream[name]!, 0),
    spread(perChunk[name]!, 3),
    ...(telemetry === 'metrics' ? [String(measurement.recordedMetrics[name]!.length || 'none')] : []),
  ]);
  return [
    `### ${TELEMETRY[telemetry]}; ${GARBAGE[garbage]}`,
    '',
    `${BARE} takes ${bare.call.median.toFixed(1)} µs a call and ${bare.stream.median.toFixed(0)} µs a stream of ${CHUNKS} chunks. ` +
      `Added to it, median (quartiles) of ${bare.call.samples} rounds:`,
    '',
    table(
      [
        'variant',
        '+µs a call',
        '+µs a stream',
        '+µs a chunk',
        ...(telemetry === 'metrics' ? ['metrics'] : []),
      ],
      rows,
    ),
  ].join('\n');
}

function spread({ median, lower, upper }: Summary, digits: number): string {
  return `${median.toFixed(digits)} (${lower.toFixed(digits)}…${upper.toFixed(digits)})`;
}
