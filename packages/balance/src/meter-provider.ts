import { createNoopMeter, diag, type MeterProvider, metrics } from '@opentelemetry/api';
import { PACKAGE_NAME, PACKAGE_VERSION } from './version.ts';

export interface Follower {
  /** Looks now. */
  check(): void;
  stop(): void;
}

const EVERY_MS = 1_000;

/**
 * Calls back with the global meter provider, once one is registered, and again with another one. The metrics API
 * has no proxy and tells nobody, so it is looked at: every second until there is one, then whenever `check` is
 * called. Keeps no process alive, and ends none: what a provider throws is logged.
 */
export function followMeterProvider(use: (provider: MeterProvider) => void): Follower {
  let seen: MeterProvider | undefined;
  const check = (): void => {
    const provider = metrics.getMeterProvider();
    // Each is tried once: one that is shut down logs a warning whenever it is asked for a meter.
    if (provider === seen) return;
    seen = provider;
    try {
      if (isNoop(provider)) return;
      clearInterval(timer);
      use(provider);
    } catch (fault) {
      const kind = fault instanceof Error ? fault.name : typeof fault;
      diag.error('fuelgauge: no metrics of accounts through this meter provider', kind);
    }
  };
  const timer = setInterval(check, EVERY_MS);
  timer.unref();
  check();
  return { check, stop: () => clearInterval(timer) };
}

/** What the API gives while nothing is registered; its class has another name in a minified bundle. */
const isNoop = (provider: MeterProvider): boolean =>
  provider.getMeter(PACKAGE_NAME, PACKAGE_VERSION) === createNoopMeter();
