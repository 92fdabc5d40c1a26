import type OpenAI from 'openai6';
import { zodResponseFormat } from 'openai6/helpers/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { outcome, PROMPT, settle, type World } from './setup.ts';
import type { ExportedSpan } from './telemetry.ts';

const OURS = '@fuelgauge/instrumentation';
const model = 'gpt-4o-mini';
const messages = PROMPT;
const usage = { include_usage: true };

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

/** Calls through a patched client, each as applications make them. */
export const CALLS = {
  'an answer': (client) => client.chat.completions.create({ model, messages }),
  'a stream read to its end': async (client) =>
    drain(await client.chat.completions.create({ model, messages, stream: true, stream_options: usage })),
  'a stream broken off': async (client) => {
    for await (const _ of await client.chat.completions.create({ model, messages, stream: true })) break;
  },
  'a stream broken off at its last chunk': async (client) => {
    const stream = await client.chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: usage,
    });
    for await (const chunk of stream) if (chunk.usage) break;
  },
  'an empty account': (client, { simulator }) => {
    simulator.failNext('openai', 'insufficient_quota');
    return client.chat.completions.create({ model, messages });
  },
  'a stream that is refused': async (client, { simulator }) => {
    simulator.failNext('openai', 'rate_limited');
    await drain(await client.chat.completions.create({ model, messages, stream: true }));
  },
  'a stream that fails on its way': async (client, { simulator }) => {
    simulator.failNext('openai', 'midstream_error');
    await drain(await client.chat.completions.create({ model, messages, stream: true }));
  },
  'a parsed answer': (client) =>
    client.chat.completions.parse({
      model,
      messages,
      response_format: zodResponseFormat(z.object({ fuel: z.string() }), 'gauge'),
    }),
  'an embedding': (client) => client.embeddings.create({ model: 'text-embedding-3-small', input: 'fuel' }),
  'a legacy completion': (client) =>
    client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'fuel' }),
  'a response': (client) => client.responses.create({ model, input: 'fuel' }),
  'a stream of a response': async (client) =>
    drain(await client.responses.create({ model, input: 'fuel', stream: true })),
  'a slow stream of a response': async (client, { simulator }) => {
    simulator.delivery.chunkDelayMs = 30;
    await drain(await client.responses.create({ model, input: 'fuel', stream: true }));
  },
  'a stream of a response that is refused': async (client, { simulator }) => {
    simulator.failNext('openai', 'rate_limited');
    await drain(await client.responses.create({ model, input: 'fuel', stream: true }));
  },
} satisfies Record<string, (client: OpenAI, world: World) => Promise<unknown>>;

export type CallName = keyof typeof CALLS;

/** Makes a call, and gives the class of the error that it ended in. */
export async function callBy(
  world: World,
  Client: typeof OpenAI,
  call: CallName,
): Promise<string | undefined> {
  const client = new Client({ apiKey: 'sk-fake', baseURL: world.simulator.hostUrl('openai'), maxRetries: 0 });
  const error = await outcome(() => CALLS[call](client, world));
  await settle(world);
  return error;
}

/** What is to be exported of one call. */
export interface Expected {
  readonly call: CallName;
  /**
   * `peer`: the other instrumentation's span, enriched. `ours`: a span of our own, because the other one has none
   * for this call, or never ends it. `both`: the other's, that ended too early, and ours.
   */
  readonly span: 'peer' | 'ours' | 'both';
  readonly is: 'priced' | 'unpriced' | 'refused' | 'rate_limited' | 'server_error';
  /** What the application gets from the other instrumentation, with fuelgauge or without. */
  readonly breaks?: string;
}

/** The class of the error that the application gets. */
const ENDS: Readonly<Record<Expected['is'], string | undefined>> = {
  priced: undefined,
  unpriced: undefined,
  refused: 'RateLimitError',
  rate_limited: 'RateLimitError',
  server_error: 'APIError',
};

export interface Order {
  readonly order: string;
  /** Gives the patched class. */
  load(): Promise<typeof OpenAI> | typeof OpenAI;
}

/** Every call beside one other instrumentation, under every order of loading. */
export function besideOpenAIPeer(
  world: World,
  scope: string,
  orders: readonly Order[],
  expected: readonly Expected[],
): void {
  describe.each(orders)('$order', ({ load }) => {
    const make = async ({ call }: Expected): Promise<string | undefined> => callBy(world, await load(), call);

    it.each(expected)('$call is told by one span ($span), $is', async (row) => {
      await make(row);
      const [first, ...more] = world.telemetry.spans;
      expect(more.map((span) => span.scope)).toEqual(row.span === 'both' ? [OURS] : []);
      expect(first!.scope).toBe(row.span === 'ours' ? OURS : scope);
      const told = row.span === 'both' ? more[0]! : first!;
      expect(told.attributes['llm.account.id']).toMatch(/^key-/);
      expectOutcome(told, row);
    });

    it.each(expected)('$call is counted once', async (row) => {
      await make(row);
      const total = async (metric: string): Promise<number> =>
        Object.values(await world.telemetry.counts(metric)).reduce((sum, count) => sum + count, 0);
      expect(await total('gen_ai.client.operation.duration')).toBe(1);
      expect(await total('llm.call.errors')).toBe(row.is === 'priced' || row.is === 'unpriced' ? 0 : 1);
      expect(await total('llm.call.unpriced')).toBe(row.is === 'unpriced' ? 1 : 0);
      const tokens = row.is === 'priced' ? (row.call === 'an embedding' ? 1 : 2) : 0;
      expect(await total('gen_ai.client.token.usage')).toBe(tokens);
      const costs = world.telemetry.spans
        .map((span) => span.attributes['gen_ai.usage.cost.amount'])
        .filter((cost) => cost !== undefined);
      expect(costs).toHaveLength(row.is === 'priced' ? 1 : 0);
      expect(await total('llm.call.cost')).toBe(costs[0] ?? 0);
    });

    it.each(expected)('$call ends for the application as without fuelgauge', async (row) => {
      expect(await make(row)).toBe(row.breaks ?? ENDS[row.is]);
    });
  });
}

function expectOutcome({ attributes }: ExportedSpan, { is }: Expected): void {
  if (is === 'priced') {
    expect(attributes['gen_ai.usage.cost.amount']).toBeGreaterThan(0);
    expect(attributes).not.toHaveProperty('llm.error.category');
  } else if (is === 'unpriced') {
    expect(attributes).not.toHaveProperty('llm.error.category');
    expect(attributes).not.toHaveProperty('gen_ai.usage.cost.amount');
  } else {
    expect(attributes).toMatchObject({
      'llm.error.category': is === 'refused' ? 'insufficient_balance' : is,
      'llm.error.classified_by': 'sdk',
    });
  }
}
