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
  const accounts = pairs(env, 'FUELGAUGE_ACCOUNTS', 'name=ENVIRONMENT_VARIABLE');
  if (accounts !== undefined) {
    config.accounts = Object.fromEntries(
      accounts.flatMap(([name, variable]) => {
        const key = env[variable];
        // An account that this process has no key of cannot be called from it.
        return key === undefined || key === '' ? [] : [[name, key]];
      }),
    );
  }
  const providers = pairs(env, 'FUELGAUGE_PROVIDERS', 'host=provider');
  if (providers !== undefined) config.providers = Object.fromEntries(providers);
  return config;
}

function pairs(env: NodeJS.ProcessEnv, name: string, form: string): [string, string][] | undefined {
  const text = env[name]?.trim();
  if (text === undefined || text === '') return undefined;
  return text.split(',').map((part, at) => {
    const equals = part.indexOf('=');
    const [left, right] = [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
    if (equals < 1 || left === '' || right === '') {
      // The entry itself is not quoted: somebody may have put a key in it.
      throw new TypeError(
        `fuelgauge: ${name} must be a comma-separated list of ${form}; entry ${at + 1} is not`,
      );
    }
    return [left, right];
  });
}
