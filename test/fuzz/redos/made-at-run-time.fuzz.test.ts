import { expect, it } from 'vitest';

it('makes no patterns but those of the rules, when everything is loaded and an error is classified', async () => {
  const made: string[] = [];
  const Original = globalThis.RegExp;
  globalThis.RegExp = new Proxy(Original, {
    construct(target, args: [string, string?], newTarget) {
      // A pattern made of a pattern, as `matchAll` and `split` do, is none of its own.
      if (typeof args[0] === 'string' && isOurs(new Error().stack ?? ''))
        made.push(`/${args[0]}/${args[1] ?? ''}`);
      return Reflect.construct(target, args, newTarget) as RegExp;
    },
  });
  try {
    // Loaded only now: what a module makes when it is loaded would be missed otherwise.
    const { classify, RULES } = await import('@fuelgauge/errors');
    const { createPricer } = await import('@fuelgauge/pricing');
    await import('@fuelgauge/instrumentation');
    await import('@fuelgauge/semconv');
    classify({ status: 429, body: '{"error":{"message":"slow down"}}' });
    createPricer().priceCall({ provider: 'openai', requestModel: 'gpt-5', usage: { inputTokens: 1 } });
    const ofRules = RULES.flatMap(({ when }) => [when.codeText, when.text, when.notText])
      .filter((pattern) => pattern !== undefined)
      .map((pattern) => `/${pattern}/i`);
    // One that is never asked is never made.
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter((pattern) => !ofRules.includes(pattern))).toEqual([]);
  } finally {
    globalThis.RegExp = Original;
  }
});

/** Not a pattern that Node, vitest or a dependency makes. */
const isOurs = (stack: string): boolean => {
  const maker = stack.split('\n')[2] ?? '';
  return (
    /[\\/]packages[\\/]\w+(?:-\w+)?[\\/](?:dist|src)[\\/]/.test(maker) && !maker.includes('node_modules')
  );
};
