import { SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { SDK_CALLS } from './calls.ts';
import { comparable, settled, useWorld, withoutUs } from './setup.ts';

const platform = globalThis.fetch;
const world = useWorld();
const PROVIDERS = { gemini: 'gcp.gemini', moonshot: 'moonshot_ai' } as Readonly<Record<string, string>>;

describe.each(Object.keys(SDK_CALLS))('%s', (name) => {
  const { provider, model, operation = 'chat', priced = true, make } = SDK_CALLS[name]!;

  test('is one span with provider, model, account, tokens and cost', async () => {
    await make(world.simulator, 'sk-fake-1');
    const { attributes, status } = world.span;
    expect(attributes).toMatchObject({
      'gen_ai.operation.name': operation,
      'llm.account.id': expect.stringMatching(/^key-/),
      'server.port': world.simulator.port,
    });
    expect(attributes['gen_ai.provider.name']).toBe(PROVIDERS[provider] ?? provider);
    expect(attributes['gen_ai.request.model']).toBe(model);
    if (priced) {
      expect(attributes['gen_ai.response.model']).toEqual(expect.any(String));
      expect(attributes['gen_ai.usage.input_tokens']).toBeGreaterThan(0);
      if (operation !== 'embeddings') expect(attributes['gen_ai.usage.output_tokens']).toBeGreaterThan(0);
      expect(attributes['gen_ai.usage.cost.amount']).toBeGreaterThan(0);
    }
    expect(status.code).not.toBe(SpanStatusCode.ERROR);
    expect(world.simulator.requests).toHaveLength(1);
  });

  test('gives its caller the same as without us', async () => {
    const alone = await withoutUs(platform, () => make(world.simulator, 'sk-fake-1'));
    expect(comparable(await make(world.simulator, 'sk-fake-1'))).toBe(comparable(alone));
  });

  test('that fails has a verdict, and its caller gets the same error as without us', async () => {
    world.simulator.accounts.of(provider, 'sk-fake-empty').empty();
    const alone = await withoutUs(platform, () => settled(make(world.simulator, 'sk-fake-empty')));
    const requests = world.simulator.requests.length;
    const error = await settled(make(world.simulator, 'sk-fake-empty'));
    expect(error).toBeInstanceOf(Error);
    expect(comparable(error)).toBe(comparable(alone));
    const spans = world.spans.filter((span) => 'llm.error.category' in span.attributes);
    expect(spans).toHaveLength(world.simulator.requests.length - requests);
    expect(spans[0]!.attributes).toMatchObject({
      'llm.error.category': 'insufficient_balance',
      'llm.error.owner': 'caller',
      'llm.error.remedy': 'top_up',
    });
  });
});
