import { describe, expect, it } from 'vitest';
import { classify, RULES } from '../src/index.ts';
import { FIXTURES } from './fixtures/all.ts';
import { type Call, DELIVERIES, type Delivery } from './metamorphic/deliveries.ts';

const CALLS: readonly Call[] = FIXTURES.filter(
  ({ error, body, message }) => error === undefined && (body === undefined || message === undefined),
);

function verdictOf({ at, status, headers, body, message }: Call): object {
  const { category, owner, retryable } = classify({ baseUrl: at, status, headers, body, message });
  return { category, owner, retryable };
}

function changed({ deliver }: Delivery): readonly object[] {
  return CALLS.flatMap((call) => {
    const other = deliver(call);
    if (other === undefined) return [];
    const [before, after] = [verdictOf(call), verdictOf(other)];
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ other, before, after }];
  });
}

describe('the verdict stays the same when the same error arrives', () => {
  it.each(DELIVERIES.map((delivery) => [delivery.name, delivery] as const))('%s', (_name, delivery) => {
    expect(changed(delivery)).toEqual([]);
  });

  it.each(DELIVERIES.map((delivery) => [delivery.name, delivery] as const))(
    '%s, which concerns some of the fixtures',
    (_name, { deliver }) => {
      expect(CALLS.filter((call) => deliver(call) !== undefined).length).toBeGreaterThan(0);
    },
  );

  it('without its status, where a rule decided that asks for none', () => {
    const asks = new Map(
      RULES.map(({ id, when }) => [id, when.status !== undefined || when.notStatus !== undefined]),
    );
    const weak = RULES.findIndex(({ id }) => id === 'code.payment');
    const ofNoStatus = CALLS.filter(({ at, status, headers, body, message }) => {
      const { rule } = classify({ baseUrl: at, status, headers, body, message });
      return asks.get(rule) === false && RULES.findIndex(({ id }) => id === rule) < weak;
    });
    const dropped = ofNoStatus.filter(
      (call) => JSON.stringify(verdictOf(call)) !== JSON.stringify(verdictOf({ ...call, status: null })),
    );
    expect(dropped).toEqual([]);
  });
});
