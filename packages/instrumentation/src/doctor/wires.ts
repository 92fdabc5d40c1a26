/**
 * Which requests the fetch instrumentation records, and which of the ways of asking a model it does not know.
 * `test/doctor-tables.test.ts` asks the instrumentation itself about every line.
 */

/** One provider's way of asking a model. */
export interface Wire {
  readonly name: string;
  /** A request of this kind; always a POST. */
  readonly url: string;
  /** Whether `instrumentFetch` records it. */
  readonly recorded: boolean;
}

const wire = (name: string, url: string, recorded: boolean): Wire => ({ name, url, recorded });

export const WIRES = {
  chat: wire('chat completions', 'https://api.openai.com/v1/chat/completions', true),
  responses: wire('responses', 'https://api.openai.com/v1/responses', true),
  azure: wire('Azure OpenAI', 'https://fake.openai.azure.com/openai/v1/chat/completions', true),
  embeddings: wire('embeddings', 'https://api.voyageai.com/v1/embeddings', true),
  anthropic: wire('Anthropic messages', 'https://api.anthropic.com/v1/messages', true),
  anthropicVertex: wire(
    'Anthropic on Vertex AI',
    'https://us-east5-aiplatform.googleapis.com/v1/projects/fake/locations/us-east5/publishers/anthropic/models/claude-fake:rawPredict',
    true,
  ),
  anthropicBedrock: wire(
    'Anthropic on Bedrock',
    'https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.fake/invoke',
    false,
  ),
  gemini: wire(
    'Gemini generateContent',
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-fake:generateContent',
    true,
  ),
  vertex: wire(
    'Gemini on Vertex AI',
    'https://us-central1-aiplatform.googleapis.com/v1/projects/fake/locations/us-central1/publishers/google/models/gemini-fake:generateContent',
    true,
  ),
  converse: wire(
    'Bedrock Converse',
    'https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.fake/converse',
    false,
  ),
  cohere: wire('Cohere chat', 'https://api.cohere.com/v2/chat', true),
  cohereV1: wire('Cohere chat of version 1', 'https://api.cohere.com/v1/chat', false),
  ollama: wire('Ollama chat', 'http://localhost:11434/api/chat', false),
  replicate: wire(
    'Replicate predictions',
    'https://api.replicate.com/v1/models/fake/fake/predictions',
    false,
  ),
  vercelGateway: wire('Vercel AI Gateway', 'https://ai-gateway.vercel.sh/v4/ai/language-model', true),
} as const satisfies Readonly<Record<string, Wire>>;

export type WireId = keyof typeof WIRES;
