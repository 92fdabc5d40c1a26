/** Both runs of a group side by side, and what a difference is. */
import { isDeepStrictEqual } from 'node:util';
import { type Cell, cellsOf } from './application/experiments.ts';
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

/** Runs a group without fuelgauge and with it, at the same time. */
export async function compare(group: string, loading: Loading): Promise<Compared> {
  const [bare, ours] = await Promise.all([runGroup(group, 'not at all'), runGroup(group, loading)]);
  const again: ProcessSeen[] = [];
  const seenBare = (id: string): Seen[] =>
    [bare, ...again].flatMap(({ cells }) => {
      const seen = cells.get(id);
      return seen === undefined ? [] : [seen];
    });
  const differing = (): string[] =>
    [...ours.cells].filter(([id, seen]) => !isAmong(seen, seenBare(id))).map(([id]) => id);
  for (let round = 0; round < AGAIN; round++) {
    const ids = differing();
    if (ids.length === 0 || ids.length > 30) break;
    again.push(await runGroup(group, 'not at all', ids));
  }
  return { bare, ours, seenBare };
}

export const isAmong = (seen: Seen, all: readonly Seen[]): boolean =>
  all.some((other) => isDeepStrictEqual(seen, other));

export const spansOf = ({ ours }: Compared, { id }: Cell): readonly LedgerEntry[] =>
  ours.spans.filter(({ cell }) => cell === id);

export const toldOf = (compared: Compared, cell: Cell): Told =>
  spansOf(compared, cell).map(toldBy).join(', then ') || 'no span';

/** What the table says of one use: by its name, else by the key with the most words. */
export function expectedOf({ fault: { told }, use }: Cell): Told {
  if (typeof told === 'string') return told;
  const words = new Set([...use.split(' '), ...(use.includes('stream') ? [] : ['whole'])]);
  let best: [size: number, told: Told] | undefined;
  for (const [key, value] of Object.entries(told)) {
    const wanted = key.split(' ');
    const fits = key === 'rest' || wanted.every((word) => words.has(word));
    const size = key === 'rest' ? 0 : key === use ? Number.POSITIVE_INFINITY : wanted.length;
    if (fits && (best === undefined || size > best[0])) best = [size, value];
  }
  if (best === undefined) throw new Error(`no line of the table is for ${use}`);
  return best[1];
}

export { cellsOf };
