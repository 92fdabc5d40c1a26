import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

/** Where a door stands, and where it leads. */
export interface DoorOptions {
  /** The simulator's port on this machine. */
  readonly to: number;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** The host name under which requests go on: the simulator tells its services apart by it. Default: theirs. */
  readonly as?: string;
}

/** Passes requests on to the simulator, which listens on this machine alone. */
export async function openDoor(options: DoorOptions): Promise<{ readonly port: number }> {
  const server = createServer((incoming, outgoing) => {
    const { url, method, headers } = incoming;
    const host = options.as ?? headers.host;
    const passed = request(
      { port: options.to, path: url, method, headers: { ...headers, host } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        // The simulator breaks connections on purpose, also in the middle of an answer; so must the door.
        pipeline(answer, outgoing, () => {});
      },
    );
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passed.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(options.port, options.host, resolve));
  return { port: (server.address() as AddressInfo).port };
}
