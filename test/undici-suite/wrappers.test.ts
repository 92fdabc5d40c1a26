import { expect, test, vi } from 'vitest';
import { type WrapperName, type WrapperTools, wrappers } from './wrappers.ts';

const tools: WrapperTools = { instrumentFetch: (fetch) => fetch };

test.each(Object.keys(wrappers) as WrapperName[])(
  '%s hands the caller’s own arguments to fetch',
  async (name) => {
    const inner = vi.fn<typeof fetch>(async () => new Response('ok'));
    const init = { method: 'PUT' };
    await wrappers[name](inner, tools)('http://localhost/x', init);
    expect(inner.mock.calls).toEqual([['http://localhost/x', init]]);
  },
);

test('observing shows the instrumentation an LLM call whatever is fetched', async () => {
  const seen = vi.fn<typeof fetch>(async () => new Response('ok'));
  const observing = wrappers.observing(async () => new Response('inner'), { instrumentFetch: () => seen });
  await observing('http://localhost/x');
  expect(seen).toHaveBeenCalledWith('https://api.openai.com/v1/chat/completions', expect.anything());
});
