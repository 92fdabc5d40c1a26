/** What the one-line import says of its settings at `FUELGAUGE_LOG=debug`: numbers and states, no name, no value. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { captureFromEnvironment } from '../content/capture-mode.ts';
import { debug } from '../log.ts';
import type { FuelgaugeConfig } from '../types.ts';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version.ts';
import { manifestOf } from './installed-copies.ts';

const PRICE_LIBRARY = '@pydantic/genai-prices';

/**
 * @param how the import was loaded, in a word.
 * @param config as it was made of `env`.
 */
export function saySettings(how: string, config: FuelgaugeConfig, env: NodeJS.ProcessEnv): void {
  debug(`${PACKAGE_NAME} ${PACKAGE_VERSION} on Node.js ${process.version}, ${how}`);
  debug(() => accountsLine(config.accounts, env.FUELGAUGE_ACCOUNTS));
  if (config.providers !== undefined) {
    debug(`providers: ${counted(Object.keys(config.providers).length, 'host')} named by FUELGAUGE_PROVIDERS`);
  }
  debug(() => `content: prompts and answers are ${captures(env) ? 'put on spans' : 'not captured'}`);
  debug(pricesLine);
}

function accountsLine(accounts: FuelgaugeConfig['accounts'], variable: string | undefined): string {
  if (accounts === undefined)
    return 'accounts: FUELGAUGE_ACCOUNTS names none; each has a digest of its key for an id';
  const named = Object.keys(accounts).length;
  const left = (variable ?? '').split(',').length - named;
  const leftOut = left > 0 ? `, ${left} left out: the variable with the key is not set here` : '';
  return `accounts: ${named} named by FUELGAUGE_ACCOUNTS${leftOut}`;
}

/** Its warnings are said when the instrumentations are made. */
const captures = (env: NodeJS.ProcessEnv): boolean => captureFromEnvironment(env, () => {});

/** The library is looked for, and not loaded: the first call that needs it does that. */
function pricesLine(): string {
  const found = priceLibrary();
  return found === undefined
    ? `prices: ${PRICE_LIBRARY} cannot be found: a call has a cost only where its response tells one`
    : `prices: what a response tells, else ${PRICE_LIBRARY} ${found}`;
}

/** Version and folder, where `@fuelgauge/pricing` finds it. */
function priceLibrary(): string | undefined {
  try {
    const pricing = createRequire(import.meta.url).resolve('@fuelgauge/pricing');
    let folder = dirname(createRequire(pricing).resolve(PRICE_LIBRARY));
    while (manifestOf(folder)?.name !== PRICE_LIBRARY && dirname(folder) !== folder) folder = dirname(folder);
    return `${manifestOf(folder)?.version} at ${folder}`;
  } catch {
    return undefined;
  }
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
