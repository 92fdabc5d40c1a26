import type { AccountState } from '../src/account-state.ts';

/** An account that was read a moment ago, with every kind of fact known. */
export const READ: AccountState = {
  provider: 'deepseek',
  id: 'main',
  up: true,
  amounts: [
    { kind: 'total', amount: 110.25, currency: 'CNY' },
    { kind: 'granted', amount: 10, currency: 'CNY' },
  ],
  lastSuccess: 1_790_000_000,
  failure: undefined,
  spend: new Map([['CNY', 3.5]]),
  topups: new Map([['CNY', 1]]),
  resetsAt: 1_790_003_600,
};

/** The same account when it cannot be read any more. */
export const UNREADABLE: AccountState = {
  ...READ,
  up: false,
  amounts: [],
  failure: { reason: 'timeout', message: 'no answer within 10 s' },
  resetsAt: undefined,
};

/** An account that was not read yet. */
export const UNTRIED: AccountState = {
  ...READ,
  up: undefined,
  amounts: [],
  lastSuccess: undefined,
  spend: new Map(),
  topups: new Map(),
  resetsAt: undefined,
};
