/** One row for each way in which an SDK makes a call: how, and what the span must say. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import Anthropic from '@anthropic-ai/sdk';
import type { ProviderId, Simulator } from '@fuelgauge/simulator';
import { GoogleGenAI } from '@google/genai';
import { ChatAnthropic } from '@langchain/anthropic';
import { ChatOpenAI } from '@langchain/openai';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { OpenRouter } from '@openrouter/sdk';
import { createGateway, embed, generateText, type LanguageModel, streamText } from 'ai';

export interface SdkCall {
  readonly provider: ProviderId;
  /** `gen_ai.request.model`; absent where the SDK hands fetch a `Request`, whose body nobody may read. */
  readonly model?: string;
  readonly operation?: string;
  /** False where the answer has no tokens to price. */
  readonly priced?: false;
  readonly make: (simulator: Simulator, apiKey: string) => Promise<unknown>;
}

const CLAUDE = 'claude-sonnet-4-5';
const GEMINI = 'gemini-2.5-flash';
const GPT = 'gpt-4o-mini';
const DEEPSEEK = 'deepseek/deepseek-v4-flash';
const prompt = 'a prompt that must stay at home';
const messages = [{ role: 'user' as const, content: prompt }];
const maxRetries = 0;

const collected = async (stream: AsyncIterable<unknown>): Promise<unknown[]> => {
  const all: unknown[] = [];
  for await (const part of stream) all.push(part);
  return all;
};

const anthropic = (simulator: Simulator, apiKey: string): Anthropic =>
  new Anthropic({ apiKey, baseURL: simulator.hostUrl('anthropic'), maxRetries });
const google = (simulator: Simulator, apiKey: string): GoogleGenAI =>
  new GoogleGenAI({ apiKey, httpOptions: { baseUrl: simulator.hostUrl('gemini') } });
const openRouter = (simulator: Simulator, apiKey: string): OpenRouter =>
  new OpenRouter({ apiKey, serverURL: simulator.hostUrl('openrouter'), retryConfig: { strategy: 'none' } });

const vercel = (simulator: Simulator, apiKey: string): ReturnType<typeof createGateway> =>
  createGateway({ apiKey, baseURL: `${simulator.hostUrl('vercel')}/v4/ai` });

const generate = async (model: LanguageModel): Promise<unknown> => {
  const { text, usage, finishReason } = await generateText({ model, prompt, maxRetries });
  return { text, usage, finishReason };
};
const stream = async (model: LanguageModel): Promise<unknown> => {
  let failure: unknown;
  const result = streamText({ model, prompt, maxRetries, onError: ({ error }) => (failure = error) });
  const parts = await collected(result.textStream);
  if (failure !== undefined) throw failure;
  return { parts, usage: await result.usage };
};

export const SDK_CALLS: Readonly<Record<string, SdkCall>> = {
  '@anthropic-ai/sdk messages.create': {
    provider: 'anthropic',
    model: CLAUDE,
    make: (sim, key) => anthropic(sim, key).messages.create({ model: CLAUDE, max_tokens: 99, messages }),
  },
  '@anthropic-ai/sdk messages.stream': {
    provider: 'anthropic',
    model: CLAUDE,
    make: (sim, key) =>
      anthropic(sim, key).messages.stream({ model: CLAUDE, max_tokens: 99, messages }).finalMessage(),
  },
  '@anthropic-ai/sdk with tools': {
    provider: 'anthropic',
    model: CLAUDE,
    make: (sim, key) =>
      anthropic(sim, key).messages.create({
        model: CLAUDE,
        max_tokens: 99,
        messages,
        tools: [
          { name: 'range', input_schema: { type: 'object', properties: { liters: { type: 'number' } } } },
        ],
      }),
  },
  '@google/genai generateContent': {
    provider: 'gemini',
    model: GEMINI,
    operation: 'generate_content',
    make: (sim, key) => google(sim, key).models.generateContent({ model: GEMINI, contents: prompt }),
  },
  '@google/genai generateContentStream': {
    provider: 'gemini',
    model: GEMINI,
    operation: 'generate_content',
    make: async (sim, key) =>
      collected(await google(sim, key).models.generateContentStream({ model: GEMINI, contents: prompt })),
  },
  '@google/genai embedContent': {
    provider: 'gemini',
    model: 'gemini-embedding-001',
    operation: 'embeddings',
    priced: false,
    make: (sim, key) =>
      google(sim, key).models.embedContent({ model: 'gemini-embedding-001', contents: prompt }),
  },
  'ai + @ai-sdk/openai chat': {
    provider: 'openai',
    model: GPT,
    make: (sim, apiKey) => generate(createOpenAI({ apiKey, baseURL: sim.hostUrl('openai') }).chat(GPT)),
  },
  'ai + @ai-sdk/openai chat, streamed': {
    provider: 'openai',
    model: GPT,
    make: (sim, apiKey) => stream(createOpenAI({ apiKey, baseURL: sim.hostUrl('openai') }).chat(GPT)),
  },
  'ai + @ai-sdk/openai responses': {
    provider: 'openai',
    model: GPT,
    make: (sim, apiKey) => generate(createOpenAI({ apiKey, baseURL: sim.hostUrl('openai') }).responses(GPT)),
  },
  'ai + @ai-sdk/openai responses, streamed': {
    provider: 'openai',
    model: GPT,
    make: (sim, apiKey) => stream(createOpenAI({ apiKey, baseURL: sim.hostUrl('openai') }).responses(GPT)),
  },
  'ai + @ai-sdk/anthropic': {
    provider: 'anthropic',
    model: CLAUDE,
    make: (sim, apiKey) =>
      generate(createAnthropic({ apiKey, baseURL: `${sim.hostUrl('anthropic')}/v1` })(CLAUDE)),
  },
  'ai + @ai-sdk/anthropic, streamed': {
    provider: 'anthropic',
    model: CLAUDE,
    make: (sim, apiKey) =>
      stream(createAnthropic({ apiKey, baseURL: `${sim.hostUrl('anthropic')}/v1` })(CLAUDE)),
  },
  'ai + @ai-sdk/google': {
    provider: 'gemini',
    model: GEMINI,
    operation: 'generate_content',
    make: (sim, apiKey) =>
      generate(createGoogleGenerativeAI({ apiKey, baseURL: `${sim.hostUrl('gemini')}/v1beta` })(GEMINI)),
  },
  'ai + @ai-sdk/google, streamed': {
    provider: 'gemini',
    model: GEMINI,
    operation: 'generate_content',
    make: (sim, apiKey) =>
      stream(createGoogleGenerativeAI({ apiKey, baseURL: `${sim.hostUrl('gemini')}/v1beta` })(GEMINI)),
  },
  'ai + @ai-sdk/openai-compatible': {
    provider: 'deepseek',
    model: 'deepseek-v4-flash',
    make: (sim, apiKey) =>
      generate(
        createOpenAICompatible({ name: 'deepseek', apiKey, baseURL: sim.hostUrl('deepseek') })(
          'deepseek-v4-flash',
        ),
      ),
  },
  'ai + @openrouter/ai-sdk-provider': {
    provider: 'openrouter',
    model: DEEPSEEK,
    make: (sim, apiKey) =>
      generate(createOpenRouter({ apiKey, baseURL: sim.hostUrl('openrouter') })(DEEPSEEK)),
  },
  'ai + @openrouter/ai-sdk-provider, streamed': {
    provider: 'openrouter',
    model: DEEPSEEK,
    make: (sim, apiKey) => stream(createOpenRouter({ apiKey, baseURL: sim.hostUrl('openrouter') })(DEEPSEEK)),
  },
  'ai with the Vercel AI Gateway': {
    provider: 'vercel',
    model: DEEPSEEK,
    make: (sim, key) => generate(vercel(sim, key)(DEEPSEEK)),
  },
  'ai with the Vercel AI Gateway, streamed': {
    provider: 'vercel',
    model: DEEPSEEK,
    make: (sim, key) => stream(vercel(sim, key)(DEEPSEEK)),
  },
  'ai with the Vercel AI Gateway, embed': {
    provider: 'vercel',
    model: 'openai/text-embedding-3-small',
    operation: 'embeddings',
    make: (sim, key) =>
      embed({
        model: vercel(sim, key).embeddingModel('openai/text-embedding-3-small'),
        value: prompt,
        maxRetries,
      }),
  },
  'ai + @ai-sdk/openai-compatible at the Vercel AI Gateway': {
    provider: 'vercel',
    model: DEEPSEEK,
    make: (sim, apiKey) =>
      generate(
        createOpenAICompatible({ name: 'vercel', apiKey, baseURL: `${sim.hostUrl('vercel')}/v1` })(DEEPSEEK),
      ),
  },
  '@openrouter/sdk chat.send': {
    provider: 'openrouter',
    make: (sim, key) =>
      openRouter(sim, key).chat.send({ chatRequest: { model: DEEPSEEK, messages, stream: false } }),
  },
  '@openrouter/sdk chat.send, streamed': {
    provider: 'openrouter',
    make: async (sim, key) =>
      collected(
        (await openRouter(sim, key).chat.send({
          chatRequest: { model: DEEPSEEK, messages, stream: true },
        })) as AsyncIterable<unknown>,
      ),
  },
  '@langchain/openai': {
    provider: 'openai',
    model: GPT,
    make: (sim, apiKey) =>
      new ChatOpenAI({
        model: GPT,
        apiKey,
        maxRetries,
        configuration: { baseURL: sim.hostUrl('openai') },
      }).invoke(prompt),
  },
  '@langchain/openai, streamed': {
    provider: 'openai',
    model: GPT,
    make: async (sim, apiKey) =>
      collected(
        await new ChatOpenAI({
          model: GPT,
          apiKey,
          maxRetries,
          configuration: { baseURL: sim.hostUrl('openai') },
        }).stream(prompt),
      ),
  },
  '@langchain/anthropic': {
    provider: 'anthropic',
    model: CLAUDE,
    make: (sim, apiKey) =>
      new ChatAnthropic({
        model: CLAUDE,
        apiKey,
        maxRetries,
        anthropicApiUrl: sim.hostUrl('anthropic'),
      }).invoke(prompt),
  },
  '@langchain/anthropic, streamed': {
    provider: 'anthropic',
    model: CLAUDE,
    make: async (sim, apiKey) =>
      collected(
        await new ChatAnthropic({
          model: CLAUDE,
          apiKey,
          maxRetries,
          anthropicApiUrl: sim.hostUrl('anthropic'),
        }).stream(prompt),
      ),
  },
};
