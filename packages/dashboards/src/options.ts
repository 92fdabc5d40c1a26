import { METRICS } from '@fuelgauge/semconv';
import { prometheusLabel } from './rules/names.ts';

/** What is generated, for whom, and from when on it is red. Everything has a default. */
export interface DashboardsOptions {
  /** Which files. Default: all. */
  readonly parts?: readonly Part[];
  /** An account that will be empty within so many hours wakes somebody. Default 4; above 0, at most 168. */
  readonly hoursLeft?: number;
  /** A balance below this, in `currency`, is low. Default 5; 0 or more. */
  readonly minimumBalance?: number;
  /** ISO 4217 code of `minimumBalance`. Accounts in other currencies have no floor. Default `USD`. */
  readonly currency?: string;
  /** Share of the calls that upstream limits may refuse. Default 0.1; above 0, at most 1. */
  readonly upstreamLimitShare?: number;
  /** A spend rate of so many times the usual one is abnormal. Default 3; above 1. */
  readonly spendFactor?: number;
  /** Name of the dashboards' data-source variable. Default `datasource`. */
  readonly datasourceVariable?: string;
  /** Uid of the Prometheus data source that Grafana-managed alert rules ask. Default `prometheus`. */
  readonly datasourceUid?: string;
  /** Regular expression of Prometheus job names; every raw series must match. Default: any job. */
  readonly job?: string;
  /** Your label names where they differ: `{ llm_account_id: 'account' }`. Default: the translated attribute names. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Who is told, by severity: a Datadog handle each (`@slack-ops`); Grafana's contact points carry its name. */
  readonly channels?: Partial<Channels>;
  /** URL of the folder of the runbooks, without a slash at the end. Default: this project's. */
  readonly runbookBase?: string;
}

export const PARTS = ['grafana', 'prometheus', 'datadog', 'terraform'] as const;
/**
 * A tool that files are made for.
 *
 * @useDeclaredType
 */
export type Part = (typeof PARTS)[number];

export const SEVERITIES = ['critical', 'warning', 'info'] as const;
/**
 * How much an alert hurts: `critical` wakes somebody, `warning` is for the day, `info` for the record.
 *
 * @useDeclaredType
 */
export type Severity = (typeof SEVERITIES)[number];

/** A Datadog handle for each severity (`@slack-ops`, `@pagerduty-llm`); Grafana's contact points carry its name. */
export type Channels = Readonly<Record<Severity, string>>;

/** The options with every default filled in, checked. */
export interface ResolvedOptions extends Required<Omit<DashboardsOptions, 'job' | 'channels'>> {
  readonly job: string | undefined;
  readonly channels: Channels;
}

const DEFAULTS: ResolvedOptions = {
  parts: PARTS,
  hoursLeft: 4,
  minimumBalance: 5,
  currency: 'USD',
  upstreamLimitShare: 0.1,
  spendFactor: 3,
  datasourceVariable: 'datasource',
  datasourceUid: 'prometheus',
  job: undefined,
  labels: {},
  channels: { critical: '@slack-llm-oncall', warning: '@slack-llm-alerts', info: '@slack-llm-alerts' },
  runbookBase: 'https://github.com/fuelgauge/fuelgauge/blob/main/docs/runbooks',
};

/** An option has a value that is not accepted; the message names the option and what is. */
export class InvalidOptionError extends Error {
  /** What `instanceof` tells, for logs. */
  override readonly name = 'InvalidOptionError';
  /** Name of the option that is malformed. */
  readonly option: string;
  constructor(option: string, accepted: string, value: unknown) {
    super(`${option}: ${shown(value)} is not accepted; give ${accepted}`);
    this.option = option;
  }
}

/** As JSON, where JSON can say it: not a cycle, a BigInt or a function. */
function shown(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return typeof value === 'object' ? 'an object' : String(value);
  }
}

interface Check {
  readonly accepts: string;
  readonly test: (value: never) => boolean;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isText = (value: unknown, pattern: RegExp): boolean => typeof value === 'string' && pattern.test(value);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const OUR_LABELS: readonly string[] = [
  ...new Set(METRICS.flatMap(({ attributes }) => attributes.map(prometheusLabel))),
];

const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** Labels that Prometheus sets itself. */
const TAKEN = /^(?:__.*|job|instance|le|alertname|severity)$/;

/** Whether every label still has a name of its own. */
function areApart(labels: Readonly<Record<string, string>>): boolean {
  const names = OUR_LABELS.map((label) => labels[label] ?? label);
  return new Set(names).size === names.length && !names.some((name) => TAKEN.test(name));
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

const CHECKS: Readonly<Record<keyof DashboardsOptions, Check>> = {
  parts: {
    accepts: `a list of ${PARTS.join(', ')}`,
    test: (value: unknown) =>
      Array.isArray(value) && value.length > 0 && value.every((part) => PARTS.includes(part as Part)),
  },
  hoursLeft: {
    accepts: 'a number of hours above 0 and at most 168',
    test: (value: unknown) => isNumber(value) && value > 0 && value <= 168,
  },
  minimumBalance: {
    accepts: 'an amount of 0 or more',
    test: (value: unknown) => isNumber(value) && value >= 0,
  },
  currency: {
    accepts: 'an ISO 4217 code, such as USD',
    test: (value: unknown) => isText(value, /^[A-Z]{3}$/),
  },
  upstreamLimitShare: {
    accepts: 'a share above 0 and at most 1',
    test: (value: unknown) => isNumber(value) && value > 0 && value <= 1,
  },
  spendFactor: {
    accepts: 'a factor above 1',
    test: (value: unknown) => isNumber(value) && value > 1,
  },
  datasourceVariable: {
    accepts: 'a variable name: letters, digits and _',
    test: (value: unknown) => isText(value, LABEL) && !RESERVED_VARIABLES.has(value as unknown as string),
  },
  datasourceUid: {
    accepts: 'a uid of a data source: 1 to 40 letters, digits, - and _',
    test: (value: unknown) => isText(value, /^[a-zA-Z0-9_-]{1,40}$/),
  },
  job: {
    accepts: 'a regular expression of job names, without quotes, backslashes and line breaks',
    test: (value: unknown) => isText(value, /^[^"'`\\\n\r$]+$/) && isPattern(value as unknown as string),
  },
  labels: {
    accepts: `an object from label names of ours (${OUR_LABELS.join(', ')}) to yours (letters, digits and _): each a name of its own, and none that Prometheus sets itself`,
    test: (value: unknown) =>
      isRecord(value) &&
      Object.entries(value).every(([from, to]) => OUR_LABELS.includes(from) && isText(to, LABEL)) &&
      areApart(value as Readonly<Record<string, string>>),
  },
  channels: {
    accepts: `an object from ${SEVERITIES.join(', ')} to a Datadog handle (@slack-channel)`,
    test: (value: unknown) =>
      isRecord(value) &&
      Object.entries(value).every(
        ([severity, to]) => SEVERITIES.includes(severity as Severity) && isText(to, /^@[\w.@/+-]+$/),
      ),
  },
  runbookBase: {
    accepts: 'an http or https URL without a slash at its end',
    test: (value: unknown) => isText(value, /^https?:\/\/[^\s"'`<>\\${}]*[^\s"'`<>\\${}/]$/),
  },
};

/** Variables that the dashboards have besides. */
const RESERVED_VARIABLES: ReadonlySet<string> = new Set(['account', 'provider', 'model', 'by']);

/**
 * Fills in the defaults.
 * @throws {InvalidOptionError} on an unknown option and on a value that is not accepted.
 */
export function resolveOptions(options: DashboardsOptions = {}): ResolvedOptions {
  const given: unknown = options;
  if (!isRecord(given)) throw new InvalidOptionError('options', 'an object', given);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(CHECKS, name)) {
      throw new InvalidOptionError('options', `only ${Object.keys(CHECKS).join(', ')}`, name);
    }
    const check = CHECKS[name as keyof DashboardsOptions];
    if (value !== undefined && !check.test(value as never)) {
      throw new InvalidOptionError(name, check.accepts, value);
    }
  }
  const set = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...DEFAULTS, ...set, channels: { ...DEFAULTS.channels, ...options.channels } };
}
