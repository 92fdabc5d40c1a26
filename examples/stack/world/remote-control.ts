import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a person can do to the world. */
export interface Action {
  readonly does: string;
  readonly run: () => void;
}

export interface RemoteControlOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Account → what is left. */
  readonly state: () => Readonly<Record<string, number>>;
  /** Name, which is the path to POST to → what it does. */
  readonly actions: Readonly<Record<string, Action>>;
}

/** `GET /` tells the balances and the actions; `POST /<action>` does one and tells the balances. */
export async function openRemoteControl(options: RemoteControlOptions): Promise<{ readonly port: number }> {
  const { state, actions } = options;
  const manual = Object.entries(actions).map(([name, { does }]) => `POST /${name}: ${does}`);
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    const name = incoming.url?.slice(1) ?? '';
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    const isKnown = incoming.method === 'GET' ? name === '' : action !== undefined;
    if (isKnown && incoming.method === 'POST') action?.run();
    const balances = Object.fromEntries(
      Object.entries(state()).map(([account, left]) => [account, Number(left.toFixed(4))]),
    );
    outgoing.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
    outgoing.end(
      `${JSON.stringify({ balances, ...(!(isKnown && action) && { actions: manual }) }, null, 2)}\n`,
    );
  });
  await new Promise<void>((resolve) => server.listen(options.port, options.host, resolve));
  return { port: (server.address() as AddressInfo).port };
}
