import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';

const dist = (file: string): string => fileURLToPath(new URL(`../dist/${file}`, import.meta.url));

/** Runs a program on the built package and returns what it printed as JSON. */
function run(type: 'module' | 'commonjs', program: string): unknown {
  return JSON.parse(
    execFileSync(process.execPath, [`--input-type=${type}`, '-e', program], { encoding: 'utf8' }),
  );
}

const steps = `
  const loaded = () => Object.keys(require.cache).some((file) => file.includes('genai-prices'));
  const before = loaded();
  const usage = { inputTokens: 1e6, outputTokens: 0 };
  priceCall({ provider: 'openrouter', responseBody: { usage: { cost: 1 } } });
  priceCall({ provider: 'deepseek', responseModel: 'deepseek-flash', usage });
  const after = loaded();
  const amount = priceCall({ provider: 'openai', responseModel: 'gpt-5.2', usage }).amount;
  console.log(JSON.stringify([before, after, loaded(), amount]));
`;

describe('the price library', () => {
  afterEach(() => {
    vi.doUnmock('node:module');
    vi.resetModules();
  });

  it('is loaded by the first call that needs it, from CommonJS', () => {
    const program = `const { priceCall } = require(${JSON.stringify(dist('index.cjs'))}); ${steps}`;
    expect(run('commonjs', program)).toEqual([false, false, true, 1.75]);
  });

  it('is loaded by the first call that needs it, from an ES module', () => {
    const program = `
      import { createRequire } from 'node:module';
      import { priceCall } from ${JSON.stringify(dist('index.mjs'))};
      const require = createRequire(import.meta.url);
      ${steps}`;
    expect(run('module', program)).toEqual([false, false, true, 1.75]);
  });

  it('is missed with one warning, while other prices go on', async () => {
    vi.doMock('node:module', () => ({
      createRequire: () => () => {
        throw new Error('MODULE_NOT_FOUND');
      },
    }));
    vi.resetModules();
    const { createPricer } = await import('../src/index.ts');
    const warn = vi.fn();
    const pricer = createPricer({ warn });
    const usage = { inputTokens: 1e6, outputTokens: 0 };
    expect(pricer.priceCall({ provider: 'openai', responseModel: 'gpt-5.2', usage })).toBeUndefined();
    expect(pricer.priceCall({ provider: 'openai', responseModel: 'gpt-5.1', usage })).toBeUndefined();
    expect(pricer.priceCall({ provider: 'deepseek', responseModel: 'deepseek-flash', usage })).toBeDefined();
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('@pydantic/genai-prices'));
  });
});
