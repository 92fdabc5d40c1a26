import { endingCounter, vanishingGauge } from '@fuelgauge/gauges';
import type { MeterProvider } from '@opentelemetry/api';
import { ACCOUNT_METRICS } from './account-metrics.ts';
import type { AccountState } from './account-state.ts';
import { PACKAGE_NAME, PACKAGE_VERSION } from './version.ts';

/**
 * Reports what is known of accounts as `llm.account.*` through a meter provider, at each of its collections; a
 * collection asks nobody. What is not known has no series.
 *
 * @returns the way to end it; no series stays behind.
 */
export function reportAccounts(provider: MeterProvider, states: () => readonly AccountState[]): () => void {
  const meter = provider.getMeter(PACKAGE_NAME, PACKAGE_VERSION);
  const ends = ACCOUNT_METRICS.map(({ name, kind, unit, brief, points }) =>
    (kind === 'counter' ? endingCounter : vanishingGauge)(
      meter,
      name,
      { description: brief, unit },
      (observe) => {
        for (const state of states()) {
          for (const { value, attributes } of points(state)) observe(value, attributes);
        }
      },
    ),
  );
  return () => {
    for (const end of ends) end();
  };
}
