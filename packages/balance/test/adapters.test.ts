import { describe, expect, it } from 'vitest';
import { READABLE, UNREADABLE } from './adapters.cases.ts';
import { lines, readAll } from './adapters.support.ts';

describe.each(READABLE)('$provider', ({ provider, name, answers, account, amounts, spent, resetsAt }) => {
  it(`reads ${name}`, () => {
    const { outcome } = readAll(provider, answers, account);
    if (!('amounts' in outcome)) throw new Error(JSON.stringify(outcome));
    expect({ amounts: lines(outcome.amounts), spent: outcome.spent, resetsAt: outcome.resetsAt }).toEqual({
      amounts,
      spent,
      resetsAt,
    });
  });
});

describe.each(UNREADABLE)('$provider', ({ provider, name, answers, account, reason, message }) => {
  it(`gives no amount for ${name}`, () => {
    const { outcome } = readAll(provider, answers, account);
    if (!('failure' in outcome)) throw new Error(JSON.stringify(outcome));
    expect(outcome.failure).toMatchObject({ reason, message: expect.stringMatching(message) });
  });
});
