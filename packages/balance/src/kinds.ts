/** A value of `llm.balance.kind`. */
export type BalanceKind =
  | 'total'
  | 'granted'
  | 'topped_up'
  | 'limit_remaining'
  | 'credit_line'
  | 'owed'
  | 'reserved';

/**
 * The values of `llm.balance.kind`, with one meaning at every provider, whatever the provider's own field is
 * called. One account can have several, in several currencies; their sum means nothing (`granted` and
 * `topped_up` are parts of `total`).
 */
export const BALANCE_KINDS: Readonly<Record<BalanceKind, string>> = {
  total: 'what can be spent now, by calls with this account, before they are refused; negative when it owes',
  granted: 'the part that the provider gave (vouchers, bonuses, trials), which may expire',
  topped_up: 'the part that was paid in; can be negative where an account may owe',
  limit_remaining:
    'what a cap on spending (of a key, a budget) or the allowance of a plan leaves until it is renewed; ' +
    'says nothing of the money behind it',
  credit_line: 'how far the account may go into debt; where the provider says so, a part of `total`',
  owed: 'what is unpaid: invoices and arrears, as a positive number',
  reserved: 'what is held back for work under way or frozen, and cannot be spent',
};
