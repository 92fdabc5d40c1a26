/** Beside OpenTelemetry's own instrumentation of `openai`, which covers versions below 7. */
import { createRequire } from 'node:module';
import { FetchInstrumentation, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { OpenAIInstrumentation as Peer } from '@opentelemetry/instrumentation-openai';
import { besideOpenAIPeer } from './openai-peer.ts';
import { useWorld } from './setup.ts';

const world = useWorld();
const peer = new Peer();
// What registerInstrumentations() does; without it this instrumentation has no instruments.
peer.setMeterProvider(world.telemetry.meterProvider);
const ours = new OpenAIInstrumentation();
new FetchInstrumentation();
let patched = false;

besideOpenAIPeer(
  world,
  '@opentelemetry/instrumentation-openai',
  [
    { order: 'loaded before fuelgauge', load: () => createRequire(import.meta.url)('openai6').OpenAI },
    {
      order: 'loaded after fuelgauge',
      async load() {
        const module = await import('openai6');
        if (patched) return module.OpenAI;
        patched = true;
        ours.manuallyInstrument(module);
        // It offers no other way to patch an ES module without a loader hook.
        for (const definition of (
          peer as unknown as { init(): { patch(exports: unknown): unknown }[] }
        ).init())
          definition.patch(module);
        return module.OpenAI;
      },
    },
  ],
  [
    { call: 'an answer', span: 'peer', is: 'priced' },
    { call: 'a stream read to its end', span: 'peer', is: 'priced' },
    { call: 'a stream broken off', span: 'ours', is: 'unpriced' },
    { call: 'a stream broken off at its last chunk', span: 'ours', is: 'priced' },
    { call: 'an empty account', span: 'peer', is: 'refused' },
    { call: 'a stream that is refused', span: 'peer', is: 'rate_limited' },
    { call: 'a stream that fails on its way', span: 'ours', is: 'server_error' },
    { call: 'a parsed answer', span: 'peer', is: 'priced', breaks: 'TypeError' },
    { call: 'an embedding', span: 'peer', is: 'priced' },
    { call: 'a legacy completion', span: 'ours', is: 'priced' },
    { call: 'a response', span: 'peer', is: 'priced' },
    { call: 'a stream of a response', span: 'peer', is: 'priced' },
    { call: 'a stream of a response that is refused', span: 'ours', is: 'rate_limited' },
  ],
);
