import {
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_TOKEN_TYPE,
  DURATION_BUCKETS,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
  TOKEN_BUCKETS,
} from '@fuelgauge/semconv';
import type { Attributes, Histogram, Meter } from '@opentelemetry/api';
import { described } from './described.ts';
import type { Measured } from './measure.ts';

/** The metrics that the GenAI conventions define for a client. */
export interface ConventionMetrics {
  /** @param attributes those of the operation, `error.type` included. */
  record(call: Measured, attributes: Attributes): void;
}

/** The names that deployed dashboards read. */
export function deployedConventions(meter: Meter): ConventionMetrics {
  const duration = histogram(meter, METRIC_GEN_AI_CLIENT_OPERATION_DURATION, DURATION_BUCKETS);
  const tokens = histogram(meter, METRIC_GEN_AI_CLIENT_TOKEN_USAGE, TOKEN_BUCKETS);
  return {
    record(call, attributes) {
      const elsewhere = call.recordedElsewhere;
      if (!elsewhere.includes(METRIC_GEN_AI_CLIENT_OPERATION_DURATION)) {
        duration.record(call.seconds, attributes, call.at);
      }
      if (elsewhere.includes(METRIC_GEN_AI_CLIENT_TOKEN_USAGE)) return;
      const { inputTokens, outputTokens } = call.usage ?? {};
      if (inputTokens === undefined && outputTokens === undefined) return;
      const { [ATTR_ERROR_TYPE]: _, ...used } = attributes;
      if (inputTokens !== undefined) {
        tokens.record(inputTokens, { ...used, [ATTR_GEN_AI_TOKEN_TYPE]: 'input' }, call.at);
      }
      if (outputTokens !== undefined && call.operation.name !== 'embeddings') {
        tokens.record(outputTokens, { ...used, [ATTR_GEN_AI_TOKEN_TYPE]: 'output' }, call.at);
      }
    },
  };
}

export function histogram(meter: Meter, name: string, buckets: readonly number[]): Histogram {
  return meter.createHistogram(name, {
    ...described(name),
    advice: { explicitBucketBoundaries: [...buckets] },
  });
}
