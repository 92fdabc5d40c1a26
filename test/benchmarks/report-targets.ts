import { table } from './table.ts';
import type { Target } from './targets.ts';

export function reportTargets(targets: readonly Target[]): string {
  return [
    '### Targets',
    '',
    'Microseconds, medians:',
    '',
    table(
      ['added to', 'fuelgauge', 'at most', 'which is', ''],
      targets.map(({ name, ours, limit, from, isReached }) => [
        name,
        figure(ours),
        figure(limit),
        from,
        isReached ? 'reached' : 'missed',
      ]),
    ),
  ].join('\n');
}

const figure = (microseconds: number): string => microseconds.toFixed(Math.abs(microseconds) < 2 ? 3 : 1);
