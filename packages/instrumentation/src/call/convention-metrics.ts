import type { Usage } from '@fuelgauge/pricing';
import {
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_TOKEN_MODALITY,
  ATTR_GEN_AI_TOKEN_TYPE,
  ATTR_GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_AUDIO_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_IMAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS,
  DURATION_BUCKETS,
  METRIC_GEN_AI_CLIENT_INFERENCE_DURATION,
  METRIC_GEN_AI_CLIENT_INFERENCE_OPERATION_INPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_INFERENCE_OPERATION_OUTPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_INFERENCE_TIME_PER_OUTPUT_CHUNK,
  METRIC_GEN_AI_CLIENT_INFERENCE_TIME_TO_FIRST_CHUNK,
  METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_READ_INPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_WRITE_INPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_INPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_OUTPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_REASONING_OUTPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
  TOKEN_BUCKETS,
} from '@fuelgauge/semconv';
import type { Attributes, Histogram, Meter } from '@opentelemetry/api';
import { described } from '../described.ts';
import type { Measured } from './measure.ts';

/** What the GenAI conventions define for a client, where their versions differ. */
export interface ConventionMetrics {
  /**
   * @param attributes those of the operation, `error.type` included.
   * @param left whether a metric is left to fuelgauge.
   */
  record(call: Measured, attributes: Attributes, left: (name: string) => boolean): void;
  /** Adds what a version has on spans beyond the counts that all have. */
  describeUsage(usage: Usage, attributes: Attributes): void;
}

/** The word in `OTEL_SEMCONV_STABILITY_OPT_IN`, a comma-separated list, that asks for the newest conventions. */
const LATEST = 'gen_ai_latest_experimental';

/** The version of the conventions that the environment asks for. */
export function conventionMetrics(meter: Meter, env: NodeJS.ProcessEnv): ConventionMetrics {
  const words = env.OTEL_SEMCONV_STABILITY_OPT_IN?.split(',').map((word) => word.trim()) ?? [];
  return words.includes(LATEST) ? latestConventions(meter) : deployedConventions(meter);
}

/** The names that deployed dashboards read. */
export function deployedConventions(meter: Meter): ConventionMetrics {
  const duration = histogram(meter, METRIC_GEN_AI_CLIENT_OPERATION_DURATION, DURATION_BUCKETS);
  const tokens = histogram(meter, METRIC_GEN_AI_CLIENT_TOKEN_USAGE, TOKEN_BUCKETS);
  // Calls that are alike come with the same attributes.
  let last: { readonly of: Attributes; readonly input: Attributes; readonly output: Attributes } | undefined;
  const byType = (attributes: Attributes): NonNullable<typeof last> => {
    if (last?.of !== attributes) {
      const used = withoutError(attributes);
      last = {
        of: attributes,
        input: { ...used, [ATTR_GEN_AI_TOKEN_TYPE]: 'input' },
        output: { ...used, [ATTR_GEN_AI_TOKEN_TYPE]: 'output' },
      };
    }
    return last;
  };
  return {
    record(call, attributes, left) {
      if (left(METRIC_GEN_AI_CLIENT_OPERATION_DURATION)) duration.record(call.seconds, attributes, call.at);
      if (!left(METRIC_GEN_AI_CLIENT_TOKEN_USAGE)) return;
      const { inputTokens, outputTokens } = call.usage ?? {};
      if (inputTokens !== undefined) tokens.record(inputTokens, byType(attributes).input, call.at);
      if (outputTokens !== undefined && call.operation.name !== 'embeddings') {
        tokens.record(outputTokens, byType(attributes).output, call.at);
      }
    },
    describeUsage() {},
  };
}

/**
 * The newest names (semantic-conventions-genai, docs/gen-ai/client-inference.md, gen-ai-token-metrics.md).
 *
 * Where a call brought no usage, the counters get the 0 that the conventions ask for, of modality `unknown`.
 * The histograms get it only from calls that failed, where `error.type` tells it apart: a stream that was not
 * asked for its usage would drag every percentile down.
 *
 * The time per output chunk is the mean of a stream. The conventions ask for a value for each chunk; that
 * would cost more than all the rest that is done with a chunk.
 */
export function latestConventions(meter: Meter): ConventionMetrics {
  const duration = histogram(meter, METRIC_GEN_AI_CLIENT_INFERENCE_DURATION, DURATION_BUCKETS);
  const others = histogram(meter, METRIC_GEN_AI_CLIENT_OPERATION_DURATION, DURATION_BUCKETS);
  const firstChunk = histogram(meter, METRIC_GEN_AI_CLIENT_INFERENCE_TIME_TO_FIRST_CHUNK, DURATION_BUCKETS);
  const perChunk = histogram(meter, METRIC_GEN_AI_CLIENT_INFERENCE_TIME_PER_OUTPUT_CHUNK, DURATION_BUCKETS);
  const sizes = (
    [
      [METRIC_GEN_AI_CLIENT_INFERENCE_OPERATION_INPUT_TOKENS, 'inputTokens'],
      [METRIC_GEN_AI_CLIENT_INFERENCE_OPERATION_OUTPUT_TOKENS, 'outputTokens'],
    ] as const
  ).map(([name, member]) => ({ name, member, size: histogram(meter, name, TOKEN_BUCKETS) }));
  const counters = Object.entries(COUNTED).map(([name, count]) => ({
    name,
    count,
    counter: meter.createCounter(name, described(name)),
  }));
  return {
    record(call, attributes, left) {
      if (!call.operation.inference || call.operation.name === 'embeddings') {
        if (left(METRIC_GEN_AI_CLIENT_OPERATION_DURATION)) others.record(call.seconds, attributes, call.at);
        return;
      }
      if (left(METRIC_GEN_AI_CLIENT_INFERENCE_DURATION)) duration.record(call.seconds, attributes, call.at);
      for (const { name, member, size } of sizes) {
        const tokens = call.usage?.[member];
        if (!left(name) || (tokens === undefined && call.verdict === undefined)) continue;
        size.record(tokens ?? 0, attributes, call.at);
      }
      const plain = withoutError(attributes);
      if (call.firstChunkSeconds !== undefined && left(METRIC_GEN_AI_CLIENT_INFERENCE_TIME_TO_FIRST_CHUNK)) {
        firstChunk.record(call.firstChunkSeconds, plain, call.at);
      }
      if (call.perChunkSeconds !== undefined && left(METRIC_GEN_AI_CLIENT_INFERENCE_TIME_PER_OUTPUT_CHUNK)) {
        perChunk.record(call.perChunkSeconds, plain, call.at);
      }
      for (const { name, count, counter } of counters) {
        if (!left(name)) continue;
        for (const [modality, tokens] of byModality(call.usage && count(call.usage))) {
          counter.add(tokens, { ...plain, [ATTR_GEN_AI_TOKEN_MODALITY]: modality }, call.at);
        }
      }
    },
    describeUsage(usage, attributes) {
      for (const [name, tokens] of [
        [ATTR_GEN_AI_USAGE_AUDIO_INPUT_TOKENS, usage.inputAudioTokens],
        [ATTR_GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS, usage.cacheReadAudioTokens],
        [ATTR_GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS, usage.outputAudioTokens],
        [ATTR_GEN_AI_USAGE_IMAGE_INPUT_TOKENS, usage.inputImageTokens],
        [ATTR_GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS, usage.outputImageTokens],
      ] as const) {
        // Providers send zeros for what was not there; "when applicable" is when it was.
        if (tokens !== undefined && tokens > 0) attributes[name] = tokens;
      }
    },
  };
}

/** A count of tokens, and what is known of its parts. */
interface Tokens {
  readonly all: number | undefined;
  readonly audio?: number | undefined;
  readonly image?: number | undefined;
}

const COUNTED: Readonly<Record<string, (usage: Usage) => Tokens>> = {
  [METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_INPUT_TOKENS]: (usage) => ({
    all: usage.inputTokens,
    audio: usage.inputAudioTokens,
    image: usage.inputImageTokens,
  }),
  [METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_OUTPUT_TOKENS]: (usage) => ({
    all: usage.outputTokens,
    audio: usage.outputAudioTokens,
    image: usage.outputImageTokens,
  }),
  [METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_READ_INPUT_TOKENS]: (usage) => ({
    all: usage.cacheReadTokens,
    audio: usage.cacheReadAudioTokens,
  }),
  [METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_WRITE_INPUT_TOKENS]: (usage) => ({
    all: usage.cacheWriteTokens,
  }),
  [METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_REASONING_OUTPUT_TOKENS]: (usage) => ({ all: usage.reasoningTokens }),
};

/** Parts that add up to the whole. What no provider says the kind of is `unknown`, and never taken for text. */
function* byModality(tokens: Tokens | undefined): Generator<[modality: string, tokens: number]> {
  const all = tokens?.all ?? 0;
  const audio = Math.min(tokens?.audio ?? 0, all);
  const image = Math.min(tokens?.image ?? 0, all - audio);
  if (audio > 0) yield ['audio', audio];
  if (image > 0) yield ['image', image];
  const rest = all - audio - image;
  if (rest > 0 || all === 0) yield ['unknown', rest];
}

/** `error.type` is for durations only, and most calls have none. */
function withoutError(attributes: Attributes): Attributes {
  if (attributes[ATTR_ERROR_TYPE] === undefined) return attributes;
  const { [ATTR_ERROR_TYPE]: _, ...others } = attributes;
  return others;
}

export function histogram(meter: Meter, name: string, buckets: readonly number[]): Histogram {
  return meter.createHistogram(name, {
    ...described(name),
    advice: { explicitBucketBoundaries: [...buckets] },
  });
}
