/** Beside OpenInference's instrumentation of `openai` 7. */
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { FetchInstrumentation, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import type OpenAI from 'openai6';
import { afterAll, beforeAll } from 'vitest';
import { besideOpenAIPeer } from './openai-peer.ts';
import { useWorld } from './setup.ts';

type PeerModule = typeof import('@arizeai/openinference-instrumentation-openai');
interface OpenAIModule {
  readonly OpenAI: typeof OpenAI;
}

const PEER = '@arizeai/openinference-instrumentation-openai';
const require = createRequire(import.meta.url);

// It imports `openai` and does not say so in its package.json: a package manager may give it any version, or none.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'openai' || !context.parentURL?.includes('openinference-instrumentation-openai'))
      return next(specifier, context);
    return context.conditions?.includes('import')
      ? next(specifier, { ...context, parentURL: import.meta.url })
      : { url: pathToFileURL(require.resolve('openai')).href, format: 'commonjs', shortCircuit: true };
  },
});

const world = useWorld();
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

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly it: T } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
};

besideOpenAIPeer(
  world,
  PEER,
  [
    {
      order: 'loaded before fuelgauge, as CommonJS',
      load: once(() => {
        const module: OpenAIModule = require('openai');
        const { OpenAIInstrumentation: Peer }: PeerModule = require(PEER);
        new Peer().manuallyInstrument(module as never);
        ours.manuallyInstrument(module);
        return module.OpenAI;
      }),
    },
    {
      order: 'loaded after fuelgauge, as ES modules',
      load: once(async () => {
        // What it patches must be writable, and a module's namespace is not.
        const module = { OpenAI: (await import('openai')).OpenAI as unknown as typeof OpenAI };
        const { OpenAIInstrumentation: Peer } = await import(PEER);
        ours.manuallyInstrument(module);
        new Peer().manuallyInstrument(module as never);
        return module.OpenAI;
      }),
    },
  ],
  [
    { call: 'an answer', span: 'peer', is: 'priced' },
    { call: 'a stream read to its end', span: 'peer', is: 'priced' },
    { call: 'a stream broken off', span: 'peer', is: 'unpriced' },
    { call: 'a stream broken off at its last chunk', span: 'peer', is: 'priced' },
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
