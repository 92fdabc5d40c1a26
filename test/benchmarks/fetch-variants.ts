export const BARE_FETCH = 'bare fetch';

export const FETCH_VARIANTS = {
  control: 'bare fetch (A/A)',
  ours: 'fuelgauge',
  undici: '@opentelemetry/instrumentation-undici',
} as const;

/** Of a fetch that answers at once, how often it is called for one unit: one alone is too short to tell. */
export const FETCHES_AT_ONCE = 10;
