/** Reads a stream that does not end, in a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { ASK_STREAM } from './clients.ts';
import { clientOf } from './uses.ts';

const stream = await clientOf(7, { base: workerData as string }).chat.completions.create(ASK_STREAM);
let chunks = 0;
for await (const _ of stream) if (++chunks === 3) parentPort?.postMessage('amid');
