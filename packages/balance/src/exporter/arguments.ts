import { parseArgs } from 'node:util';

export const USAGE = `Balances of LLM accounts for Prometheus and OpenTelemetry.

  fuelgauge-balance [serve]   serves /metrics, /healthz and /readyz; pushes OTLP where
                              OTEL_EXPORTER_OTLP_ENDPOINT is set
  fuelgauge-balance check     asks every account once and prints a table
  fuelgauge-balance schema    prints the JSON schema of the configuration file

  -c, --config FILE  configuration (YAML); without it, accounts are found by the providers' usual
                     environment variables (DEEPSEEK_API_KEY, OPENROUTER_API_KEY, ...)
  --host ADDRESS     where to serve; 127.0.0.1 by default, 0.0.0.0 in a container
  --port PORT        9464 by default; 0 takes any free one
  --json             check: one JSON object for each account, in a list
  --min AMOUNT       check: a total or limit_remaining below it counts as a failure, in the account's own
                     currency
  -h, --help         this text
  -v, --version      the version

FUELGAUGE_LOG=debug|info|warn|off says how much is logged on stderr.
Exit status of check: 0 every account was read, 1 one was not or is below --min, 2 wrong usage or configuration.`;

const COMMANDS = ['serve', 'check', 'schema'] as const;

export interface Arguments {
  readonly command: (typeof COMMANDS)[number];
  readonly config?: string;
  readonly host?: string;
  readonly port?: number;
  readonly json: boolean;
  readonly min?: number;
  readonly help: boolean;
  readonly version: boolean;
}

/** What was asked for cannot be done as it was asked. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws {UsageError} saying what is accepted; no argument is quoted in full, as one may be a key. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parsed(args);
  const [word = 'serve', ...more] = positionals;
  const command = COMMANDS.find((known) => known === word);
  if (command === undefined) throw new UsageError(`no such command: there are ${COMMANDS.join(', ')}`);
  if (more.length > 0) throw new UsageError('one command at a time');
  const { config, host, json, help, version } = values;
  if (command !== 'check' && (json || values.min !== undefined))
    throw new UsageError('--json and --min belong to check');
  if (command !== 'serve' && (host !== undefined || values.port !== undefined))
    throw new UsageError('--host and --port belong to serve');
  if (config === '') throw new UsageError('--config must name a file');
  if (host === '') throw new UsageError('--host must be an address');
  return {
    command,
    json: json ?? false,
    help: help ?? false,
    version: version ?? false,
    ...(config === undefined ? {} : { config }),
    ...(host === undefined ? {} : { host }),
    ...(values.port === undefined ? {} : { port: portOf(values.port, '--port') }),
    ...(values.min === undefined ? {} : { min: amountOf(values.min) }),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string', short: 'c' },
        host: { type: 'string' },
        port: { type: 'string' },
        json: { type: 'boolean' },
        min: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
  } catch (error) {
    // The first sentence names the option; those after it explain how to write what was not meant.
    throw new UsageError((error as Error).message.split(/[.\n]\s*/, 1)[0]);
  }
}

/** @throws {UsageError} naming where the port was said. */
export function portOf(text: string, where: string): number {
  if (!/^\d{1,5}$/.test(text.trim()) || Number(text) > 65_535)
    throw new UsageError(`${where} must be a number between 0 and 65535`);
  return Number(text);
}

function amountOf(text: string): number {
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) throw new UsageError('--min must be an amount, as 5 or 2.50');
  return Number(text);
}
