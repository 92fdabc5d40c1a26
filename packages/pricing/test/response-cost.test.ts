import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costFromResponse, createPricer, type HeaderBag } from '../src/index.ts';

const chat = { prompt_tokens: 194, completion_tokens: 2, total_tokens: 196 };

interface Stated {
  readonly name: string;
  readonly provider: string;
  readonly body?: unknown;
  readonly headers?: HeaderBag;
  readonly amount: number | undefined;
  readonly field?: string;
}

const stated: readonly Stated[] = [
  {
    name: 'OpenRouter, whose upstream cost is only a repetition without BYOK',
    provider: 'openrouter',
    body: {
      usage: {
        ...chat,
        cost: 0.0033789,
        is_byok: false,
        cost_details: { upstream_inference_cost: 0.0033789 },
      },
    },
    amount: 0.0033789,
    field: 'usage.cost',
  },
  {
    name: 'OpenRouter without the flag',
    provider: 'openrouter',
    body: { usage: { ...chat, cost: 0.95, cost_details: { upstream_inference_cost: 19 } } },
    amount: 0.95,
  },
  {
    name: 'OpenRouter with BYOK: its fee and the upstream bill',
    provider: 'openrouter',
    body: {
      usage: { ...chat, cost: 0.001, is_byok: true, cost_details: { upstream_inference_cost: 0.02 } },
    },
    amount: 0.021,
    field: 'usage.cost + usage.cost_details.upstream_inference_cost',
  },
  {
    name: 'OpenRouter with BYOK when the upstream bill is missing',
    provider: 'openrouter',
    body: { usage: { ...chat, cost: 0.001, is_byok: true, cost_details: {} } },
    amount: undefined,
  },
  {
    name: 'a free OpenRouter model',
    provider: 'openrouter',
    body: { usage: { ...chat, cost: 0 } },
    amount: 0,
  },
  {
    name: 'xAI ticks',
    provider: 'x_ai',
    body: { usage: { ...chat, cost_in_usd_ticks: 37_756_000 } },
    amount: 0.0037756,
    field: 'usage.cost_in_usd_ticks',
  },
  {
    name: 'xAI ticks through a proxy',
    provider: 'self_hosted',
    body: { usage: { ...chat, cost_in_usd_ticks: 10_000_000_000 } },
    amount: 1,
  },
  {
    name: 'xAI ticks in the responses API event',
    provider: 'x_ai',
    body: { type: 'response.completed', response: { usage: { cost_in_usd_ticks: 5_000_000_000 } } },
    amount: 0.5,
  },
  {
    name: 'Perplexity',
    provider: 'perplexity',
    body: {
      usage: { ...chat, cost: { input_tokens_cost: 0.001, request_cost: 0.005, total_cost: 0.0061 } },
    },
    amount: 0.0061,
    field: 'usage.cost.total_cost',
  },
  {
    name: 'DeepInfra',
    provider: 'deepinfra',
    body: { usage: { ...chat, estimated_cost: 9.68e-5 } },
    amount: 9.68e-5,
    field: 'usage.estimated_cost',
  },
  {
    name: 'Venice',
    provider: 'venice',
    body: { usage: chat, cost: { diem: 0.5, usd: 0.0012 } },
    amount: 0.0012,
    field: 'cost.usd',
  },
  { name: 'Requesty', provider: 'requesty', body: { usage: { ...chat, cost: 0.002 } }, amount: 0.002 },
  {
    name: 'Requesty, the other field',
    provider: 'requesty',
    body: { usage: { ...chat, total_cost: '0.003' } },
    amount: 0.003,
    field: 'usage.total_cost',
  },
  {
    name: 'Vercel in the AI SDK shape',
    provider: 'vercel',
    body: { providerMetadata: { gateway: { cost: '0.0045405', generationId: 'gen_fake' } } },
    amount: 0.0045405,
  },
  {
    name: 'Vercel beside the message',
    provider: 'vercel',
    body: { choices: [{ message: { provider_metadata: { gateway: { cost: '0.01' } } } }] },
    amount: 0.01,
    field: 'provider_metadata.gateway.cost',
  },
  {
    name: "Vercel in a stream's delta",
    provider: 'vercel',
    body: { choices: [{ delta: { provider_metadata: { gateway: { cost: '0.02' } } } }] },
    amount: 0.02,
  },
  {
    name: 'Vercel in the usage of chat completions',
    provider: 'vercel',
    body: { usage: { ...chat, cost: 0.0002052, market_cost: 0.0002052, gateway_cost: 0.0002052 } },
    amount: 0.0002052,
    field: 'usage.cost',
  },
  {
    name: 'Vercel in the usage of chat completions when another account pays',
    provider: 'vercel',
    body: { usage: { ...chat, cost: 0, market_cost: 0.0002052, gateway_cost: 0 } },
    amount: undefined,
  },
  {
    name: 'Vercel in a Responses event',
    provider: 'vercel',
    body: {
      type: 'response.completed',
      response: { usage: { input_tokens: 1 }, provider_metadata: { gateway: { cost: '0.00042' } } },
    },
    amount: 0.00042,
    field: 'provider_metadata.gateway.cost',
  },
  {
    name: 'Vercel when another account pays',
    provider: 'vercel',
    body: { provider_metadata: { gateway: { cost: '0', marketCost: '0.01' } } },
    amount: undefined,
  },
  {
    name: 'muapi in the body',
    provider: 'muapi',
    body: { cost: { amount_usd: 0.04 } },
    amount: 0.04,
    field: 'cost.amount_usd',
  },
  {
    name: 'muapi in a header',
    provider: 'muapi',
    headers: new Headers({ 'X-MuAPI-Cost-USD': '0.05' }),
    amount: 0.05,
    field: 'x-muapi-cost-usd',
  },
  {
    name: 'LiteLLM',
    provider: 'self_hosted',
    headers: new Headers({
      'x-litellm-response-cost': '2.85e-05',
      'x-litellm-response-cost-original': '3e-05',
    }),
    amount: 2.85e-5,
    field: 'x-litellm-response-cost',
  },
  {
    name: 'LiteLLM from 1.98, which leaves the equal header out',
    provider: 'self_hosted',
    headers: new Headers({ 'x-litellm-response-cost-original': '3e-05' }),
    amount: 3e-5,
    field: 'x-litellm-response-cost-original',
  },
  {
    name: 'LiteLLM with a model that it cannot price',
    provider: 'self_hosted',
    headers: new Headers({ 'x-litellm-response-cost': '0.0', 'x-litellm-response-cost-original': '0.0' }),
    amount: undefined,
  },
  {
    name: 'headers as a plain object of any case',
    provider: 'self_hosted',
    headers: { 'X-LiteLLM-Response-Cost': '0.5' },
    amount: 0.5,
  },
  {
    name: 'headers as Node gives them',
    provider: 'self_hosted',
    headers: { 'x-litellm-response-cost': ['0.25'] },
    amount: 0.25,
  },
  {
    name: 'a provider whose usage.cost is not known to be money',
    provider: 'openai',
    body: { usage: { ...chat, cost: 12 } },
    amount: undefined,
  },
  { name: 'OpenAI', provider: 'openai', body: { usage: chat }, headers: new Headers(), amount: undefined },
];

describe('costFromResponse', () => {
  it.each(stated)('reads $name', ({ provider, body, headers, amount, field }) => {
    const cost = costFromResponse(provider, body, headers);
    if (amount === undefined) expect(cost).toBeUndefined();
    else {
      expect(cost?.amount).toBeCloseTo(amount, 12);
      expect(cost?.currency).toBe('USD');
      if (field !== undefined) expect(cost?.field).toBe(field);
    }
  });

  it('says which part the upstream bills', () => {
    const usage = { cost: 0.001, is_byok: true, cost_details: { upstream_inference_cost: '0.02' } };
    expect(costFromResponse('openrouter', { usage })?.upstreamAmount).toBe(0.02);
  });

  it.each([['0.95'], [' 0.95 '], ['9.5e-1'], [0.95]])('takes %j for an amount', (cost) => {
    expect(costFromResponse('openrouter', { usage: { cost } })?.amount).toBe(0.95);
  });

  it.each([
    [-1],
    [Number.NaN],
    [Infinity],
    ['-1'],
    ['1e999'],
    ['free'],
    ['$1'],
    ['0x10'],
    [''],
    [null],
    [true],
    [{}],
    [[1]],
  ])('takes %j for no amount', (cost) => {
    expect(costFromResponse('openrouter', { usage: { cost } })).toBeUndefined();
  });

  it('survives headers that throw', () => {
    const headers = {
      get(): never {
        throw new Error('no');
      },
    };
    expect(costFromResponse('openai', {}, headers)).toBeUndefined();
  });

  it('never throws, and never states less than nothing', () => {
    const providers = fc.constantFrom(
      'openrouter',
      'x_ai',
      'perplexity',
      'venice',
      'vercel',
      'muapi',
      '__proto__',
    );
    fc.assert(
      fc.property(providers, fc.anything(), fc.anything(), fc.anything(), (provider, cost, rest, headers) => {
        const found = costFromResponse(
          provider,
          { usage: { cost, cost_in_usd_ticks: rest }, cost: rest, providerMetadata: { gateway: { cost } } },
          headers as HeaderBag,
        );
        if (found) expect(found.amount >= 0 && Number.isFinite(found.amount)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a stated cost', () => {
  const pricer = createPricer({ table: [{ provider: '*', model: '*', input: 1, output: 1 }] });

  it('wins over every table', () => {
    expect(
      pricer.priceCall({
        provider: 'openrouter',
        responseModel: 'openai/gpt-5.2',
        responseBody: { usage: { ...chat, cost: 0.0042 } },
      }),
    ).toEqual({
      amount: 0.0042,
      currency: 'USD',
      source: 'provider',
      origin: 'response',
      field: 'usage.cost',
    });
  });

  it('can be handed over by the caller', () => {
    expect(pricer.priceCall({ provider: 'openai', responseCost: '0.5' })).toMatchObject({
      amount: 0.5,
      source: 'provider',
    });
  });

  it('that is nonsense leaves the call to the tables', () => {
    const cost = pricer.priceCall({
      provider: 'openrouter',
      responseModel: 'openai/gpt-5.2',
      responseBody: { usage: { ...chat, cost: -1 } },
    });
    expect(cost).toMatchObject({ source: 'local', origin: 'table' });
  });
});
