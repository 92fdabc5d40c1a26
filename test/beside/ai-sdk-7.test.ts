/** Beside the Vercel AI SDK 7, whose telemetry is a package of its own. */
import { createOpenAI } from '@ai-sdk/openai';
import { OpenTelemetry } from '@ai-sdk/otel';
import { FetchInstrumentation } from '@fuelgauge/instrumentation';
import * as ai from 'ai';
import { besideAiSdk } from './ai-sdk.ts';
import { useWorld } from './setup.ts';

const world = useWorld();
new FetchInstrumentation();
ai.registerTelemetry(new OpenTelemetry());

besideAiSdk(world, 'gen_ai', { ai, createOpenAI, telemetry: { telemetry: { isEnabled: true } } }, [
  { call: 'an answer', span: 'peer', is: 'priced' },
  { call: 'a response', span: 'peer', is: 'priced' },
  { call: 'a stream read to its end', span: 'peer', is: 'priced' },
  { call: 'an empty account', span: 'peer', is: 'insufficient_balance' },
  { call: 'a stream that is refused', span: 'peer', is: 'rate_limited' },
  { call: 'a stream that fails on its way', span: 'peer', is: 'server_error' },
  { call: 'a stream that is aborted', span: 'peer', is: 'cancelled' },
  { call: 'a stream broken off', span: 'peer', is: 'priced' },
  // Its span is not active while the request is made.
  { call: 'an embedding', span: 'ours', is: 'priced' },
]);
