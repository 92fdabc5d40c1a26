import { spread, spreadOfEach } from './format.ts';
import type { CallsMeasurement, Garbage, Transport } from './measure-calls.ts';
import { table } from './table.ts';
import { TELEMETRY } from './telemetry.ts';
import { BARE, VARIANTS } from './variants.ts';
import { CHUNKS } from './work.ts';

const GARBAGE: Readonly<Record<Garbage, string>> = {
  apart: 'garbage collection apart',
  included: 'garbage collection included',
};

const TRANSPORT: Readonly<Record<Transport, string>> = {
  memory: "over the client's fetch option",
  loopback: 'over loopback HTTP',
};

/** The figures of one setting, beside each other. */
export function reportCalls(measurement: CallsMeasurement): string {
  const { comparisons, telemetry, garbage, transport, metrics, spansOfRefused } = measurement;
  const { call, stream, refused } = comparisons;
  const columns: [title: string, cell: (name: string) => string][] = [];
  const baseline: string[] = [];
  if (call !== undefined) {
    baseline.push(`${call.baseline.median.toFixed(1)} µs a call`);
    columns.push(['+µs a call', (name) => spread(call.added[name]!, 1)]);
    if (transport === 'loopback')
      columns.push(['+µs elapsed', (name) => spread(call.addedElapsed[name]!, 0)]);
  }
  if (stream !== undefined) {
    baseline.push(`${stream.baseline.median.toFixed(0)} µs a stream of ${CHUNKS} chunks`);
    columns.push(['+µs a stream', (name) => spread(stream.added[name]!, 0)]);
    columns.push(['+µs a chunk', (name) => spreadOfEach(stream.added[name]!, CHUNKS, 3)]);
  }
  if (refused !== undefined) {
    baseline.push(`${refused.baseline.median.toFixed(1)} µs a call that fails`);
    columns.push(['+µs a call that fails', (name) => spread(refused.added[name]!, 1)]);
    columns.push(['its spans ended', (name) => String(spansOfRefused[name])]);
  }
  if (telemetry === 'metrics') columns.push(['metrics', (name) => String(metrics[name]!.length || 'none')]);
  const each = Object.values(comparisons);
  const rounds = each.map(({ baseline: { samples } }) => samples);
  const collected = Math.max(...each.map((comparison) => comparison.collected));
  return [
    `### ${TELEMETRY[telemetry]}; ${TRANSPORT[transport]}; ${GARBAGE[garbage]}`,
    '',
    `${BARE}: ${baseline.join(', ')}. Added to it, median (quartiles) of ${Math.max(...rounds)} rounds; ` +
      `a collection fell into ${(collected * 100).toFixed(0)} % of the turns:`,
    '',
    table(
      ['variant', ...columns.map(([title]) => title)],
      VARIANTS.filter(({ name }) => name !== BARE).map(({ name }) => [
        name,
        ...columns.map(([, cell]) => cell(name)),
      ]),
    ),
    ...(telemetry === 'metrics' ? ['', metricNames(metrics)] : []),
  ].join('\n');
}

function metricNames(metrics: CallsMeasurement['metrics']): string {
  const recorded = Object.entries(metrics).filter(([, names]) => names.length > 0);
  return recorded
    .map(([name, names]) => `- ${name} records ${names.map((each) => `\`${each}\``).join(', ')}`)
    .join('\n');
}
