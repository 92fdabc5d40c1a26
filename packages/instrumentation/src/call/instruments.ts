import {
  METRIC_LLM_CALL_COST,
  METRIC_LLM_CALL_ERRORS,
  METRIC_LLM_CALL_RETRIES,
  METRIC_LLM_CALL_UNPRICED,
} from '@fuelgauge/semconv';
import type { Counter, Meter } from '@opentelemetry/api';
import { described } from '../described.ts';
import { type ConventionMetrics, conventionMetrics } from './convention-metrics.ts';

export interface Instruments {
  /** Duration and tokens, under the names of the conventions that the environment asks for. */
  readonly conventions: ConventionMetrics;
  readonly cost: Counter;
  readonly unpriced: Counter;
  readonly errors: Counter;
  readonly retries: Counter;
}

export function createInstruments(meter: Meter): Instruments {
  const counter = (name: string): Counter => meter.createCounter(name, described(name));
  return {
    conventions: conventionMetrics(meter, process.env),
    cost: counter(METRIC_LLM_CALL_COST),
    unpriced: counter(METRIC_LLM_CALL_UNPRICED),
    errors: counter(METRIC_LLM_CALL_ERRORS),
    retries: counter(METRIC_LLM_CALL_RETRIES),
  };
}
