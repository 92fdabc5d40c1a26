import ABORTS from '../acts/aborts.ts';
import { type Act, FINE } from '../acts/act.ts';
import DOUBLES from '../acts/doubles.ts';
import READINGS from '../acts/readings.ts';
import REQUESTS from '../acts/requests.ts';
import SURROUNDINGS from '../acts/surroundings.ts';
import TROUBLES from '../acts/troubles.ts';
import type { Fault } from '../fault.ts';
import type { Reply } from '../server/server.ts';
import BODIES from '../table/bodies.ts';
import CONNECTION from '../table/connection.ts';
import STATUSES from '../table/statuses.ts';
import STREAMS from '../table/streams.ts';
import { type Place, USES, type UseName } from './uses.ts';

/** What a process is asked to do. */
export interface Run {
  readonly group: string;
  /** Only these; default all of the group. */
  readonly ids?: readonly string[] | undefined;
  /** Of the misbehaving server. */
  readonly port: number;
  /** Where nobody listens. */
  readonly closedPort: number;
}

/** Something goes wrong while the application does something. */
export interface Experiment {
  /** Its own among all; the first segment of the paths of its requests. */
  readonly id: string;
  readonly origin?: Fault['origin'] | undefined;
  readonly timeout?: number | undefined;
  readonly maxRetries?: number | undefined;
  /** Its promise is not expected ever to settle. */
  readonly hangs?: boolean | undefined;
  /** The application lets go of what it got, and the garbage collector runs. */
  readonly forgets?: boolean | undefined;
  readonly run: (place: Place) => unknown;
}

export const TABLES: Readonly<Record<string, readonly Fault[]>> = {
  connection: CONNECTION,
  body: BODIES,
  stream: STREAMS,
  status: STATUSES,
};

/** One cell of a table: a fault, and a use that sees it. */
export interface Cell extends Experiment {
  readonly fault: Fault;
  readonly use: UseName;
}

const USE_NAMES = Object.keys(USES) as UseName[];

export const cellsOf = (group: string): Cell[] =>
  (TABLES[group] ?? []).flatMap((fault, row) =>
    USE_NAMES.flatMap((use, column) => {
      if (fault.uses?.(use) === false) return [];
      const { origin, timeout, maxRetries } = fault;
      const hangs = fault.hangs?.(use) === true;
      return [
        { id: `${group}-${row}-${column}`, fault, use, origin, timeout, maxRetries, hangs, run: USES[use] },
      ];
    }),
  );

export const ACTS: Readonly<Record<string, readonly Act[]>> = {
  aborts: ABORTS,
  readings: READINGS,
  requests: REQUESTS,
  doubles: DOUBLES,
  surroundings: SURROUNDINGS,
  troubles: TROUBLES,
};

/** An experiment of the application's own making. */
export interface ActExperiment extends Experiment {
  readonly act: Act;
}

export const actsOf = (group: string): ActExperiment[] =>
  (ACTS[group] ?? []).map((act, row) => ({ id: `${group}-${row}`, act, ...act }));

/** Those that see a difference which is there on purpose. */
export const intended = (group: string): ReadonlySet<string> =>
  new Set(actsOf(group).flatMap(({ id, act }) => (act.differs === undefined ? [] : [id])));

export function experimentsOf({ group, ids }: Run): Experiment[] {
  const all = [...cellsOf(group), ...actsOf(group)];
  return ids === undefined ? all : all.filter(({ id }) => ids.includes(id));
}

/** How the server replies to the requests of each experiment. */
export function repliesOf(group: string): ReadonlyMap<string, Reply | undefined> {
  return new Map([
    ...cellsOf(group).map(({ id, fault }) => [id, fault.reply] as const),
    ...actsOf(group).map(({ id, act }) => [id, act.reply ?? FINE] as const),
  ]);
}
