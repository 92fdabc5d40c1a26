import { FuelgaugeSpanProcessor } from '@fuelgauge/instrumentation';
import { resolveHostsLocally, type Simulator, startSimulator } from '@fuelgauge/simulator';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { Telemetry, type TelemetryOptions } from './telemetry.ts';

/** One SDK, registered globally, and one simulator for a file: other instrumentations patch a process for good. */
export interface World {
  readonly telemetry: Telemetry;
  readonly simulator: Simulator;
}

export function useWorld(options?: TelemetryOptions): World {
  const world: { telemetry: Telemetry; simulator?: Simulator } = { telemetry: new Telemetry(options) };
  let restoreLookup: () => void;
  beforeAll(async () => {
    restoreLookup = resolveHostsLocally();
    world.simulator = await startSimulator();
  });
  beforeEach(async () => {
    world.simulator!.reset();
    await world.telemetry.reset();
  });
  afterAll(async () => {
    await world.simulator!.close();
    await world.telemetry.close();
    restoreLookup();
  });
  return world as World;
}

/** Waits until every span that will be ended has been, and no longer for those that will not. */
export async function settle({ telemetry }: World): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 10));
  // What an SDK does that shuts down.
  await new FuelgaugeSpanProcessor({ metrics: false }).shutdown();
  await telemetry.flush();
}

/** How a call ended for the application: the name of the error's class, or undefined. */
export async function outcome(call: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return (error as object).constructor.name;
  }
}

export const PROMPT = [{ role: 'user' as const, content: 'a prompt that must stay at home' }];
