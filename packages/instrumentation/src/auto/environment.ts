import { pairsOfVariable } from '@fuelgauge/semconv';
import type { FuelgaugeConfig } from '../types.ts';

/**
 * Configuration of the one-line import, from the environment:
 *
 * - `FUELGAUGE_ACCOUNTS`: `name=VARIABLE,…`: the account whose API key stands in VARIABLE is called name.
 * - `FUELGAUGE_PROVIDERS`: `host=provider,…`: what a host that fuelgauge does not know is called.
 *
 * `FUELGAUGE_LOG` is read by `../log.ts`.
 *
 * `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` and `OTEL_SEMCONV_STABILITY_OPT_IN` are OpenTelemetry's and
 * hold for instrumentations that are made by hand too; they are read where they matter (content/capture-mode.ts,
 * call/convention-metrics.ts).
 *
 * @throws {TypeError} naming the variable that is malformed and what it wants.
 */
export function configFromEnvironment(env: NodeJS.ProcessEnv): FuelgaugeConfig {
  const config: FuelgaugeConfig = {};
  const accounts = pairsOfVariable(env, 'FUELGAUGE_ACCOUNTS', 'name=ENVIRONMENT_VARIABLE');
  if (accounts !== undefined) {
    config.accounts = Object.fromEntries(
      accounts.flatMap(([name, variable]) => {
        const key = env[variable];
        // An account that this process has no key of cannot be called from it.
        return key === undefined || key === '' ? [] : [[name, key]];
      }),
    );
  }
  const providers = pairsOfVariable(env, 'FUELGAUGE_PROVIDERS', 'host=provider');
  if (providers !== undefined) config.providers = Object.fromEntries(providers);
  return config;
}
