import { INSPECT } from './inspect.ts';
import type { FuelgaugeConfig } from './types.ts';

/**
 * The same configuration, but that its keys are not shown where it, or an instrumentation that holds it, is logged
 * or written as JSON.
 */
export function withHiddenKeys<Config extends FuelgaugeConfig>(config: Config): Config {
  if (config.accounts === undefined) return config;
  const accounts = { ...config.accounts };
  const shown = (): object => Object.fromEntries(Object.keys(accounts).map((name) => [name, '[key]']));
  for (const name of [INSPECT, 'toJSON']) Object.defineProperty(accounts, name, { value: shown });
  return { ...config, accounts };
}
