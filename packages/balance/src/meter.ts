import { endingCounter, vanishingGauge } from '@fuelgauge/gauges';
import type { MeterProvider } from '@opentelemetry/api';
import { ACCOUNT_METRICS } from './account-metrics.ts';
import type { AccountState } from './account-state.ts';
import { PACKAGE_NAME, PACKAGE_VERSION } from './version.ts';

type Source = () => readonly AccountState[];

interface Report {
  /** In the order in which they came. */
  readonly sources: Set<Source>;
  end(): void;
}

const REPORTS: symbol = Symbol.for('fuelgauge.balance.reports.v1');
const shared = globalThis as { [key: symbol]: WeakMap<MeterProvider, Report> | undefined };

/**
 * Reports what is known of accounts as `llm.account.*` through a meter provider, at each of its collections; a
 * collection asks nobody. What is not known has no series.
 *
 * Of several monitors in a process (also of two copies of this package, for ES modules and for CommonJS) the first
 * one that has an account reports it: two counters of one name would be counted as one that jumps up and down.
 *
 * @returns the way to end it; no series stays behind.
 */
export function reportAccounts(provider: MeterProvider, states: Source): () => void {
  shared[REPORTS] ??= new WeakMap();
  const reports = shared[REPORTS];
  let report = reports.get(provider);
  if (report === undefined) {
    report = begin(provider);
    reports.set(provider, report);
  }
  const { sources, end } = report;
  sources.add(states);
  return () => {
    if (!sources.delete(states) || sources.size > 0) return;
    reports.delete(provider);
    end();
  };
}

function begin(provider: MeterProvider): Report {
  const sources = new Set<Source>();
  const meter = provider.getMeter(PACKAGE_NAME, PACKAGE_VERSION);
  const ends = ACCOUNT_METRICS.map(({ name, kind, unit, brief, points }) =>
    (kind === 'counter' ? endingCounter : vanishingGauge)(
      meter,
      name,
      { description: brief, unit },
      (observe) => {
        for (const state of distinctStates(sources)) {
          for (const { value, attributes } of points(state)) observe(value, attributes);
        }
      },
    ),
  );
  return {
    sources,
    end: () => {
      for (const end of ends) end();
    },
  };
}

function distinctStates(sources: Iterable<Source>): Iterable<AccountState> {
  const found = new Map<string, AccountState>();
  for (const states of sources) {
    for (const state of states()) {
      const name = JSON.stringify([state.provider, state.id]);
      if (!found.has(name)) found.set(name, state);
    }
  }
  return found.values();
}
