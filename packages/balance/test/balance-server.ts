import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A DeepSeek of our own, whose answers a test decides. */
export interface BalanceServer {
  readonly baseUrl: string;
  /** Key of each request, in the order in which they came. */
  readonly keys: string[];
  /** How many requests were open at the same time, at the most. */
  readonly mostAtOnce: number;
  balance: number;
  /** Set: answers so instead. */
  fail: { readonly status: number; readonly retryAfter?: string } | undefined;
  /** Set: answers wait for it. */
  hold: Promise<void> | undefined;
  close(): Promise<void>;
}

export async function startBalanceServer(): Promise<BalanceServer> {
  let openNow = 0;
  let mostAtOnce = 0;
  const keys: string[] = [];
  const state: Pick<BalanceServer, 'balance' | 'fail' | 'hold'> = {
    balance: 10,
    fail: undefined,
    hold: undefined,
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    openNow++;
    mostAtOnce = Math.max(mostAtOnce, openNow);
    keys.push(String(request.headers.authorization).replace('Bearer ', ''));
    await state.hold;
    openNow--;
    if (state.fail !== undefined) {
      const { status, retryAfter } = state.fail;
      response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end('{}');
      return;
    }
    response.end(
      JSON.stringify({
        is_available: true,
        balance_infos: [{ currency: 'USD', total_balance: state.balance }],
      }),
    );
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.defineProperties(state as BalanceServer, {
    baseUrl: { value: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    keys: { value: keys },
    mostAtOnce: { get: () => mostAtOnce },
    close: {
      value: () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    },
  });
}

/** Milliseconds, whatever the timers of the test do. */
export const realTime: () => number = performance.now.bind(performance);

/** Waits in real time, whatever the timers of the test do, for what happens on sockets. */
export async function until(holds: () => boolean): Promise<void> {
  const start = realTime();
  while (!holds()) {
    if (realTime() - start > 5_000) throw new Error('it did not happen within 5 s');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
