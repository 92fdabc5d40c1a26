import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { checkCount, checkRecording } from './check.ts';
import type { Registered } from './telemetry.ts';
import { BARE, OURS, VARIANTS, type Variant } from './variants.ts';
import { ACCOUNT } from './work.ts';

const variant = (name: string): Variant => VARIANTS.find((each) => each.name === name)!;
const PEER = variant('openlit');
const FULL = { 'gen_ai.usage.cost.amount': 0.0001, 'llm.account.id': ACCOUNT };

/** What a registered SDK would have seen of a call, whatever the call was. */
const saw = (...spans: { scope: string; attributes: Record<string, unknown> }[]): Registered => ({
  ended: () => 0,
  recordedMetrics: async () => new Map(),
  spansOf: async () =>
    spans.map(
      ({ scope, attributes }) =>
        ({ instrumentationScope: { name: scope }, attributes }) as unknown as ReadableSpan,
    ),
});

const check = (name: string, registered: Registered): Promise<void> =>
  checkRecording(variant(name), registered, undefined as never);

describe('checkRecording', () => {
  it.each([
    ['ours with cost and account', OURS, saw({ scope: variant(OURS).scope!, attributes: FULL })],
    ["a peer's span", PEER.name, saw({ scope: PEER.scope!, attributes: {} })],
    ['a bare client without a span', BARE, saw()],
  ])('accepts %s', async (_what, name, registered) => {
    await expect(check(name, registered)).resolves.toBeUndefined();
  });

  it.each([
    ['a peer without a span', PEER.name, saw(), 'openlit: a call must end 1 span(s)'],
    [
      "a peer with somebody else's span beside its own",
      PEER.name,
      saw({ scope: PEER.scope!, attributes: {} }, { scope: 'another', attributes: {} }),
      'but ended 2 of',
    ],
    [
      "a peer's span that fuelgauge wrote to",
      PEER.name,
      saw({ scope: PEER.scope!, attributes: FULL }),
      'fuelgauge wrote to its span',
    ],
    [
      'a bare client with a span',
      BARE,
      saw({ scope: 'another', attributes: {} }),
      'must end 0 span(s) of nobody',
    ],
    [
      'ours without a cost',
      OURS,
      saw({ scope: variant(OURS).scope!, attributes: { 'llm.account.id': ACCOUNT } }),
      'bears no cost',
    ],
    [
      'ours with a cost of nothing',
      OURS,
      saw({ scope: variant(OURS).scope!, attributes: { ...FULL, 'gen_ai.usage.cost.amount': 0 } }),
      'bears no cost',
    ],
    [
      "ours without the account's name",
      OURS,
      saw({ scope: variant(OURS).scope!, attributes: { ...FULL, 'llm.account.id': 'key-fake' } }),
      'bears the account key-fake',
    ],
  ])('refuses %s', async (_what, name, registered, message) => {
    await expect(check(name, registered)).rejects.toThrow(message);
  });
});

describe('checkCount', () => {
  it('accepts a span for every time', () => {
    expect(() => checkCount('openlit', 'call', 100, 100)).not.toThrow();
  });

  it.each([99, 200])('refuses %d spans of 100 times', (ended) => {
    expect(() => checkCount('openlit', 'call', ended, 100)).toThrow(
      `openlit: 100 times a call ended ${ended}`,
    );
  });
});
