/** A provider in a process of its own, for `load.ts`: prints its port, and answers calls and streams. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const CHUNKS = 20;
/** Between two chunks, so that all streams are open at a time. */
const CHUNK_MS = 10;

const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
const ANSWER = JSON.stringify({
  id: 'chatcmpl-fake',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-5.2',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
  usage,
});
const event = (more: object): string => `data: ${JSON.stringify({ id: 'c', model: 'gpt-5.2', ...more })}\n\n`;

function stream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let sent = 0;
  const next = (): void => {
    if (sent++ < CHUNKS) {
      response.write(event({ choices: [{ index: 0, delta: { content: `word ${sent} ` } }] }));
      setTimeout(next, CHUNK_MS);
    } else {
      response.end(
        `${event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}${event({ choices: [], usage })}data: [DONE]\n\n`,
      );
    }
  };
  next();
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => {
    body += text;
  });
  request.on('end', () => {
    if (body.includes('"stream":true')) stream(response);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER);
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
