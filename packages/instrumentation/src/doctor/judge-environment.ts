/** Variables are named, and what they hold is shown only where it is one of a few known words. */
import { configFromEnvironment } from '../auto/environment.ts';
import { CAPTURE_VARIABLE, captureFromEnvironment } from '../content/capture-mode.ts';
import { logLevelOf } from '../log.ts';
import type { Finding } from './report.ts';

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const ENDPOINTS = [ENDPOINT, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'];

/** The OTEL_* and FUELGAUGE_* variables of this shell. */
export function judgeEnvironment(env: NodeJS.ProcessEnv): Finding[] {
  return [...judgeFuelgauge(env), ...judgeSwitches(env), ...judgeEndpoint(env)];
}

/** What reads each variable at the start of the one-line import, and refuses what is malformed. */
const READERS: Readonly<Record<string, (env: NodeJS.ProcessEnv) => unknown>> = {
  FUELGAUGE_ACCOUNTS: configFromEnvironment,
  FUELGAUGE_PROVIDERS: configFromEnvironment,
  FUELGAUGE_LOG: logLevelOf,
};

function judgeFuelgauge(env: NodeJS.ProcessEnv): Finding[] {
  const findings: Finding[] = [];
  for (const [name, read] of Object.entries(READERS)) {
    if (!env[name]?.trim()) continue;
    try {
      read({ [name]: env[name] });
      findings.push({ id: 'variable', mark: 'ok', text: `${name} is well formed` });
    } catch (error) {
      findings.push(malformed(name, error));
    }
  }
  return [...findings, ...emptyAccounts(env)];
}

const malformed = (name: string, error: unknown): Finding => ({
  id: 'variable-malformed',
  mark: 'problem',
  text: `${name} is malformed: the application would not start`,
  detail: `${(error as Error).message.replace(/^fuelgauge: /, '')}.`,
});

/** Accounts whose variable is not set here: they keep the digest of their key as a name. */
function emptyAccounts(env: NodeJS.ProcessEnv): Finding[] {
  let named: number;
  let filled: number;
  try {
    const present = configFromEnvironment({ ...env, FUELGAUGE_PROVIDERS: '' }).accounts;
    named = env.FUELGAUGE_ACCOUNTS?.trim() ? env.FUELGAUGE_ACCOUNTS.split(',').length : 0;
    filled = Object.keys(present ?? {}).length;
  } catch {
    return [];
  }
  if (filled >= named) return [];
  return [
    {
      id: 'account-without-key',
      mark: 'note',
      text: `FUELGAUGE_ACCOUNTS names ${named} accounts, and ${named - filled} of the variables are not set in this shell`,
    },
  ];
}

function judgeSwitches(env: NodeJS.ProcessEnv): Finding[] {
  const findings: Finding[] = [];
  const says = (name: string): string | undefined => env[name]?.trim().toLowerCase();
  if (says('OTEL_SDK_DISABLED') === 'true') {
    findings.push({
      id: 'sdk-disabled',
      mark: 'problem',
      text: 'OTEL_SDK_DISABLED is true: nothing is recorded',
      detail: 'Unset it where you want spans.',
    });
  }
  try {
    if (captureFromEnvironment(env, () => {})) {
      findings.push({
        id: 'content-captured',
        mark: 'note',
        text: `${CAPTURE_VARIABLE} is on: prompts and answers are recorded`,
      });
    }
  } catch (error) {
    findings.push(malformed(CAPTURE_VARIABLE, error));
  }
  for (const [name, what] of [
    ['OTEL_TRACES_EXPORTER', 'spans'],
    ['OTEL_METRICS_EXPORTER', 'metrics'],
  ] as const) {
    if (says(name) !== 'none') continue;
    findings.push({
      id: 'exporter-none',
      mark: 'warning',
      text: `${name} is none: no ${what} are sent`,
    });
  }
  return findings;
}

function judgeEndpoint(env: NodeJS.ProcessEnv): Finding[] {
  const set = ENDPOINTS.filter((name) => env[name]?.trim());
  if (set.length === 0) {
    return [
      {
        id: 'endpoint-default',
        mark: 'note',
        text: `${ENDPOINT} is not set: OTLP goes to http://localhost:4318`,
      },
    ];
  }
  const findings: Finding[] = [{ id: 'endpoint', mark: 'ok', text: `${set.join(', ')} set` }];
  const grpc = [env.OTEL_EXPORTER_OTLP_PROTOCOL, env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL].includes('grpc');
  for (const name of set) {
    const url = URL.canParse(env[name] as string) ? new URL(env[name] as string) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
      findings.push({
        id: 'endpoint-malformed',
        mark: 'warning',
        text: `${name} is no http(s) URL`,
      });
    } else if (url.port === '4317' && !grpc) {
      findings.push({
        id: 'endpoint-grpc-port',
        mark: 'warning',
        text: `${name} has port 4317, where collectors speak gRPC; the default protocol is HTTP, on 4318`,
        detail: 'Use port 4318, or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc.',
      });
    }
  }
  return findings;
}
