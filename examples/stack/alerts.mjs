/** The place of your pager: prints each alert that Alertmanager sends, in two lines. */
import { createServer } from 'node:http';

const { PORT = '9080', HOST = '127.0.0.1' } = process.env;

const server = createServer(async (incoming, outgoing) => {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  try {
    for (const { status, labels, annotations } of JSON.parse(Buffer.concat(chunks).toString()).alerts) {
      console.log(`${status.toUpperCase()} ${labels.severity} ${labels.alertname}: ${annotations.summary}`);
      console.log(`  ${annotations.runbook_url ?? 'no runbook'}`);
    }
    outgoing.end();
  } catch (error) {
    console.error(`not an alert: ${error.message}`);
    outgoing.writeHead(400).end();
  }
});
server.listen(Number(PORT), HOST, () => console.log(`waiting for alerts on ${server.address().port}`));

for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));
