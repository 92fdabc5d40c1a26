/**
 * Memory of the exporter over a long time, by hand: `node packages/balance/test/soak.ts [accounts] [seconds]
 * [flags for the exporter's Node, such as --max-old-space-size=48]`.
 *
 * Runs the built command with its waits fifty times shorter (an interval of 60 s is 1.2 s) against a provider whose
 * balances fall, rise and fail, scrapes it twice a second, pushes OTLP five times a second, and prints what it
 * weighs. Reads /proc, so Linux only.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SPEED = 50;
const [accounts = 100, seconds = 120] = process.argv.slice(2, 4).map(Number);
const flags = process.argv.slice(4);

let asked = 0;
let pushes = 0;
const provider = createServer((request, response) => {
  asked += 1;
  request.resume();
  if (asked % 11 === 0) response.writeHead(503).end('down');
  else
    response.end(
      JSON.stringify({ balance_infos: [{ currency: 'USD', total_balance: `${1000 - (asked % 900)}.5` }] }),
    );
});
const receiver = createServer((request, response) => {
  pushes += 1;
  request.resume().on('end', () => response.end('{}'));
});
const portOf = async (server: typeof provider): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

const baseUrl = `http://127.0.0.1:${await portOf(provider)}`;
const folder = mkdtempSync(join(tmpdir(), 'fuelgauge-soak-'));
const config = join(folder, 'balance.yaml');
writeFileSync(
  config,
  `listen: { port: 0 }\naccounts:\n${Array.from(
    { length: accounts },
    (_, at) => `  - { provider: deepseek, key: "\${KEY}${at}", id: account-${at}, baseUrl: "${baseUrl}" }\n`,
  ).join('')}`,
);

const child = spawn(
  process.execPath,
  [
    ...flags,
    '--import',
    new URL('./hurry.mjs', import.meta.url).href,
    '--expose-gc',
    '--import',
    new URL('./heap.mjs', import.meta.url).href,
    fileURLToPath(new URL('../dist/cli.mjs', import.meta.url)),
    '-c',
    config,
  ],
  {
    env: {
      KEY: 'sk-fake-',
      FUELGAUGE_LOG: 'info',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await portOf(receiver)}`,
      OTEL_METRIC_EXPORT_INTERVAL: '200',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  },
);
const url = await new Promise<string>((resolve) => {
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const found = /serving (\S+)\/metrics/.exec(text);
    if (found !== null) resolve(found[1]!);
    for (const [line] of text.matchAll(/^live heap .*$/gm)) console.log(line);
  });
});

const megabytes = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024;

console.log(`${accounts} accounts; schedule ${SPEED} times as fast`);
const began = performance.now();
for (let shown = 0; ; ) {
  await new Promise((resolve) => setTimeout(resolve, 500));
  const bytes = (await (await fetch(`${url}/metrics`)).text()).length;
  const elapsed = (performance.now() - began) / 1000;
  if (elapsed >= shown) {
    const minutes = (elapsed * SPEED) / 60;
    console.log(
      `${elapsed.toFixed(0).padStart(4)} s (${minutes.toFixed(0)} min simulated): ${megabytes().toFixed(1)} MB, ` +
        `${asked} requests (${(asked / minutes).toFixed(1)} a minute), ${pushes} pushes, page ${bytes} bytes`,
    );
    shown += Math.max(1, seconds / 12);
  }
  if (elapsed > seconds) break;
}
child.kill('SIGTERM');
const status = await new Promise((resolve) => child.on('close', resolve));
console.log(`stopped with ${status}`);
provider.close();
receiver.close();
rmSync(folder, { recursive: true });
