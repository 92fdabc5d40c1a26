/** What fuelgauge changes of the spans of OpenLLMetry's instrumentation of `openai`: nothing, it only adds. */
import { createRequire } from 'node:module';
import { FetchInstrumentation, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { OpenAIInstrumentation as Peer } from '@traceloop/instrumentation-openai';
import { staysIntact } from './intact.ts';
import { CALLS, type CallName, callBy } from './openai-peer.ts';
import { useWorld } from './setup.ts';

const world = useWorld();
new Peer({});
const { OpenAI } = createRequire(import.meta.url)('openai6');

staysIntact(world, {
  scope: '@traceloop/instrumentation-openai',
  calls: Object.keys(CALLS),
  make: (call) => callBy(world, OpenAI, call as CallName),
  addFuelgauge() {
    new OpenAIInstrumentation().manuallyInstrument(OpenAI);
    new FetchInstrumentation();
  },
});
