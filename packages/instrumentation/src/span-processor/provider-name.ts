/** What other instrumentations and SDKs call providers → `gen_ai.provider.name`. */
const NAMES: Readonly<Record<string, string>> = {
  azure: 'azure.ai.openai',
  azure_openai: 'azure.ai.openai',
  azureopenai: 'azure.ai.openai',
  'az.ai.openai': 'azure.ai.openai',
  'az.ai.inference': 'azure.ai.inference',
  aws: 'aws.bedrock',
  aws_bedrock: 'aws.bedrock',
  bedrock: 'aws.bedrock',
  amazon_bedrock: 'aws.bedrock',
  google: 'gcp.gemini',
  gemini: 'gcp.gemini',
  google_genai: 'gcp.gemini',
  google_generative_ai: 'gcp.gemini',
  'google.generative_ai': 'gcp.gemini',
  'gcp.gen_ai': 'gcp.gemini',
  vertex: 'gcp.vertex_ai',
  vertex_ai: 'gcp.vertex_ai',
  vertexai: 'gcp.vertex_ai',
  google_vertex: 'gcp.vertex_ai',
  'google.vertex': 'gcp.vertex_ai',
  mistral: 'mistral_ai',
  mistralai: 'mistral_ai',
  xai: 'x_ai',
  moonshot: 'moonshot_ai',
  moonshotai: 'moonshot_ai',
  watsonx: 'ibm.watsonx.ai',
  together_ai: 'together',
  togetherai: 'together',
  gateway: 'vercel',
};

/** Where a provider is called when the span does not say. Absent: `openai`, which many call who speak its API. */
const HOSTS: Readonly<Record<string, string>> = {
  anthropic: 'api.anthropic.com',
  'aws.bedrock': 'bedrock-runtime.us-east-1.amazonaws.com',
  cohere: 'api.cohere.com',
  deepseek: 'api.deepseek.com',
  'gcp.gemini': 'generativelanguage.googleapis.com',
  'gcp.vertex_ai': 'aiplatform.googleapis.com',
  groq: 'api.groq.com',
  mistral_ai: 'api.mistral.ai',
  moonshot_ai: 'api.moonshot.ai',
  openrouter: 'openrouter.ai',
  perplexity: 'api.perplexity.ai',
  vercel: 'ai-gateway.vercel.sh',
  x_ai: 'api.x.ai',
};

/** The last part of the AI SDK's names says which of a provider's APIs is spoken: `openai.chat`. */
const API = /\.(?:chat|responses|completion|embedding|messages|image|speech|transcription)$/;

/** A provider's name as the conventions spell it, or the given one in lower case. */
export function providerNamed(name: string): string {
  const plain = name.trim().toLowerCase().replaceAll('-', '_').replace(API, '');
  return NAMES[plain] ?? plain;
}

export const usualHostOf = (provider: string): string | undefined => HOSTS[provider];
