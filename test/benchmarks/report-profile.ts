import type { Profile } from './profile.ts';
import type { WorkName } from './programs/calls.ts';
import { table } from './table.ts';
import { TELEMETRY } from './telemetry.ts';
import { CHUNKS } from './work.ts';

const UNIT: Readonly<Record<WorkName, string>> = {
  call: 'call',
  stream: `stream of ${CHUNKS} chunks`,
  refused: 'call that fails',
};

const MOST = 25;

export function reportProfile({ work, telemetry, groups, functions }: Profile): string {
  const sum = (of: 'bare' | 'ours'): number => groups.reduce((total, each) => total + each[of], 0);
  const row = (group: string, bare: number, ours: number): string[] => [
    group,
    bare.toFixed(1),
    ours.toFixed(1),
    (ours - bare).toFixed(1),
  ];
  return [
    `### Profile of a ${UNIT[work]}; ${TELEMETRY[telemetry]}`,
    '',
    `Microseconds of processor time a ${UNIT[work]}, by whose code it is; the profiler makes all of it slower:`,
    '',
    table(
      ['whose', 'bare', 'fuelgauge', 'added'],
      [
        ...groups.map(({ group, bare, ours }) => row(group, bare, ours)),
        row('all', sum('bare'), sum('ours')),
      ],
    ),
    '',
    'The functions that grew most, each without what it calls:',
    '',
    table(
      ['function', 'bare', 'fuelgauge', 'added', 'whose', 'place'],
      functions
        .slice(0, MOST)
        .map(({ name, place, group, bare, ours }) => [
          name,
          bare.toFixed(2),
          ours.toFixed(2),
          (ours - bare).toFixed(2),
          group,
          place,
        ]),
    ),
  ].join('\n');
}
