import {
  FetchInstrumentation,
  type FuelgaugeConfig,
  OpenAIInstrumentation,
} from '@fuelgauge/instrumentation';
import { resolveHostsLocally, type Simulator, startSimulator } from '@fuelgauge/simulator';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { Telemetry } from './telemetry.ts';

/** One simulator for a test file, under the providers' real host names. */
export function useSimulator(): () => Simulator {
  let simulator: Simulator;
  let restoreLookup: () => void;
  beforeAll(async () => {
    simulator = await startSimulator();
    restoreLookup = resolveHostsLocally();
  });
  beforeEach(() => simulator.reset());
  afterAll(async () => {
    restoreLookup();
    await simulator.close();
  });
  return () => simulator;
}

export interface Instrumented {
  readonly telemetry: Telemetry;
  readonly openai: OpenAIInstrumentation;
}

/** A fresh SDK for each test, and the instrumentation of one `OpenAI` class. */
export function useInstrumentedOpenAI(OpenAI: unknown, config?: FuelgaugeConfig): Instrumented {
  const now: { telemetry?: Telemetry; openai?: OpenAIInstrumentation } = {};
  beforeEach(() => {
    const telemetry = new Telemetry();
    const openai = new OpenAIInstrumentation(config);
    openai.setTracerProvider(telemetry.tracerProvider);
    openai.setMeterProvider(telemetry.meterProvider);
    openai.manuallyInstrument(OpenAI);
    Object.assign(now, { telemetry, openai });
  });
  afterEach(async () => {
    now.openai!.disable();
    await now.telemetry!.close();
  });
  return now as Instrumented;
}

/** A fresh SDK for each test, and global fetch instrumented. */
export function useInstrumentedFetch(config?: FuelgaugeConfig): { readonly telemetry: Telemetry } {
  const now: { telemetry?: Telemetry; fetching?: FetchInstrumentation } = {};
  beforeEach(() => {
    const telemetry = new Telemetry();
    const fetching = new FetchInstrumentation(config);
    fetching.setTracerProvider(telemetry.tracerProvider);
    fetching.setMeterProvider(telemetry.meterProvider);
    Object.assign(now, { telemetry, fetching });
  });
  afterEach(async () => {
    now.fetching!.disable();
    await now.telemetry!.close();
  });
  return now as { readonly telemetry: Telemetry };
}

/** What a promise settles to, as data. */
export async function settled(promise: PromiseLike<unknown>): Promise<{ value?: unknown; error?: unknown }> {
  try {
    return { value: await promise };
  } catch (error) {
    return { error };
  }
}

export const HELLO = [{ role: 'user' as const, content: 'a prompt that must stay at home' }];
