import type { OtlpReceiver } from '@fuelgauge/simulator';
import { expect } from 'vitest';

/** Exactly one span arrived, that of the call, with what it cost and in what currency. */
export function expectOnePricedSpan(receiver: OtlpReceiver): void {
  expect(receiver.refused).toEqual([]);
  expect(receiver.spans.map((span) => span.name)).toEqual(['chat gpt-5.2']);
  expect(receiver.spans[0]!.attributes).toMatchObject({
    'gen_ai.request.model': 'gpt-5.2',
    'gen_ai.usage.cost.amount': expect.any(Number),
    'gen_ai.usage.cost.currency': 'USD',
  });
  expect(receiver.spans[0]!.attributes['gen_ai.usage.cost.amount']).toBeGreaterThan(0);
}
