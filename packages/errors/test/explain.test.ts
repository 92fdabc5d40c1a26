import {
  ERROR_CATEGORIES,
  ERROR_OWNERS,
  ERROR_REMEDIES,
  type ErrorCategory,
  type ErrorOwner,
  type ErrorRemedy,
} from '@fuelgauge/semconv';
import { describe, expect, it } from 'vitest';
import { classify, explain, type Verdict } from '../src/index.ts';

const at = (metadata: object, code = 402): Verdict =>
  classify({
    baseUrl: 'https://openrouter.ai/api/v1',
    status: code,
    body: { error: { message: 'Provider returned error', code, metadata } },
  });
const RAW = '{"error":{"message":"Insufficient Balance"}}';

describe('explain says', () => {
  it("that the gateway's own account is empty", () => {
    expect(explain(at({ raw: RAW, provider_name: 'DeepSeek', is_byok: false }))).toBe(
      "OpenRouter's own DeepSeek account is out of balance. Topping up your account will not help: route to another provider or wait.",
    );
  });
  it('that the own account behind the gateway is empty', () => {
    expect(explain(at({ raw: RAW, provider_name: 'DeepSeek', is_byok: true }))).toBe(
      'Your own DeepSeek account behind OpenRouter is out of balance. Top up at DeepSeek, not at OpenRouter.',
    );
  });
  it('that the own account at the provider is empty', () => {
    expect(explain(classify({ baseUrl: 'https://api.deepseek.com', status: 402, body: RAW }))).toBe(
      'Your DeepSeek account is out of balance. Top up, or pay the open bill.',
    );
  });
  it('how long to wait', () => {
    const verdict = classify({
      baseUrl: 'https://api.openai.com/v1',
      status: 429,
      headers: { 'retry-after': '20' },
    });
    expect(explain(verdict)).toBe('Your OpenAI rate limit is reached. Retry in 20 seconds.');
  });
  it('the name that the caller gives to the endpoint', () => {
    expect(explain(classify({ status: 402 }), { provider: 'siliconflow' })).toContain('SiliconFlow');
  });
});

describe('explain finds a whole sentence', () => {
  const verdicts = Object.keys(ERROR_CATEGORIES).flatMap((category) =>
    Object.keys(ERROR_OWNERS).flatMap((owner) =>
      Object.keys(ERROR_REMEDIES).map(
        (remedy) => [category, owner, remedy] as [ErrorCategory, ErrorOwner, ErrorRemedy],
      ),
    ),
  );
  it.each([undefined, 'deepseek'])('for every category, owner and remedy, with upstream %s', (upstream) => {
    for (const [category, owner, remedy] of verdicts) {
      for (const retryAfter of [undefined, 5]) {
        const text = explain({
          category,
          owner,
          remedy,
          upstream,
          retryAfter,
          retryable: false,
          rule: 'x',
          hops: [],
        });
        expect(text).toMatch(/^[A-Z].{15,}\.$/);
        expect(text).not.toMatch(/undefined| {2}|\.\.|\bthe the\b/);
      }
    }
  });
});
