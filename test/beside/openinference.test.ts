/** Beside OpenInference's instrumentation of `openai` 7. */
import { createRequire, registerHooks } from 'node:module';
import { FetchInstrumentation, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { afterAll, beforeAll } from 'vitest';
import { besideOpenAIPeer } from './openai-peer.ts';
import { useWorld } from './setup.ts';

// It imports `openai` and does not say so in its package.json: in a pnpm workspace it finds any version.
const hooks = registerHooks({
  resolve: (specifier, context, next) =>
    next(
      specifier,
      specifier === 'openai' && context.parentURL?.includes('openinference-instrumentation-openai')
        ? { ...context, parentURL: import.meta.url }
        : context,
    ),
});

const world = useWorld();
const require = createRequire(import.meta.url);
const { OpenAIInstrumentation: Peer } =
  require('@arizeai/openinference-instrumentation-openai') as typeof import('@arizeai/openinference-instrumentation-openai');
hooks.deregister();
const peer = new Peer();
const ours = new OpenAIInstrumentation();
new FetchInstrumentation();

// A stream that fails on its way is an unhandled rejection under this one, which ends a process by default.
const ignore = (): void => {};
beforeAll(() => {
  process.on('unhandledRejection', ignore);
});
afterAll(() => {
  process.off('unhandledRejection', ignore);
});

const copies: Record<string, { OpenAI: never }> = {};
function patched(order: 'before' | 'after', module: { OpenAI: unknown }): never {
  copies[order] ??= ((): { OpenAI: never } => {
    const patches = [() => peer.manuallyInstrument(module as never), () => ours.manuallyInstrument(module)];
    for (const patch of order === 'before' ? patches : patches.reverse()) patch();
    return module as { OpenAI: never };
  })();
  return copies[order].OpenAI;
}

besideOpenAIPeer(
  world,
  '@arizeai/openinference-instrumentation-openai',
  [
    { order: 'loaded before fuelgauge', load: () => patched('before', require('openai')) },
    { order: 'loaded after fuelgauge', load: async () => patched('after', await import('openai')) },
  ],
  [
    { call: 'an answer', span: 'peer', is: 'priced' },
    { call: 'a stream read to its end', span: 'peer', is: 'priced' },
    { call: 'a stream broken off', span: 'peer', is: 'unpriced' },
    { call: 'an empty account', span: 'ours', is: 'refused' },
    { call: 'a stream that is refused', span: 'ours', is: 'rate_limited' },
    { call: 'a stream that fails on its way', span: 'ours', is: 'server_error' },
    { call: 'a parsed answer', span: 'peer', is: 'priced' },
    { call: 'an embedding', span: 'peer', is: 'priced' },
    { call: 'a legacy completion', span: 'peer', is: 'priced' },
    { call: 'a response', span: 'peer', is: 'priced' },
    { call: 'a stream of a response', span: 'peer', is: 'priced' },
    { call: 'a stream of a response that is refused', span: 'ours', is: 'rate_limited' },
  ],
);
