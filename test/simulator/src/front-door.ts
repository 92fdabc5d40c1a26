import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Simulator } from './simulator.ts';

/** How the door answers while it does not pass requests on. */
export type Outage =
  | 'refused'
  | 'silent'
  | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> };

/** A base URL of its own for one of the simulator's providers, which can be shut. */
export interface FrontDoor {
  readonly url: string;
  /** Paths that were asked for, oldest first. */
  readonly asked: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** undefined: open. */
  outage: Outage | undefined;
  close(): Promise<void>;
}

/** Requests to it reach the simulator under the host name of the real service, by which it tells providers apart. */
export async function openFrontDoor(simulator: Simulator, host: string): Promise<FrontDoor> {
  const asked: { path: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((incoming, outgoing) => {
    asked.push({ path: incoming.url ?? '', headers: incoming.headers });
    const { outage } = door;
    if (outage === 'refused') incoming.socket.destroy();
    else if (outage === 'silent') incoming.resume();
    else if (outage !== undefined) outgoing.writeHead(outage.status, outage.headers).end(outage.body);
    else {
      const headers = { ...incoming.headers, host };
      const passed = request(
        { port: simulator.port, path: incoming.url, method: incoming.method, headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
      );
      incoming.pipe(passed);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const door: FrontDoor = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    outage: undefined,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
  return door;
}
