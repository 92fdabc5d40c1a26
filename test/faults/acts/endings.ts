/** The process ends: of its own accord, by an error that nobody catches, by a signal, or in the middle of a call. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { ASK, ASK_STREAM, helpers } from '../application/clients.ts';
import { clientOf, drained, type Place, post } from '../application/uses.ts';
import { errorBody, half, refuse } from '../server/reply.ts';
import type { Reply } from '../server/server.ts';
import { endless, FINE, silent, underWay } from './act.ts';

/** One process of its own. */
export interface Ending {
  /** Reads on from "a process that". */
  readonly name: string;
  readonly reply: Reply;
  readonly nodeOptions?: readonly string[];
  readonly run: (place: Place) => unknown;
}

const refused: Reply = (wire, answer) =>
  refuse(wire, answer, 402, errorBody('insufficient_quota', 'You exceeded your current quota'));
const reset: Reply = async (wire) => wire.reset();
const cut: Reply = async (wire, answer) => {
  await half(wire, answer);
  wire.close();
};

const chat = (place: Place) => clientOf(7, place).chat.completions.create(ASK);
const stream = (place: Place) => clientOf(7, place).chat.completions.create(ASK_STREAM);

/** Runs something at the third chunk of a stream that does not end. */
async function amid(place: Place, run: () => unknown): Promise<void> {
  let chunks = 0;
  for await (const _ of await stream(place)) if (++chunks === 3) await run();
}

async function amidFetch(place: Place, run: () => unknown): Promise<void> {
  const reader = (await post(place, ASK_STREAM)).body!.getReader();
  await reader.read();
  await run();
  while (!(await reader.read()).done);
}

const killed = (signal: NodeJS.Signals) => async (): Promise<void> => {
  process.kill(process.pid, signal);
  await sleep(10_000);
};

/** Where the network needs a permission too. */
const NETWORK = process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [];

/** Ways of starting Node.js in which code that takes liberties fails. */
const FLAGS: readonly (readonly string[])[] = [
  ['--frozen-intrinsics'],
  ['--permission', '--allow-fs-read=*', ...NETWORK],
  ['--pending-deprecation', '--throw-deprecation'],
  ['--disallow-code-generation-from-strings'],
  ['--disable-proto=throw'],
];

export const ENDINGS: readonly Ending[] = [
  { name: 'makes a call and ends', reply: FINE, run: async (place) => console.log(await chat(place)) },
  {
    name: 'reads a stream, sets an exit code and ends',
    reply: FINE,
    run: async (place) => {
      console.log(await drained(await stream(place)));
      process.exitCode = 4;
    },
  },
  { name: 'does not catch what a call throws', reply: refused, run: (place) => void chat(place) },
  {
    name: 'does not catch what a call throws while it waits for it',
    reply: refused,
    run: (place) => chat(place),
  },
  {
    name: 'does not catch what a stream throws',
    reply: cut,
    run: async (place) => void drainedLoudly(place),
  },
  {
    name: 'does not catch what a stream helper throws',
    reply: refused,
    run: (place) => void helpers(clientOf(7, place), 7).chat.completions.stream(ASK_STREAM),
  },
  {
    name: 'does not catch what openai 4 throws',
    reply: refused,
    run: (place) => void clientOf(4, place).chat.completions.create(ASK),
  },
  { name: 'does not catch what fetch throws', reply: reset, run: (place) => void post(place, ASK) },
  {
    name: 'does not catch what the reading of a body throws',
    reply: cut,
    run: async (place) => void (await post(place, ASK)).json(),
  },
  {
    name: 'only warns of what it does not catch',
    reply: refused,
    nodeOptions: ['--unhandled-rejections=warn'],
    run: (place) => void chat(place),
  },
  {
    name: 'throws in the loop over a stream',
    reply: endless,
    run: (place) =>
      amid(place, () => {
        throw new RangeError('of the application');
      }),
  },
  {
    name: 'throws in a timer while a stream is read',
    reply: endless,
    run: (place) =>
      amid(place, () =>
        setTimeout(() => {
          throw new RangeError('of the application');
        }),
      ),
  },
  {
    name: 'calls process.exit() in mid-stream',
    reply: endless,
    run: (place) => amid(place, () => process.exit(3)),
  },
  {
    name: 'calls process.exit() in a fetch’s mid-stream',
    reply: endless,
    run: (place) => amidFetch(place, () => process.exit(3)),
  },
  {
    name: 'calls process.exit() while it waits for the headers',
    reply: silent,
    run: async (place) => {
      void chat(place);
      await underWay(place);
      process.exit(5);
    },
  },
  { name: 'is sent SIGTERM in mid-stream', reply: endless, run: (place) => amid(place, killed('SIGTERM')) },
  {
    name: 'is sent SIGINT in a fetch’s mid-stream',
    reply: endless,
    run: (place) => amidFetch(place, killed('SIGINT')),
  },
  {
    name: 'answers SIGTERM in mid-stream by a listener of its own',
    reply: endless,
    run: (place) => {
      process.on('SIGTERM', () => {
        console.log('stopping');
        process.exit(6);
      });
      return amid(place, killed('SIGTERM'));
    },
  },
  {
    name: 'answers SIGTERM once, and ends when its calls have',
    reply: endless,
    run: async (place) => {
      const controller = new AbortController();
      process.once('SIGTERM', () => controller.abort());
      const answer = await clientOf(7, place).chat.completions.create(ASK_STREAM, {
        signal: controller.signal,
      });
      let chunks = 0;
      for await (const _ of answer) if (++chunks === 3) process.kill(process.pid, 'SIGTERM');
      console.log('stopped', chunks >= 3);
    },
  },
  {
    name: 'waits for what never comes',
    reply: FINE,
    run: async (place) => {
      await chat(place);
      await new Promise(() => {});
    },
  },
  {
    name: 'never reads its answer',
    reply: endless,
    run: async (place) => console.log((await post(place, ASK_STREAM)).status),
  },
  {
    name: 'makes another call when it could end',
    reply: FINE,
    run: async (place) => {
      process.once('beforeExit', () => void chat(place).then(({ id }) => console.log('again', id)));
      console.log((await chat(place)).id);
    },
  },
  ...FLAGS.map(
    (flags): Ending => ({
      name: `is started with ${flags.join(' ')}`,
      reply: FINE,
      nodeOptions: flags,
      run: async (place) => {
        console.log((await chat(place)).id, await drained(await stream(place)));
        console.log(await (await post(place, ASK_STREAM)).text());
        console.log((await clientOf(4, place).chat.completions.create(ASK)).id);
      },
    }),
  ),
  {
    name: 'ends a worker in the middle of its stream',
    reply: endless,
    run: async (place) => {
      const worker = new Worker(new URL('../application/worker.ts', import.meta.url), {
        workerData: place.base,
      });
      await new Promise((resolve) => worker.once('message', resolve));
      console.log('terminated', await worker.terminate());
    },
  },
];

async function drainedLoudly(place: Place): Promise<void> {
  for await (const _ of await stream(place));
}
