import { performance } from 'node:perf_hooks';
import { watchGarbageCollection } from './garbage.ts';
import { shuffled } from './statistics.ts';

/** One thing to measure, beside others. */
export interface Subject {
  readonly name: string;
  /** Before a turn and after it, outside the timed part. */
  enter?(): void;
  leave?(): void;
  once(): Promise<void>;
}

export interface Schedule {
  readonly rounds: number;
  /** How often a subject does its work in one turn; the turn is timed as a whole. */
  readonly perTurn: number;
  /** How often each does it before anything is timed. */
  readonly warmUp: number;
}

/** One entry a round; by name of the subject. */
export type Samples = Readonly<Record<string, readonly number[]>>;

export interface Turns {
  /**
   * Microseconds of processor time for one time, of all threads of the process: what other processes do meanwhile
   * is not in it, and what a collector's helper threads do is.
   */
  readonly microseconds: Samples;
  /** Microseconds by the clock on the wall for one time. */
  readonly elapsed: Samples;
  /** The share of turns, 0 to 1, into which a garbage collection fell. */
  readonly collected: number;
  /** How often each subject did its work in all, untimed times among them. */
  readonly times: number;
}

/** A few untimed times at the start of a turn: what another subject's turn evicted from the caches is not its fault. */
const SETTLING = 2;

/**
 * Lets all subjects do the same work in turns, each round in another order. The young garbage of one is
 * collected before the next one's turn, outside the timed part.
 *
 * @throws what a subject throws.
 */
export async function takeTurns(subjects: readonly Subject[], schedule: Schedule): Promise<Turns> {
  for (const subject of subjects) await repeat(subject, schedule.warmUp);
  const garbage = watchGarbageCollection();
  const microseconds = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  const elapsed = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  const turns: (readonly [start: number, end: number])[] = [];
  for (let round = 0; round < schedule.rounds; round++) {
    for (const subject of shuffled(subjects)) {
      subject.enter?.();
      for (let time = 0; time < SETTLING; time++) await subject.once();
      collect();
      const before = process.cpuUsage();
      const start = performance.now();
      for (let time = 0; time < schedule.perTurn; time++) await subject.once();
      // What was put off until the caller is done belongs to it.
      await new Promise(setImmediate);
      const end = performance.now();
      const { user, system } = process.cpuUsage(before);
      subject.leave?.();
      microseconds.get(subject.name)!.push((user + system) / schedule.perTurn);
      elapsed.get(subject.name)!.push(((end - start) * 1000) / schedule.perTurn);
      turns.push([start, end]);
    }
  }
  const collections = await garbage.stop();
  return {
    microseconds: Object.fromEntries(microseconds),
    elapsed: Object.fromEntries(elapsed),
    collected: turns.filter(([start, end]) => collections.fellBetween(start, end)).length / turns.length,
    times: schedule.warmUp + schedule.rounds * (SETTLING + schedule.perTurn),
  };
}

async function repeat(subject: Subject, times: number): Promise<void> {
  subject.enter?.();
  for (let time = 0; time < times; time++) await subject.once();
  await new Promise(setImmediate);
  subject.leave?.();
}

/** Of the young generation only: a forced collection of all throws compiled code away, and doubles every figure. */
function collect(): void {
  if (globalThis.gc === undefined) throw new Error('to be run with --expose-gc');
  void globalThis.gc({ type: 'minor' });
}
