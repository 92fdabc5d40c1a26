/** The provider on loopback, in a process of its own. Says its port, and serves until it is killed. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tell } from '../job.ts';
import { ANSWER, answerHeaders, EVENTS, streamHeaders } from '../work.ts';

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => {
    body += text;
  });
  request.on('end', () => {
    if (!body.includes('"stream":true')) {
      response.writeHead(200, answerHeaders).end(body === '' ? '{"ok":true}' : ANSWER);
      return;
    }
    response.writeHead(200, streamHeaders);
    for (const event of EVENTS) response.write(event);
    response.end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));
