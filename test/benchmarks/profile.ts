import { run } from './job.ts';
import { installVariants } from './measure-calls.ts';
import { groupOf } from './profile-groups.ts';
import type { WorkName } from './programs/calls.ts';
import type { ProfiledFunction, ProfiledJob, ProfiledResult } from './programs/profiled.ts';
import type { TelemetryName } from './telemetry.ts';
import { BARE, OURS } from './variants.ts';

export interface Profile {
  readonly work: WorkName;
  readonly telemetry: TelemetryName;
  /** Microseconds for one time of the bare client and of ours, by whose code it is. */
  readonly groups: readonly { readonly group: string; readonly bare: number; readonly ours: number }[];
  /** Of ours, those that are neither the client's, Node's nor the benchmark's; the costliest first. */
  readonly functions: readonly ProfiledFunction[];
}

const TIMES: Readonly<Record<WorkName, { readonly warmUp: number; readonly times: number }>> = {
  call: { warmUp: 10_000, times: 60_000 },
  stream: { warmUp: 500, times: 3000 },
  refused: { warmUp: 5000, times: 30_000 },
};

const NOT_OURS = new Set(['the benchmark', 'openai client', 'Node', 'V8 builtins', 'V8 and the system']);

/** Profiles the bare client and ours, each in a process of its own. */
export async function profile(work: WorkName, telemetry: TelemetryName): Promise<Profile> {
  const folders = await installVariants();
  const of = (variant: string): Promise<ProfiledResult> => {
    const job: ProfiledJob = { telemetry, variant, folder: folders[variant]!, work, ...TIMES[work] };
    return run<ProfiledResult>('programs/profiled.ts', job);
  };
  const bare = grouped((await of(BARE)).functions);
  const { functions } = await of(OURS);
  const ours = grouped(functions);
  const groups = [...new Set([...bare.keys(), ...ours.keys()])].map((group) => ({
    group,
    bare: bare.get(group) ?? 0,
    ours: ours.get(group) ?? 0,
  }));
  groups.sort((one, other) => other.ours - other.bare - (one.ours - one.bare));
  return {
    work,
    telemetry,
    groups,
    functions: functions.filter((each) => !NOT_OURS.has(groupOf(each))),
  };
}

function grouped(functions: readonly ProfiledFunction[]): Map<string, number> {
  const groups = new Map<string, number>();
  for (const each of functions) groups.set(groupOf(each), (groups.get(groupOf(each)) ?? 0) + each.self);
  return groups;
}
