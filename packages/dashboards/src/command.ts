import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dashboardFiles, type Files } from './files.ts';
import { type DashboardsOptions, InvalidOptionError, PARTS, type Part, SEVERITIES } from './options.ts';
import { writeFiles } from './write-files.ts';

const USAGE = `fuelgauge-dashboards [--out FOLDER] [OPTIONS]

Writes Grafana dashboards and alert rules, Prometheus rules, Datadog monitors and dashboard, and Terraform for both.

  --out FOLDER                where to write; default fuelgauge
  --only PARTS                of ${PARTS.join(',')}; default all
  --check                     write nothing; status 1 where a file is missing or differs

  --hours-left HOURS          an account that is empty within so many hours wakes somebody; default 4
  --minimum-balance AMOUNT    a balance below this is low; default 5
  --currency CODE             of the minimum balance, ISO 4217; default USD
  --upstream-limit-share N    share of the calls that limits of others may refuse; default 0.1
  --spend-factor N            how many times the usual spending is abnormal; default 3

  --datasource-variable NAME  of the Grafana dashboards; default datasource
  --datasource-uid UID        of the Prometheus that Grafana-managed alerts ask; default prometheus
  --job REGEX                 Prometheus jobs that count; default any
  --label OURS=YOURS          a label that has another name at yours, such as llm_account_id=account; repeatable
  --channel SEVERITY=@HANDLE  who is told of ${SEVERITIES.join(', ')}; repeatable
  --runbook-base URL          where the runbooks are

  -h, --help
`;

const OPTIONS = {
  out: { type: 'string' },
  only: { type: 'string' },
  check: { type: 'boolean' },
  'hours-left': { type: 'string' },
  'minimum-balance': { type: 'string' },
  currency: { type: 'string' },
  'upstream-limit-share': { type: 'string' },
  'spend-factor': { type: 'string' },
  'datasource-variable': { type: 'string' },
  'datasource-uid': { type: 'string' },
  job: { type: 'string' },
  label: { type: 'string', multiple: true },
  channel: { type: 'string', multiple: true },
  'runbook-base': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parse>;

/** Where the command prints. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/**
 * Runs the command.
 * @returns its exit status: 0; 1 where --check found a difference or a file could not be written; 2 for a wrong
 * command line.
 */
export function run(args: readonly string[], { out, err }: Output): number {
  let values: Values;
  let files: Files;
  try {
    values = parse(args);
    if (values.help === true) {
      out(USAGE);
      return 0;
    }
    if (values.out === '') throw new InvalidOptionError('out', 'a folder', values.out);
    files = dashboardFiles(optionsOf(values));
  } catch (error) {
    if (!(error instanceof InvalidOptionError) && !isUsageError(error)) throw error;
    const message = error instanceof InvalidOptionError ? flagged(error) : error.message;
    err(`${message}\nSee fuelgauge-dashboards --help\n`);
    return 2;
  }
  const folder = values.out ?? 'fuelgauge';
  if (values.check === true) {
    const stale = Object.entries(files).filter(([path, text]) => read(join(folder, path)) !== text);
    for (const [path] of stale) err(`${join(folder, path)} is not what would be written\n`);
    return stale.length === 0 ? 0 : 1;
  }
  try {
    writeFiles(folder, files);
  } catch (error) {
    err(`cannot write to ${folder}: ${(error as Error).message}\n`);
    return 1;
  }
  out(`${Object.keys(files).length} files in ${folder}\n`);
  return 0;
}

const parse = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false, strict: true }).values;

const isUsageError = (error: unknown): error is Error =>
  error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');

function optionsOf(values: Values): DashboardsOptions {
  const given = {
    parts: values.only?.split(',').map((part) => part.trim() as Part),
    hoursLeft: number(values['hours-left']),
    minimumBalance: number(values['minimum-balance']),
    currency: values.currency,
    upstreamLimitShare: number(values['upstream-limit-share']),
    spendFactor: number(values['spend-factor']),
    datasourceVariable: values['datasource-variable'],
    datasourceUid: values['datasource-uid'],
    job: values.job,
    labels: pairs('labels', values.label),
    channels: pairs('channels', values.channel),
    runbookBase: values['runbook-base'],
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** What is no number is left as it is: the check of the options says what is accepted. */
const number = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : /^\d+(\.\d+)?$/.test(text) ? Number(text) : (text as unknown as number);

function pairs(option: string, texts: readonly string[] | undefined): Record<string, string> | undefined {
  return texts === undefined
    ? undefined
    : Object.fromEntries(
        texts.map((text) => {
          const at = text.indexOf('=');
          if (at < 1) throw new InvalidOptionError(option, 'NAME=VALUE', text);
          return [text.slice(0, at), text.slice(at + 1)];
        }),
      );
}

/** The message with the name that the option has on the command line. */
function flagged(error: InvalidOptionError): string {
  const names: Readonly<Record<string, string>> = { parts: 'only', labels: 'label', channels: 'channel' };
  const name = names[error.option] ?? error.option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${name}${error.message.slice(error.option.length)}`;
}

/** Undefined for what is no file, or cannot be read. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
