import { type Currency, PROVIDERS, type ProviderId } from './providers.ts';

/** The key under which the gateway's own accounts at its upstreams stand. */
export const GATEWAY_KEY = 'sk-fake-the-gateways-own-key';

export interface AccountOptions {
  /** Default: the provider's. Moonshot's and SiliconFlow's Chinese sites bill in CNY. */
  readonly currency?: Currency;
  /** Money given by the provider; spent first. Default 0. */
  readonly granted?: number;
  /** Money paid in. Default 100. */
  readonly toppedUp?: number;
  /** Cap on what this key may spend (OpenRouter). Default null: none. */
  readonly keyLimit?: number | null;
  /** How many calls to `:free` models a day allows (OpenRouter). Default 50. */
  readonly freeRequestsPerDay?: number;
  /** A management key may read `/credits` and may not run inference (OpenRouter). Default false. */
  readonly management?: boolean;
  /** The account whose credits a management key reads. Default: one of its own. */
  readonly manages?: Account;
  /** Own keys at upstreams, stored at the gateway (OpenRouter BYOK): upstream → key of its account here. */
  readonly byok?: Readonly<Partial<Record<ProviderId, string>>>;
}

/** One key and the money behind it. Amounts in `currency`. */
export interface Account {
  readonly provider: ProviderId;
  readonly key: string;
  readonly currency: Currency;
  readonly management: boolean;
  readonly manages: Account | undefined;
  byok: Readonly<Partial<Record<ProviderId, string>>>;
  granted: number;
  toppedUp: number;
  keyLimit: number | null;
  freeRequestsPerDay: number;
  freeRequestsUsed: number;
  /** Spent since the account was opened, whatever paid for it. */
  spent: number;
  /** Spent at upstreams with own keys since the account was opened. */
  byokSpent: number;
  /** Everything ever granted or paid in. */
  readonly purchased: number;
  /** granted + toppedUp; may be a little below 0, as the call that empties an account is still answered. */
  readonly balance: number;
  topUp(amount: number): void;
  /** Takes all that is left. */
  empty(): void;
  charge(amount: number): void;
}

export interface Accounts {
  /** The account of a key; opened on first use with 100 units of the provider's currency. */
  of(provider: ProviderId, key: string): Account;
  /** Opens (or replaces) the account of a key. */
  open(provider: ProviderId, key: string, options?: AccountOptions): Account;
  /** The gateway's own account at an upstream: what OpenRouter pays from when the caller brings no key. */
  ofGateway(upstream: ProviderId): Account;
  all(): readonly Account[];
}

function openAccount(provider: ProviderId, key: string, options: AccountOptions): Account {
  let purchased = (options.granted ?? 0) + (options.toppedUp ?? 100);
  return {
    provider,
    key,
    currency: options.currency ?? PROVIDERS[provider].currency,
    management: options.management ?? options.manages !== undefined,
    manages: options.manages,
    byok: options.byok ?? {},
    granted: options.granted ?? 0,
    toppedUp: options.toppedUp ?? 100,
    keyLimit: options.keyLimit ?? null,
    freeRequestsPerDay: options.freeRequestsPerDay ?? 50,
    freeRequestsUsed: 0,
    spent: 0,
    byokSpent: 0,
    get purchased() {
      return purchased;
    },
    get balance() {
      return this.granted + this.toppedUp;
    },
    topUp(amount) {
      this.toppedUp += amount;
      purchased += amount;
    },
    empty() {
      this.spent += this.balance;
      this.granted = 0;
      this.toppedUp = 0;
    },
    charge(amount) {
      const fromGrant = Math.min(this.granted, amount);
      this.granted -= fromGrant;
      this.toppedUp -= amount - fromGrant;
      this.spent += amount;
    },
  };
}

export function createAccounts(): Accounts {
  const accounts = new Map<string, Account>();
  const open = (provider: ProviderId, key: string, options: AccountOptions = {}): Account => {
    const account = openAccount(provider, key, options);
    accounts.set(`${provider} ${key}`, account);
    return account;
  };
  const of = (provider: ProviderId, key: string): Account =>
    accounts.get(`${provider} ${key}`) ?? open(provider, key);
  return {
    of,
    open,
    ofGateway: (upstream) =>
      accounts.get(`${upstream} ${GATEWAY_KEY}`) ?? open(upstream, GATEWAY_KEY, { toppedUp: 1e6 }),
    all: () => [...accounts.values()],
  };
}
