/** Beside the Vercel AI SDK 5. */
import { createOpenAI } from '@ai-sdk/openai-for-ai5';
import { FetchInstrumentation } from '@fuelgauge/instrumentation';
import * as ai from 'ai5';
import { besideAiSdk } from './ai-sdk.ts';
import { useWorld } from './setup.ts';

const world = useWorld();
new FetchInstrumentation();

besideAiSdk(world, 'ai', { ai, createOpenAI, telemetry: { experimental_telemetry: { isEnabled: true } } }, [
  { call: 'an answer', span: 'peer', is: 'priced' },
  { call: 'a response', span: 'peer', is: 'priced' },
  { call: 'a stream read to its end', span: 'peer', is: 'priced' },
  { call: 'an empty account', span: 'peer', is: 'insufficient_balance' },
  { call: 'a stream that is refused', span: 'peer', is: 'rate_limited' },
  { call: 'a stream that fails on its way', span: 'peer', is: 'server_error' },
  { call: 'a stream that is aborted', span: 'ours', is: 'cancelled' },
  { call: 'a stream broken off', span: 'none', is: 'priced' },
  { call: 'an embedding', span: 'peer', is: 'priced' },
]);
