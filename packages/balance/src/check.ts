import type { Account } from './account.ts';
import type { Adapter } from './adapter.ts';
import { readResolved } from './read-balance.ts';
import type { Amount, Failure, FailureReason, Reading } from './reading.ts';
import { type ResolvedAccount, resolveAccount } from './resolve-account.ts';

/** An account, and what came of asking for its balance. */
export interface CheckedAccount extends ResolvedAccount {
  readonly reading: Reading;
}

/** One row for a program: the same facts as the table, of one account. */
export interface CheckReport {
  readonly provider: string;
  readonly account: string;
  readonly ok: boolean;
  readonly amounts: readonly Amount[];
  readonly spent: readonly { readonly amount: number; readonly currency: string }[];
  /** RFC 3339. */
  readonly resetsAt?: string;
  readonly below?: number;
  readonly failure?: { readonly reason: FailureReason; readonly message: string; readonly remedy: string };
}

/** How many accounts are asked at the same time: of thirty, those that do not answer wait together. */
const AT_ONCE = 32;

/** The kinds at whose end calls are refused. */
const ENDING: ReadonlySet<string> = new Set(['total', 'limit_remaining']);

/** Asks every account once, a few at a time; the order stays. */
export async function checkAccounts(accounts: readonly Account[]): Promise<readonly CheckedAccount[]> {
  const checked: CheckedAccount[] = [];
  const waiting = accounts.map((account, at) => resolveAccount(account, `accounts[${at}]`)).entries();
  const work = async (): Promise<void> => {
    for (const [at, resolved] of waiting) {
      checked[at] = { ...resolved, reading: await readResolved(resolved, {}) };
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, accounts.length) }, work));
  return checked;
}

/**
 * @param min - a `total` or `limit_remaining` below it is as bad as a failure: at either, calls are refused. In the
 * account's own currency.
 */
export function reportOf({ provider, id, adapter, reading }: CheckedAccount, min?: number): CheckReport {
  const account = { provider, account: id };
  if (!reading.ok) {
    const { reason, message } = reading.failure;
    const failure = { reason, message, remedy: remedyOf(reading.failure, adapter) };
    return { ...account, ok: false, amounts: [], spent: [], failure };
  }
  const low =
    min !== undefined && reading.amounts.some(({ kind, amount }) => ENDING.has(kind) && amount < min);
  return {
    ...account,
    ok: !low,
    amounts: reading.amounts,
    spent: reading.spent.map(({ amount, currency }) => ({ amount, currency })),
    ...(reading.resetsAt === undefined ? {} : { resetsAt: new Date(reading.resetsAt * 1000).toISOString() }),
    ...(low ? { below: min } : {}),
  };
}

/** The first thing to do about a failure, for a person. */
function remedyOf({ reason, retryAfter }: Failure, adapter: Adapter): string {
  const remedies: Readonly<Record<FailureReason, string>> = {
    authentication: `check the key: ${adapter.provider} wants ${adapter.key}`,
    permission_denied: `use another kind of key: ${adapter.provider} wants ${adapter.key}`,
    rate_limited: `wait${retryAfter === undefined ? '' : ` ${Math.ceil(retryAfter)} s`}, and ask less often`,
    server_error: 'wait: the fault is the provider’s',
    timeout: 'try again; if it stays, look at the network and the proxy',
    connection_error: 'look at the network, the proxy and the base URL',
    unexpected_response: `look at the base URL; if it is right, the provider answers otherwise than it says (${adapter.source})`,
  };
  return remedies[reason];
}

/** The reports as a table for a terminal; ends with a line break. */
export function tableOf(reports: readonly CheckReport[]): string {
  const rows = [['PROVIDER', 'ACCOUNT', 'KIND', 'AMOUNT', 'CURRENCY'], ...reports.flatMap(rowsOf)];
  // The sentence of an account that was not read begins under KIND, and makes no column wider.
  const inColumn = (row: readonly string[], column: number): number =>
    row.length === 5 || column < 2 ? (row[column]?.length ?? 0) : 0;
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => inColumn(row, column))));
  const lines = rows.map((row) =>
    row
      // Amounts to the right: most have two decimals, and their points stand below each other.
      .map((cell, column) =>
        column === 3 && row.length === 5 ? cell.padStart(widths[3]!) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function rowsOf(report: CheckReport): string[][] {
  const names = [plain(report.provider), plain(report.account)];
  if (report.failure !== undefined)
    return [
      [
        ...names,
        `not read (${report.failure.reason}): ${plain(report.failure.message)}; ${plain(report.failure.remedy)}`,
      ],
    ];
  const rows = [
    ...report.amounts.map(({ kind, amount, currency }) => [
      kind,
      digits(amount),
      `${currency}${report.below !== undefined && ENDING.has(kind) && amount < report.below ? `  below ${report.below}` : ''}`,
    ]),
    ...report.spent.map(({ amount, currency }) => ['spent', digits(amount), currency]),
  ];
  if (rows.length > 0 && report.resetsAt !== undefined) rows[0]![2] += `  renewed ${report.resetsAt}`;
  return rows.map((row) => [...names, ...row.map(plain)]);
}

/** As much as money has: two decimals, more where the amount is small. */
function digits(amount: number): string {
  const decimals = amount !== 0 && Math.abs(amount) < 0.01 ? 8 : 2;
  return amount.toFixed(decimals);
}

/** Nothing that a provider says moves the cursor of a terminal. */
const plain = (text: string): string => text.replace(/\p{C}/gu, ' ');
