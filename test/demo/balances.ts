/** What the simulated services hold at the end: the truth behind the verdicts. */
import { type Account, GATEWAY_KEY, type Simulator } from '@fuelgauge/simulator';
import { type Column, header, money, row, styled } from './terminal.ts';
import { ACCOUNTS, BYOK_UPSTREAM_KEY } from './world.ts';

const COLUMNS: readonly Column[] = [
  { title: 'account', width: 20 },
  { title: 'left', width: 10, align: 'right' },
  { title: '', width: 60 },
];

/** Accounts that no one of the service's keys can ask about. */
const BEHIND: Readonly<Record<string, readonly [name: string, note: string]>> = {
  [GATEWAY_KEY]: ["openrouter's own", 'at deepseek; only OpenRouter can see or fill it'],
  [BYOK_UPSTREAM_KEY]: ['your own', 'at deepseek, used through openrouter'],
};

function noteOn(account: Account): string {
  if (account.keyLimit !== null)
    return `but this key may spend ${money(account.keyLimit, account.currency)}, and has spent ${money(account.spent, account.currency)}`;
  return account.balance <= 0 ? 'empty' : '';
}

export function balanceLines({ accounts }: Simulator): string[] {
  const named = Object.entries(ACCOUNTS).map(([name, { provider, key }]) => {
    const account = accounts.of(provider, key);
    return { name, account, note: noteOn(account) };
  });
  const behind = accounts.all().flatMap((account) => {
    const [name, note] = BEHIND[account.key] ?? [];
    // The gateway has an account at each upstream; the one that matters here is the one that ran dry.
    return name !== undefined && account.balance <= 0 ? [{ name, account, note: note! }] : [];
  });
  return [
    header(COLUMNS),
    ...[...named, ...behind].map(({ name, account, note }) => {
      const line = row(COLUMNS, [name, money(account.balance, account.currency), note]);
      return account.balance <= 0 ? styled('red', line) : line;
    }),
  ];
}
