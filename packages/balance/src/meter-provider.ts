import { type MeterProvider, metrics } from '@opentelemetry/api';

export interface Follower {
  /** Looks now. */
  check(): void;
  stop(): void;
}

const EVERY_MS = 1_000;

/**
 * Calls back with the global meter provider, once one is registered, and again with another one. The metrics API
 * has no proxy and tells nobody, so it is looked at: every second until there is one, then whenever `check` is
 * called. Keeps no process alive.
 */
export function followMeterProvider(use: (provider: MeterProvider) => void): Follower {
  let followed: MeterProvider | undefined;
  const check = (): void => {
    const provider = metrics.getMeterProvider();
    if (provider === followed || provider.constructor.name === 'NoopMeterProvider') return;
    followed = provider;
    clearInterval(timer);
    use(provider);
  };
  const timer = setInterval(check, EVERY_MS);
  timer.unref();
  check();
  return { check, stop: () => clearInterval(timer) };
}
