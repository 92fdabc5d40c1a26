import { createRequire } from 'node:module';
import { join } from 'node:path';
import { metrics, trace } from '@opentelemetry/api';
import type OpenAI from 'openai';
import { requireFrom } from './lab.ts';
import type { PinnedPackage } from './versions.ts';
import { ACCOUNT, KEY } from './work.ts';

export type ClientClass = typeof OpenAI;

/** The exports of one private copy of the `openai` package. */
interface OpenAIModule {
  readonly OpenAI: ClientClass;
}

interface Peer {
  setTracerProvider(provider: unknown): void;
  setMeterProvider(provider: unknown): void;
  manuallyInstrument(target: unknown): void;
  /** For those that offer no other way to patch a version outside the range that they admit. */
  init(): readonly { patch(exports: unknown): unknown }[];
}

export interface Variant {
  readonly name: string;
  /** What its folder holds beside `openai`; nothing where the client stays bare. */
  readonly packages: readonly PinnedPackage[];
  /** The name of its spans' scope; undefined where there are none. */
  readonly scope?: string;
  /** The name of its metrics' scope, where it is another one. */
  readonly metricScope?: string;
  /** What had to be done, and how it is set, in words. */
  readonly setting: string;
  /**
   * Loads what is in `folder`. What it gives instruments the copy of `openai` there, and gives what each client is to
   * be wrapped in. All are loaded before the first is turned on: it would patch what is loaded after it.
   */
  load(folder: string): (copy: OpenAIModule, isMetered: boolean) => (client: OpenAI) => OpenAI;
  /** Where it wraps the fetch beneath the client too. */
  wrapFetch?(fetch: typeof globalThis.fetch): typeof globalThis.fetch;
}

const OUR_CONFIG = { accounts: { [ACCOUNT]: KEY }, providers: { '127.0.0.1': 'openai' } };

/** As it was built, and by `require` like the peers. */
const ours = (): typeof import('@fuelgauge/instrumentation') =>
  createRequire(import.meta.url)('@fuelgauge/instrumentation');

const asItIs = (client: OpenAI): OpenAI => client;

/** Names of the two copies that nobody touches: what they differ by is noise. */
export const BARE = 'bare openai';
export const CONTROL = 'bare openai (A/A)';
export const OURS = 'fuelgauge';

const bare = (name: string): Variant => ({
  name,
  packages: [],
  setting: 'no instrumentation',
  load: () => () => asItIs,
});

/** In no order: each round shuffles them. */
export const VARIANTS: readonly Variant[] = [
  bare(BARE),
  bare(CONTROL),
  {
    name: OURS,
    packages: [],
    scope: '@fuelgauge/instrumentation',
    setting: 'cost and account recorded, as by default; the account has a name',
    load() {
      const { OpenAIInstrumentation } = ours();
      return (copy) => {
        const instrumentation = new OpenAIInstrumentation(OUR_CONFIG);
        if (!instrumentation.manuallyInstrument(copy))
          throw new Error('fuelgauge found no client to instrument');
        return asItIs;
      };
    },
    // As the one-line import does.
    wrapFetch: (fetch) => ours().instrumentFetch(fetch, OUR_CONFIG),
  },
  {
    name: '@opentelemetry/instrumentation-openai',
    packages: ['@opentelemetry/instrumentation-openai'],
    scope: '@opentelemetry/instrumentation-openai',
    setting: 'content off, as by default; patched by hand, it admits openai < 7',
    load(folder) {
      const { OpenAIInstrumentation } = requireFrom<{ OpenAIInstrumentation: new () => Peer }>(
        folder,
        '@opentelemetry/instrumentation-openai',
      );
      return (copy) => {
        const peer = new OpenAIInstrumentation();
        // What registerInstrumentations() does; without it this one has no instruments.
        peer.setTracerProvider(trace.getTracerProvider());
        peer.setMeterProvider(metrics.getMeterProvider());
        for (const definition of peer.init()) definition.patch(copy);
        return asItIs;
      };
    },
  },
  {
    name: '@traceloop/instrumentation-openai',
    packages: ['@traceloop/instrumentation-openai'],
    scope: '@traceloop/instrumentation-openai',
    setting: 'traceContent: false; patched by hand, it admits openai < 7',
    load(folder) {
      const { OpenAIInstrumentation } = requireFrom<{
        OpenAIInstrumentation: new (config: object) => Peer;
      }>(folder, '@traceloop/instrumentation-openai');
      return (copy) => {
        const peer = new OpenAIInstrumentation({ traceContent: false });
        peer.setTracerProvider(trace.getTracerProvider());
        peer.manuallyInstrument(copy.OpenAI);
        return asItIs;
      };
    },
  },
  {
    name: '@arizeai/openinference-instrumentation-openai',
    packages: ['@arizeai/openinference-instrumentation-openai'],
    scope: '@arizeai/openinference-instrumentation-openai',
    setting: 'hideInputs, hideOutputs',
    load(folder) {
      const { OpenAIInstrumentation } = requireFrom<{
        OpenAIInstrumentation: new (config: object) => Peer;
      }>(folder, '@arizeai/openinference-instrumentation-openai');
      return (copy) => {
        const peer = new OpenAIInstrumentation({ traceConfig: { hideInputs: true, hideOutputs: true } });
        peer.setTracerProvider(trace.getTracerProvider());
        peer.manuallyInstrument(copy);
        return asItIs;
      };
    },
  },
  {
    name: 'openlit',
    packages: ['openlit'],
    scope: '@openlit/instrumentation-openai',
    metricScope: 'openlit',
    setting: 'content off; its instrumentation of openai alone, its own SDK not started, so no price list',
    load(folder) {
      const inside = (file: string): string => join(folder, 'node_modules/openlit/dist', file);
      const { default: Instrumentation } = requireFrom<{
        default: new () => { setTracerProvider(provider: unknown): void; manualPatch(copy: unknown): void };
      }>(folder, inside('instrumentation/openai/index.js'));
      const { default: Config } = requireFrom<{ default: { updateConfig(config: object): void } }>(
        folder,
        inside('config.js'),
      );
      const { default: Metrics } = requireFrom<{ default: { setup(options: object): unknown } }>(
        folder,
        inside('otel/metrics.js'),
      );
      return (copy, isMetered) => {
        Config.updateConfig({
          captureMessageContent: false,
          disableMetrics: !isMetered,
          disableEvents: true,
        });
        if (isMetered) Metrics.setup({ meter: metrics.getMeter('openlit') });
        const peer = new Instrumentation();
        peer.setTracerProvider(trace.getTracerProvider());
        peer.manualPatch(copy);
        return asItIs;
      };
    },
  },
  {
    name: '@langfuse/openai',
    packages: ['@langfuse/openai'],
    scope: 'langfuse-sdk',
    setting: 'content on: it has no switch for it; wraps the client',
    load(folder) {
      const { observeOpenAI } = requireFrom<{ observeOpenAI(client: OpenAI): OpenAI }>(
        folder,
        '@langfuse/openai',
      );
      return () => (client) => observeOpenAI(client);
    },
  },
];
