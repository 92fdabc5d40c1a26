import type { Account } from './account.ts';

export const bearer = (account: Account): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${account.key}`,
  accept: 'application/json',
});

/** A path at the account's base URL, of which only the origin counts: users give the one that their client has. */
export function hostUrl(account: Account, standard: string, path: string): string {
  return new URL(path, account.baseUrl === undefined ? standard : new URL(account.baseUrl).origin).href;
}
