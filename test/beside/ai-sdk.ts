import type { Simulator } from '@fuelgauge/simulator';
import { describe, expect, it } from 'vitest';
import { outcome, settle, type World } from './setup.ts';
import type { ExportedSpan } from './telemetry.ts';

const OURS = '@fuelgauge/instrumentation';
const prompt = 'a prompt that must stay at home';

/** What the versions of the Vercel AI SDK have in common here; their types differ. */
// biome-ignore lint/suspicious/noExplicitAny: the same calls go to three major versions
type Any = any;

export interface Sdk {
  readonly ai: Any;
  /** Makes the provider. */
  readonly createOpenAI: (options: { apiKey: string; baseURL: string }) => Any;
  /** The call's options that turn telemetry on. */
  readonly telemetry: Readonly<Record<string, unknown>>;
}

interface Models {
  readonly chat: Any;
  readonly responses: Any;
  readonly embedding: Any;
}

export type Call = (sdk: Sdk, models: Models, simulator: Simulator) => Promise<unknown>;

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

const options = (sdk: Sdk): object => ({ prompt, maxRetries: 0, onError() {}, ...sdk.telemetry });

export const CALLS = {
  'an answer': ({ ai, ...sdk }, { chat }) => ai.generateText({ model: chat, ...options(sdk as Sdk) }),
  'a response': ({ ai, ...sdk }, { responses }) =>
    ai.generateText({ model: responses, ...options(sdk as Sdk) }),
  'a stream read to its end': ({ ai, ...sdk }, { chat }) =>
    drain(ai.streamText({ model: chat, ...options(sdk as Sdk) }).textStream),
  'an empty account': ({ ai, ...sdk }, { chat }, simulator) => {
    simulator.failNext('openai', 'insufficient_quota');
    return ai.generateText({ model: chat, ...options(sdk as Sdk) });
  },
  'a stream that is refused': ({ ai, ...sdk }, { chat }, simulator) => {
    simulator.failNext('openai', 'rate_limited');
    return drain(ai.streamText({ model: chat, ...options(sdk as Sdk) }).textStream);
  },
  'a stream that fails on its way': ({ ai, ...sdk }, { chat }, simulator) => {
    simulator.failNext('openai', 'midstream_error');
    return drain(ai.streamText({ model: chat, ...options(sdk as Sdk) }).textStream);
  },
  'a stream that is aborted': async ({ ai, ...sdk }, { chat }, simulator) => {
    simulator.delivery.chunkDelayMs = 20;
    const controller = new AbortController();
    const { textStream } = ai.streamText({
      model: chat,
      ...options(sdk as Sdk),
      abortSignal: controller.signal,
    });
    for await (const _ of textStream) controller.abort();
  },
  'a stream broken off': async ({ ai, ...sdk }, { chat }, simulator) => {
    simulator.delivery.chunkDelayMs = 20;
    const { textStream } = ai.streamText({ model: chat, ...options(sdk as Sdk) });
    for await (const _ of textStream) break;
    // It reads on, whether anybody listens or not.
    await simulator.requests.at(-1)?.closed;
  },
  'an embedding': ({ ai, ...sdk }, { embedding }) =>
    ai.embed({ model: embedding, value: 'fuel', ...options(sdk as Sdk) }),
} satisfies Record<string, Call>;

export interface Expected {
  readonly call: keyof typeof CALLS;
  /** The scope of the spans that carry account and outcome. */
  readonly span: 'peer' | 'ours' | 'none';
  readonly is: 'priced' | 'unpriced' | 'insufficient_balance' | 'rate_limited' | 'server_error' | 'cancelled';
}

/** A span that carries what fuelgauge knows of a call. */
const carries = (span: ExportedSpan): boolean => span.attributes['llm.account.id'] !== undefined;

/** Makes a call, and gives the class of the error that it ended in. */
export async function make(world: World, sdk: Sdk, call: Call): Promise<string | undefined> {
  const openai = sdk.createOpenAI({ apiKey: 'sk-fake', baseURL: world.simulator.hostUrl('openai') });
  const models = {
    chat: openai.chat('gpt-4o-mini'),
    responses: openai.responses('gpt-4o-mini'),
    embedding:
      openai.textEmbeddingModel?.('text-embedding-3-small') ??
      openai.embeddingModel('text-embedding-3-small'),
  };
  const error = await outcome(() => call(sdk, models, world.simulator));
  await settle(world);
  return error;
}

export function besideAiSdk(world: World, scope: string, sdk: Sdk, expected: readonly Expected[]): void {
  const run = (call: Call): Promise<string | undefined> => make(world, sdk, call);

  const total = async (metric: string): Promise<number> =>
    Object.values(await world.telemetry.counts(metric)).reduce((sum, count) => sum + count, 0);

  describe('one call', () => {
    it.each(expected)('$call is told by one span ($span), $is', async ({ call, span, is }) => {
      await run(CALLS[call]);
      const told = world.telemetry.spans.filter(carries);
      expect(told.map((one) => one.scope)).toEqual(span === 'none' ? [] : [span === 'peer' ? scope : OURS]);
      if (told[0] === undefined) return;
      const { attributes } = told[0];
      if (is === 'priced') expect(attributes['gen_ai.usage.cost.amount']).toBeGreaterThan(0);
      else expect(attributes['llm.error.category']).toBe(is === 'unpriced' ? undefined : is);
    });

    it.each(expected)('$call is counted once', async ({ call, is }) => {
      await run(CALLS[call]);
      expect(await total('gen_ai.client.operation.duration')).toBe(1);
      expect(await total('llm.call.errors')).toBe(is === 'priced' || is === 'unpriced' ? 0 : 1);
      expect(await total('llm.call.unpriced')).toBe(is === 'unpriced' ? 1 : 0);
      if (is === 'priced') expect(await total('llm.call.cost')).toBeGreaterThan(0);
    });
  });

  it('leaves the spans around a call as they are', async () => {
    await run(CALLS['an empty account']);
    const around = world.telemetry.spans.filter((span) => !carries(span));
    expect(around.length).toBeGreaterThan(0);
    for (const span of around) {
      expect(Object.keys(span.attributes).filter((name) => name.startsWith('llm.'))).toEqual([]);
    }
  });

  it('tells of each attempt that it repeats, and of what came in the end', async () => {
    await run(async ({ ai, telemetry }, { chat }, simulator) => {
      simulator.failNext('openai', 'server_error');
      simulator.answerHeaders = { 'retry-after-ms': '1' };
      await ai.generateText({ model: chat, prompt, maxRetries: 2, ...telemetry });
    });
    const told = world.telemetry.spans.filter(carries);
    const last = told.at(-1)!;
    expect(last.attributes['gen_ai.usage.cost.amount']).toBeGreaterThan(0);
    expect(last.attributes).not.toHaveProperty('llm.error.category');
    // One span for each attempt, or one for all with an event.
    if (told.length === 1) expect(last.events).toContain('llm.call.retry');
    else expect(told[0]!.attributes['llm.error.category']).toBe('server_error');
    expect(told.length).toBeLessThanOrEqual(2);
    expect(await total('llm.call.errors')).toBe(1);
  });
}
