/** What fuelgauge changes of the spans of the Vercel AI SDK 7: nothing, it only adds. */
import { createOpenAI } from '@ai-sdk/openai';
import { OpenTelemetry } from '@ai-sdk/otel';
import { FetchInstrumentation } from '@fuelgauge/instrumentation';
import * as ai from 'ai';
import { CALLS, type Call, make } from './ai-sdk.ts';
import { staysIntact } from './intact.ts';
import { useWorld } from './setup.ts';

const world = useWorld();
ai.registerTelemetry(new OpenTelemetry());
const sdk = { ai, createOpenAI, telemetry: { telemetry: { isEnabled: true } } };

staysIntact(world, {
  scope: 'gen_ai',
  calls: Object.keys(CALLS),
  make: (call) => make(world, sdk, (CALLS as Record<string, Call>)[call]!),
  addFuelgauge: () => void new FetchInstrumentation(),
});
