import { table } from './table.ts';
import type { Target } from './targets.ts';

export function reportTargets(targets: readonly Target[]): string {
  return [
    '### Targets',
    '',
    'Microseconds, medians; A/A is what the untouched copy was off by in the same run:',
    '',
    table(
      ['what', 'fuelgauge', 'at most', 'A/A', 'which is', ''],
      targets.map(({ name, ours, limit, noise, from, isReached }) => [
        name,
        figure(ours),
        figure(limit),
        noise === undefined ? '' : figure(noise),
        from,
        isReached ? 'reached' : 'missed',
      ]),
    ),
  ].join('\n');
}

const figure = (microseconds: number): string => microseconds.toFixed(Math.abs(microseconds) < 2 ? 3 : 1);
