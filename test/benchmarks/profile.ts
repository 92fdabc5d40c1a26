import { run } from './job.ts';
import { installVariants } from './measure-calls.ts';
import { groupOf, shortPath } from './profile-groups.ts';
import type { WorkName } from './programs/calls.ts';
import type { ProfiledFunction, ProfiledJob, ProfiledResult } from './programs/profiled.ts';
import type { TelemetryName } from './telemetry.ts';
import { BARE, OURS } from './variants.ts';

export interface Profile {
  readonly work: WorkName;
  readonly telemetry: TelemetryName;
  /** Microseconds for one time of the bare client and of ours, by whose code it is. */
  readonly groups: readonly { readonly group: string; readonly bare: number; readonly ours: number }[];
  /** Of both, each without what it calls; those first in which ours spends most more than the bare client. */
  readonly functions: readonly ComparedFunction[];
}

export interface ComparedFunction {
  readonly name: string;
  /** Its file and line. */
  readonly place: string;
  readonly group: string;
  /** Microseconds for one time. */
  readonly bare: number;
  readonly ours: number;
}

const TIMES: Readonly<Record<WorkName, { readonly warmUp: number; readonly times: number }>> = {
  call: { warmUp: 10_000, times: 60_000 },
  stream: { warmUp: 500, times: 3000 },
  refused: { warmUp: 5000, times: 30_000 },
};

/** Profiles the bare client and ours, each in a process of its own. */
export async function profile(work: WorkName, telemetry: TelemetryName): Promise<Profile> {
  const folders = await installVariants();
  const of = (variant: string): Promise<ProfiledResult> => {
    const job: ProfiledJob = { telemetry, variant, folder: folders[variant]!, work, ...TIMES[work] };
    return run<ProfiledResult>('programs/profiled.ts', job);
  };
  const bare = (await of(BARE)).functions;
  const ours = (await of(OURS)).functions;
  const [bareGroups, ourGroups] = [grouped(bare), grouped(ours)];
  const groups = [...new Set([...bareGroups.keys(), ...ourGroups.keys()])].map((group) => ({
    group,
    bare: bareGroups.get(group) ?? 0,
    ours: ourGroups.get(group) ?? 0,
  }));
  return {
    work,
    telemetry,
    groups: groups.sort(byAdded),
    functions: compared(bare, ours).sort(byAdded),
  };
}

interface Pair {
  readonly bare: number;
  readonly ours: number;
}

const byAdded = (one: Pair, other: Pair): number => other.ours - other.bare - (one.ours - one.bare);

/** Pairs functions by name and place: each variant has its own copy of the client, at a path of its own. */
function compared(bare: readonly ProfiledFunction[], ours: readonly ProfiledFunction[]): ComparedFunction[] {
  const functions = new Map<string, ComparedFunction>();
  for (const [side, profiled] of [['bare', bare] as const, ['ours', ours] as const]) {
    for (const each of profiled) {
      const place = each.file === '(native)' ? '' : `${shortPath(each.file)}:${each.line}`;
      const key = `${each.name} ${place}`;
      const known = functions.get(key) ?? { name: each.name, place, group: groupOf(each), bare: 0, ours: 0 };
      functions.set(key, { ...known, [side]: known[side] + each.self });
    }
  }
  return [...functions.values()];
}

function grouped(functions: readonly ProfiledFunction[]): Map<string, number> {
  const groups = new Map<string, number>();
  for (const each of functions) groups.set(groupOf(each), (groups.get(groupOf(each)) ?? 0) + each.self);
  return groups;
}
