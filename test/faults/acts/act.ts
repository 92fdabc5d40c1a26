import { setTimeout as sleep } from 'node:timers/promises';
import { ASK, ASK_STREAM, type Client, type Major } from '../application/clients.ts';
import { reached } from '../application/control.ts';
import { clientOf, type Place } from '../application/uses.ts';
import type { Told } from '../fault.ts';
import { chunked, fine, half, head } from '../server/reply.ts';
import type { Reply } from '../server/server.ts';

/** A difference that is there on purpose, and would be missed if it went. */
export interface Difference {
  /** Where in what is seen: paths, with all below them. */
  readonly at: readonly string[];
  readonly why: string;
}

/** Something that the application does of its own accord. */
export interface Act {
  /** Reads on from "an application that". */
  readonly name: string;
  /** Default: the provider answers as it should. */
  readonly reply?: Reply;
  readonly timeout?: number;
  readonly maxRetries?: number;
  /** Lets go of what it got, and the garbage collector runs. */
  readonly forgets?: boolean;
  /** Its promise never settles, without fuelgauge either. */
  readonly hangs?: boolean;
  readonly run: (place: Place) => unknown;
  readonly differs?: Difference;
  /** How its span ends, if not once: somebody else ends it too, or it cannot be ended. */
  readonly ends?: 'twice' | 'never';
  /** Its span ends when the answer is garbage, or with the process: nothing tells that nobody reads on. */
  readonly endsLate?: boolean;
  /** What the span tells: always, or by words of the name, `rest` where none fits. */
  readonly told: Told | Readonly<Record<string, Told>>;
}

export const FINE: Reply = (wire, answer) => fine(wire, answer);

/** No headers, ever. */
export const silent: Reply = (wire) => wire.hold();

/** The beginning of an answer, and no more. */
export const stalled: Reply = async (wire, answer) => {
  await half(wire, answer);
  await wire.hold();
  wire.reset();
};

/** Event after event until the client has left: what a provider bills for. */
export const endless: Reply = async (wire, answer) => {
  await wire.write(head(200, { 'content-type': answer.type, 'transfer-encoding': 'chunked' }));
  const [first = '', second = first] = answer.events;
  await wire.write(chunked(first));
  wire.holding = true;
  for (let count = 0; count < 300 && !wire.isClosed; count++) {
    await wire.write(chunked(second));
    await wire.pause(4);
  }
  wire.close();
};

/** Waits until the request has arrived, and as much of the answer has been sent as ever will, or is being sent. */
export async function underWay({ base }: Place): Promise<void> {
  await reached(base, ({ requests, waiting }) => requests > 0 && waiting);
  // Sent is not read.
  await sleep(30);
}

/** What a promise settles to, with its error as it is. */
export async function settled(
  promise: unknown,
): Promise<{ value?: unknown; error?: unknown; failed: boolean }> {
  try {
    return { value: await promise, failed: false };
  } catch (error) {
    return { error, failed: true };
  }
}

/** The two that most things are tried with. */
export const MAJORS: readonly Major[] = [7, 4];

export const chat = (major: Major, place: Place, more: object = {}, options?: object) =>
  clientOf(major, place, more).chat.completions.create(ASK, options as never);

export const stream = (major: Major, place: Place, more: object = {}, options?: object) =>
  clientOf(major, place, more).chat.completions.create(ASK_STREAM, options as never);

export type { Client };
