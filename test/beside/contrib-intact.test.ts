/** What fuelgauge changes of the spans of OpenTelemetry's instrumentation of `openai`: nothing, it only adds. */
import { createRequire } from 'node:module';
import { FetchInstrumentation, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { OpenAIInstrumentation as Peer } from '@opentelemetry/instrumentation-openai';
import { staysIntact } from './intact.ts';
import { CALLS, type CallName, callBy } from './openai-peer.ts';
import { useWorld } from './setup.ts';

const world = useWorld();
new Peer().setMeterProvider(world.telemetry.meterProvider);
const { OpenAI } = createRequire(import.meta.url)('openai6');

staysIntact(world, {
  scope: '@opentelemetry/instrumentation-openai',
  calls: Object.keys(CALLS),
  make: (call) => callBy(world, OpenAI, call as CallName),
  addFuelgauge() {
    new OpenAIInstrumentation().manuallyInstrument(OpenAI);
    new FetchInstrumentation();
  },
});
