import { VERSIONS } from '../published/versions.ts';
import type { ProviderId, ScenarioName } from '../simulator/src/index.ts';

/** An SDK that makes its calls over `fetch`, or over an `openai` of its own. */
export interface SdkRow {
  /** As `guest/sdks.ts` names it. */
  readonly name: string;
  /** What a user installs for it. */
  readonly packages: Readonly<Record<string, string>>;
  /** Whom the simulator plays. */
  readonly provider: ProviderId;
  /** `gen_ai.provider.name`. */
  readonly providerName: string;
  readonly operation: 'chat' | 'generate_content';
  /** Of a call, of a stream, and of a call that is refused: different, so that spans can be told apart. */
  readonly models: readonly [call: string, stream: string, refused: string];
  /** How it is refused. */
  readonly scenario: ScenarioName;
  /** The status of that; the simulator's own table has the verdict that it deserves. */
  readonly status: number;
}

/** The newest of each; LangChain's whole tree is published piece by piece, so it is pinned. */
export const SDKS: readonly SdkRow[] = [
  {
    name: 'plain fetch',
    packages: {},
    provider: 'openai',
    providerName: 'openai',
    operation: 'chat',
    models: ['gpt-5.2', 'gpt-4.1', 'gpt-5-mini'],
    scenario: 'rate_limited',
    status: 429,
  },
  {
    name: 'ai',
    packages: { ai: 'latest', '@ai-sdk/openai': 'latest' },
    provider: 'openai',
    providerName: 'openai',
    operation: 'chat',
    models: ['gpt-5.2', 'gpt-4.1', 'gpt-5-mini'],
    scenario: 'insufficient_quota',
    status: 429,
  },
  {
    name: 'langchain',
    packages: {
      '@langchain/core': VERSIONS['@langchain/core'],
      '@langchain/openai': VERSIONS['@langchain/openai'],
    },
    provider: 'openai',
    providerName: 'openai',
    operation: 'chat',
    models: ['gpt-4o', 'gpt-4.1', 'gpt-4o-mini'],
    scenario: 'insufficient_quota',
    status: 429,
  },
  {
    name: '@openrouter/sdk',
    packages: { '@openrouter/sdk': 'latest' },
    provider: 'openrouter',
    providerName: 'openrouter',
    operation: 'chat',
    models: ['deepseek/deepseek-v4-flash', 'deepseek/deepseek-v4-pro', 'deepseek/deepseek-chat'],
    scenario: 'upstream_insufficient_balance_nested',
    status: 402,
  },
  {
    name: '@anthropic-ai/sdk',
    packages: { '@anthropic-ai/sdk': 'latest' },
    provider: 'anthropic',
    providerName: 'anthropic',
    operation: 'chat',
    models: ['claude-sonnet-4-5', 'claude-opus-4-5', 'claude-haiku-4-5'],
    scenario: 'anthropic_rate_limited',
    status: 429,
  },
  {
    name: '@google/genai',
    packages: { '@google/genai': 'latest' },
    provider: 'gemini',
    providerName: 'gcp.gemini',
    operation: 'generate_content',
    models: ['gemini-2.5-flash', 'gemini-2.5-pro', 'gemini-2.5-flash-lite'],
    scenario: 'gemini_prepayment_depleted',
    status: 429,
  },
];
