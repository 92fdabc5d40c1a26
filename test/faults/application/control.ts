/** Asks the server how far it is, on a connection that no instrumentation looks at. */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONTROL, type Progress } from '../server/server.ts';

async function ask(port: number, cell: string): Promise<Progress> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET /${CONTROL}/${cell} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
  const answer = await text(socket);
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as Progress;
}

const PATIENCE_MS = 3000;

/** @param base of the cell's calls. Waits for at most a few seconds. */
export async function reached(base: string, isFarEnough: (progress: Progress) => boolean): Promise<void> {
  const { port, pathname } = new URL(base);
  const cell = pathname.split('/', 2)[1] ?? '';
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until && !isFarEnough(await ask(Number(port), cell))) await sleep(5);
}
