import { pairsOfVariable } from '@fuelgauge/semconv';
import type { Account } from './account.ts';
import type { Adapter } from './adapter.ts';
import { ADAPTERS } from './adapters/all.ts';
import { DURATION_PATTERN, secondsOf } from './config-file/duration.ts';
import { resolveAccount } from './resolve-account.ts';
import { LONGEST_INTERVAL_SECONDS, SHORTEST_INTERVAL_SECONDS } from './schedule.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment says of accounts. */
export interface FoundInEnvironment {
  /** Ready for `startBalanceMonitor`; empty where no key was found. */
  readonly accounts: readonly Account[];
  /** `FUELGAUGE_BALANCE_INTERVAL`, in seconds; absent where it is not set. */
  readonly intervalSeconds?: number;
  /** For a person: keys that were found and cannot be used, and why. Names of variables, no value. */
  readonly warnings: readonly string[];
}

/**
 * Accounts by the variables that the providers' own clients read (`DEEPSEEK_API_KEY`, `DEEPSEEK_BASE_URL`), which
 * stand in the adapters. Of several variables for one provider the first that is set counts.
 *
 * - `FUELGAUGE_ACCOUNTS`: `name=VARIABLE,…`, as in `@fuelgauge/instrumentation`: the account whose key stands in
 *   VARIABLE is called name. A variable that continues one of a provider's (`DEEPSEEK_API_KEY_BATCH`) is a further
 *   account of this provider. Names of other variables are the instrumentation's business.
 * - `FUELGAUGE_BALANCE_INTERVAL`: seconds, or `90s`, `5m`, `1h`.
 *
 * Where balances need a key of another kind than calls (OPENROUTER_MANAGEMENT_KEY beside OPENROUTER_API_KEY), there
 * is one account: the management key reads it, and it has the id of the inference key, which is on the calls, so
 * that spend, errors and balance join. The cap of the inference key itself is not read then.
 *
 * @throws {TypeError} naming the variable of fuelgauge's own that is malformed and what it accepts.
 */
export function accountsFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): FoundInEnvironment {
  const names = namesOfAccounts(env);
  const accounts: Account[] = [];
  const warnings: string[] = [];
  for (const adapter of new Set(ADAPTERS.values())) {
    const usual = adapter.env.find((variable) => setIn(env, variable) !== undefined);
    const further = [...names.keys()].filter(
      (variable) =>
        !adapter.env.includes(variable) &&
        setIn(env, variable) !== undefined &&
        adapter.env.some((known) => variable.startsWith(`${known}_`)),
    );
    for (const variable of [...(usual === undefined ? [] : [usual]), ...further]) {
      const account = accountOf(adapter, variable, variable === usual, env, names);
      try {
        resolveAccount(account, adapter.provider);
        accounts.push(account);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        warnings.push(`the account whose key is in ${variable} is not read: ${error.message}`);
      }
    }
  }
  const intervalSeconds = intervalOf(env);
  return { accounts, warnings, ...(intervalSeconds !== undefined && { intervalSeconds }) };
}

function accountOf(
  adapter: Adapter,
  variable: string,
  isUsual: boolean,
  env: Environment,
  names: ReadonlyMap<string, string>,
): Account {
  const { provider, inferenceEnv = [], baseUrlEnv = [], optionEnv = {} } = adapter;
  const inference = isUsual
    ? inferenceEnv.find((name) => name !== variable && setIn(env, name) !== undefined)
    : undefined;
  const id = (inference === undefined ? undefined : names.get(inference)) ?? names.get(variable);
  const base = baseUrlEnv.find((name) => setIn(env, name) !== undefined);
  const options = Object.entries(optionEnv).flatMap(([option, name]) => {
    const value = setIn(env, name);
    return value === undefined ? [] : [[option, value] as const];
  });
  return {
    provider,
    key: setIn(env, variable) ?? '',
    ...(id !== undefined && { id }),
    ...(inference !== undefined && { inferenceKey: setIn(env, inference) ?? '' }),
    ...(base !== undefined && { baseUrl: setIn(env, base) ?? '' }),
    ...(options.length > 0 && { options: Object.fromEntries(options) }),
  };
}

function setIn(env: Environment, variable: string): string | undefined {
  const text = env[variable]?.trim();
  return text === '' ? undefined : text;
}

/** Variable → name. */
function namesOfAccounts(env: Environment): Map<string, string> {
  const pairs = pairsOfVariable(env, 'FUELGAUGE_ACCOUNTS', 'name=ENVIRONMENT_VARIABLE') ?? [];
  return new Map(pairs.map(([name, variable]) => [variable, name]));
}

function intervalOf(env: Environment): number | undefined {
  const text = setIn(env, 'FUELGAUGE_BALANCE_INTERVAL');
  if (text === undefined) return undefined;
  const seconds = DURATION_PATTERN.test(text) ? secondsOf(text) : Number(text);
  if (seconds >= SHORTEST_INTERVAL_SECONDS && seconds <= LONGEST_INTERVAL_SECONDS) return seconds;
  throw new TypeError(
    'fuelgauge: FUELGAUGE_BALANCE_INTERVAL must be a number of seconds, or a number with s, m or h behind it ' +
      '(90s, 5m, 1h), from 10 seconds to 24 hours',
  );
}
