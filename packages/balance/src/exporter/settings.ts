import { type ConfiguredAccount, readConfigFile } from '../config-file/config-file.ts';
import { accountsFromEnvironment } from '../environment.ts';
import { type Arguments, portOf, UsageError } from './arguments.ts';
import { type OtlpSettings, otlpSettings } from './otlp.ts';
import type { ListenOptions } from './server.ts';

/** What arguments, file, environment and defaults come to, in this order. */
export interface Settings {
  readonly accounts: readonly ConfiguredAccount[];
  /** Absent: the monitor's default. */
  readonly intervalSeconds?: number;
  readonly listen: ListenOptions;
  readonly otlp: OtlpSettings | undefined;
  readonly warnings: readonly string[];
}

/** OpenTelemetry's own defaults for a Prometheus exporter. */
const HOST = '127.0.0.1';
const PORT = 9464;

/**
 * @throws {UsageError} where there is nothing to read.
 * @throws {ConfigError} where the file is wrong.
 * @throws {TypeError} naming a variable that is malformed.
 */
export function readSettings(args: Arguments, env: NodeJS.ProcessEnv): Settings {
  const file = args.config === undefined ? undefined : readConfigFile(args.config, env);
  const found = accountsFromEnvironment(env);
  const accounts = file?.accounts ?? found.accounts;
  const warnings = [...(file?.warnings ?? []), ...(file?.accounts === undefined ? found.warnings : [])];
  if (accounts.length === 0) {
    throw new UsageError(
      [
        ...warnings,
        'no account found: name them in a file (--config), or set the variable that a provider is usually ' +
          'found by, as DEEPSEEK_API_KEY or OPENROUTER_API_KEY',
      ].join('\n'),
    );
  }
  const intervalSeconds = file?.intervalSeconds ?? found.intervalSeconds;
  const port = env.OTEL_EXPORTER_PROMETHEUS_PORT?.trim();
  return {
    accounts,
    ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
    listen: {
      host: args.host ?? file?.host ?? (env.OTEL_EXPORTER_PROMETHEUS_HOST?.trim() || HOST),
      port: args.port ?? file?.port ?? (port ? portOf(port, 'OTEL_EXPORTER_PROMETHEUS_PORT') : PORT),
    },
    otlp: otlpSettings(env, file?.otlp),
    warnings,
  };
}
