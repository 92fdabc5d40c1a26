/** A server that says what it is told to, for payloads that the simulator does not play. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AnswerServer {
  /** Base URL under any host name, which must lead to this machine. */
  url(host: string): string;
  /** What the next requests get; undefined: nothing, for ever. */
  next: Answer | undefined;
  close(): Promise<void>;
}

export async function startAnswers(): Promise<AnswerServer> {
  const server = createServer((request, response) => {
    request.resume();
    const { next } = answers;
    if (next === undefined) return;
    request.once('end', () => {
      response.writeHead(next.status, { 'content-type': 'application/json', ...next.headers });
      response.end(next.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const answers: AnswerServer = {
    url: (host) => `http://${host}:${port}/v1`,
    next: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return answers;
}
