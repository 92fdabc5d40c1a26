import { checkAccounts, reportOf, tableOf } from '../check.ts';
import { ConfigError } from '../config-file/config-error.ts';
import { configJsonSchema } from '../config-file/json-schema.ts';
import { PACKAGE_VERSION } from '../version.ts';
import { type Arguments, readArguments, USAGE, UsageError } from './arguments.ts';
import { createLog, followDiagnostics, logLevelOf } from './log.ts';
import { createSecrets, secretsOfEnvironment } from './secrets.ts';
import { ListenError, serve } from './serve.ts';
import { readSettings, type Settings } from './settings.ts';

/** Where the command reads and writes: the process, or a test. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  out(text: string): void;
  err(text: string): void;
  /** Resolves with why the server is to stop. */
  stopped(): Promise<string>;
  /** Gives the way to print a fault without secrets. */
  onFault(print: (error: unknown) => void): void;
}

/**
 * Runs the command; resolves with the exit status: 0, 1 a check that failed or an address that is taken, 2 wrong
 * usage or configuration.
 */
export async function run(args: readonly string[], at: Surroundings): Promise<number> {
  const secrets = createSecrets();
  secrets.add(...secretsOfEnvironment(at.env));
  at.onFault((error) => at.err(`${secrets.blank(faultText(error))}\n`));
  try {
    const read = readArguments(args);
    if (read.help || read.version) {
      at.out(`${read.help ? USAGE : PACKAGE_VERSION}\n`);
      return 0;
    }
    if (read.command === 'schema') {
      at.out(configJsonSchema());
      return 0;
    }
    const log = createLog(
      wellFormed(() => logLevelOf(at.env)),
      secrets,
      at.err,
    );
    followDiagnostics(log);
    const settings = wellFormed(() => readSettings(read, at.env));
    for (const { key, inferenceKey } of settings.accounts) secrets.add(key, inferenceKey);
    for (const warning of settings.warnings) log.warn(warning);
    if (read.command === 'check') return await check(read, settings, (text) => at.out(secrets.blank(text)));
    await serve(settings, log, at.stopped());
    return 0;
  } catch (error) {
    if (error instanceof ListenError) {
      at.err(`${secrets.blank(error.message)}\n`);
      return 1;
    }
    if (!(error instanceof UsageError || error instanceof ConfigError)) throw error;
    const help = error instanceof UsageError ? '\nfuelgauge-balance --help lists what is accepted.' : '';
    at.err(`${secrets.blank(error.message)}${help}\n`);
    return 2;
  }
}

/** A variable that is malformed is a fault of the user's, which a TypeError elsewhere is not. */
function wellFormed<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message, { cause: error }) : error;
  }
}

async function check(
  { json, min }: Arguments,
  { accounts }: Settings,
  out: (text: string) => void,
): Promise<number> {
  const reports = (await checkAccounts(accounts)).map((one) => reportOf(one, min));
  out(json ? `${JSON.stringify(reports, null, 2)}\n` : tableOf(reports));
  return reports.every(({ ok }) => ok) ? 0 : 1;
}

function faultText(error: unknown): string {
  return `fuelgauge-balance: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
