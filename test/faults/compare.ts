/** Both runs of a group side by side, and what a difference is. */
import { isDeepStrictEqual } from 'node:util';
import { actsOf, type Cell, cellsOf, intended } from './application/experiments.ts';
import type { Told } from './fault.ts';
import { type Loading, type ProcessSeen, runGroup, type Seen } from './run.ts';
import type { LedgerEntry } from './telemetry/ledger.ts';
import { toldBy } from './telemetry/told.ts';

/** How often the bare application is asked again, when the two have not seen the same. */
const AGAIN = 3;

export interface Compared {
  readonly bare: ProcessSeen;
  readonly ours: ProcessSeen;
  /** What the bare application saw of a cell each time it ran: the network does not always do the same. */
  readonly seenBare: (id: string) => readonly Seen[];
}

const bareRuns = new Map<string, Promise<ProcessSeen>>();

/** Runs a group without fuelgauge, once, and with it, at the same time. */
export async function compare(group: string, loading: Loading): Promise<Compared> {
  const alone = bareRuns.get(group) ?? runGroup(group, 'not at all');
  bareRuns.set(group, alone);
  const [bare, ours] = await Promise.all([alone, runGroup(group, loading)]);
  const again: ProcessSeen[] = [];
  const known = intended(group);
  const seenBare = (id: string): Seen[] =>
    [bare, ...again].flatMap(({ cells }) => {
      const seen = cells.get(id);
      return seen === undefined ? [] : [seen];
    });
  const differing = (): string[] =>
    [...ours.cells].filter(([id, seen]) => !known.has(id) && !isAmong(seen, seenBare(id))).map(([id]) => id);
  for (let round = 0; round < AGAIN; round++) {
    const ids = differing();
    if (ids.length === 0 || ids.length > 30) break;
    again.push(await runGroup(group, 'not at all', ids));
  }
  return { bare, ours, seenBare };
}

export const isAmong = (seen: Seen, all: readonly Seen[]): boolean =>
  all.some((other) => isDeepStrictEqual(seen, other));

/** The paths at which two things differ. */
export function differences(one: unknown, other: unknown, path = ''): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return [path];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) =>
    differences(
      (one as Record<string, unknown>)[key],
      (other as Record<string, unknown>)[key],
      path === '' ? key : `${path}.${key}`,
    ),
  );
}

export const spansOf = ({ ours }: Compared, id: string): readonly LedgerEntry[] =>
  ours.spans.filter(({ cell }) => cell === id);

/** What the spans of one experiment tell, in the order in which they started. */
export function toldOf(compared: Compared, id: string): Told {
  const lines: { told: Told; count: number }[] = [];
  for (const told of spansOf(compared, id).map(toldBy)) {
    const last = lines.at(-1);
    if (last?.told === told) last.count++;
    else lines.push({ told, count: 1 });
  }
  return (
    lines.map(({ told, count }) => (count > 1 ? `${count} × ${told}` : told)).join(', then ') || 'no span'
  );
}

/** `node24`: a word of every name, since the platforms do not read a broken body alike. */
const PLATFORM = `node${process.versions.node.split('.', 1)[0]}`;

/** What a line of a table says of something: by the key with the most words of its name, the whole name first. */
export function expectedOf(told: Told | Readonly<Record<string, Told>>, name: string): Told {
  if (typeof told === 'string') return told;
  const words = new Set([PLATFORM, ...name.split(/[^\w]+/)]);
  let best: [size: number, told: Told] | undefined;
  for (const [key, value] of Object.entries(told)) {
    const wanted = key.split(' ');
    const fits = key === 'rest' || wanted.every((word) => words.has(word));
    const size = key === 'rest' ? 0 : wanted.length + (key === name ? 0.5 : 0);
    if (fits && (best === undefined || size > best[0])) best = [size, value];
  }
  if (best === undefined) throw new Error(`no line of the table is for ${name}`);
  return best[1];
}

/** The name of a use as the tables may speak of it. */
export const nameOf = ({ use }: Cell): string => (use.includes('stream') ? use : `${use} whole`);

export { actsOf, cellsOf };
