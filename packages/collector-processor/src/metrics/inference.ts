/** Which spans stand for one call of a model. */
import { ATTR_GEN_AI_OPERATION_NAME } from '@fuelgauge/semconv';
import type { ResolvedOptions } from '../options.ts';
import { all, attribute, either, text } from '../ottl/operands.ts';

/**
 * `gen_ai.operation.name` of what asks a model: the conventions' values and those of their older versions. Agents,
 * tools and chains are spans around such calls, and fail with them: counted too, a call would count twice.
 */
const OPERATIONS: readonly string[] = [
  'chat',
  'text_completion',
  'completion',
  'generate_content',
  'converse',
  'invoke_model',
  'embeddings',
  'embedding',
  'image_generation',
  'image_edit',
  'speech',
  'transcription',
  'translation',
  'video_generation',
];

const OPERATION = attribute(ATTR_GEN_AI_OPERATION_NAME);

/** Scope of LiteLLM's own telemetry (`LITELLM_TRACER_NAME` in litellm/integrations/opentelemetry.py). */
const LITELLM = 'litellm';

/** Scope of the spans that the SDK packages make, and count the calls of. */
const SDK = '@fuelgauge/instrumentation';

/**
 * The condition that a span is a call, and one that no SDK package has counted.
 *
 * A server's span is not: what serves an LLM makes its own calls inside. Spans of kind INTERNAL are, because
 * OpenInference and the Vercel AI SDK make no others. LiteLLM's kinds differ by version and setting (INTERNAL, CLIENT),
 * so its scope is what tells that they are a gateway's.
 */
export function isUncountedCall({ countGateways }: Pick<ResolvedOptions, 'countGateways'>): string {
  return all(
    either(...OPERATIONS.map((name) => `${OPERATION} == ${text(name)}`)),
    'span.kind != SPAN_KIND_SERVER',
    'span.kind != SPAN_KIND_CONSUMER',
    `instrumentation_scope.name != ${text(SDK)}`,
    ...(countGateways ? [] : [`instrumentation_scope.name != ${text(LITELLM)}`]),
    // The AI SDK's outer spans bear operations too; LangSmith calls prompts `chat`.
    either(
      `${attribute('ai.operationId')} == nil`,
      `IsMatch(${attribute('ai.operationId')}, "\\\\.do(Generate|Stream|Embed)$")`,
    ),
    either(
      `${attribute('langsmith.span.kind')} == nil`,
      `${attribute('langsmith.span.kind')} == "llm"`,
      `${attribute('langsmith.span.kind')} == "embedding"`,
    ),
  );
}
