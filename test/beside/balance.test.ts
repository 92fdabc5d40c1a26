/** Balances are read beside the HTTP instrumentations, which make a span for each request of the process. */
import { createRequire } from 'node:module';
import { readBalance, startBalanceMonitor } from '@fuelgauge/balance';
import { type FrontDoor, openFrontDoor } from '@fuelgauge/simulator';
import { context, trace } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { settle, useWorld } from './setup.ts';

const world = useWorld();
new UndiciInstrumentation();
new HttpInstrumentation({ ignoreIncomingRequestHook: () => true });
// What an application does sooner or later, and what has the module patched.
const http = createRequire(import.meta.url)('node:http') as typeof import('node:http');

let door: FrontDoor;
beforeEach(async () => {
  door = await openFrontDoor(world.simulator, 'api.deepseek.com');
});
afterEach(() => door.close());

const account = () => ({ provider: 'deepseek', key: 'sk-fake-beside', baseUrl: door.url });

it('the instrumentations see the requests of the application', async () => {
  await new Promise((resolve) => http.get(door.url, (answer) => answer.resume().on('end', resolve)));
  await (await fetch(door.url)).text();
  await settle(world);
  expect(world.telemetry.spans.map(({ scope }) => scope).sort()).toEqual([
    '@opentelemetry/instrumentation-http',
    '@opentelemetry/instrumentation-undici',
  ]);
});

it('to read a balance makes no span, also inside of one', async () => {
  const span = trace.getTracer('application').startSpan('job');
  const reading = await context.with(trace.setSpan(context.active(), span), () => readBalance(account()));
  span.end();
  await settle(world);
  expect(reading.ok).toBe(true);
  expect(world.telemetry.spans.map(({ name }) => name)).toEqual(['job']);
});

it('to watch one makes no span', async () => {
  const monitor = startBalanceMonitor({ accounts: [account()] });
  await monitor.refresh();
  monitor.stop();
  await settle(world);
  expect([door.asked.length, world.telemetry.spans]).toEqual([1, []]);
});
