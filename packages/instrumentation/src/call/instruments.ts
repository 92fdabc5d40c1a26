import {
  DURATION_BUCKETS,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
  METRIC_LLM_CALL_COST,
  METRIC_LLM_CALL_ERRORS,
  METRIC_LLM_CALL_RETRIES,
  METRIC_LLM_CALL_UNPRICED,
  METRICS,
  TOKEN_BUCKETS,
} from '@fuelgauge/semconv';
import type { Counter, Histogram, Meter } from '@opentelemetry/api';

export interface Instruments {
  readonly duration: Histogram;
  readonly tokens: Histogram;
  readonly cost: Counter;
  readonly unpriced: Counter;
  readonly errors: Counter;
  readonly retries: Counter;
}

export function createInstruments(meter: Meter): Instruments {
  const described = (name: string): { description: string; unit: string } => {
    const definition = METRICS.find((metric) => metric.name === name);
    return { description: definition?.brief ?? '', unit: definition?.unit ?? '' };
  };
  const counter = (name: string): Counter => meter.createCounter(name, described(name));
  const histogram = (name: string, buckets: readonly number[]): Histogram =>
    meter.createHistogram(name, {
      ...described(name),
      advice: { explicitBucketBoundaries: [...buckets] },
    });
  return {
    duration: histogram(METRIC_GEN_AI_CLIENT_OPERATION_DURATION, DURATION_BUCKETS),
    tokens: histogram(METRIC_GEN_AI_CLIENT_TOKEN_USAGE, TOKEN_BUCKETS),
    cost: counter(METRIC_LLM_CALL_COST),
    unpriced: counter(METRIC_LLM_CALL_UNPRICED),
    errors: counter(METRIC_LLM_CALL_ERRORS),
    retries: counter(METRIC_LLM_CALL_RETRIES),
  };
}
