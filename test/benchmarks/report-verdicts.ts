import { spread } from './format.ts';
import type { VerdictsMeasurement } from './measure-verdicts.ts';
import { table } from './table.ts';

export function reportVerdicts({ first, refusal, payloads, slowest }: VerdictsMeasurement): string {
  return [
    '### The verdict alone',
    '',
    'Microseconds of `classify()`, median (quartiles):',
    '',
    table(
      ['payload', 'µs'],
      [
        ["the failed call's 402, an upstream's error nested in it", spread(refusal, 1)],
        [`the ${payloads.samples} payloads of the tests`, spread(payloads, 1)],
        ['… 95 % take at most', payloads.percentile95.toFixed(1)],
        [`… the slowest (${slowest})`, payloads.slowest.toFixed(1)],
        ['the first of a process, which indexes the rules', first.toFixed(0)],
      ],
    ),
  ].join('\n');
}
