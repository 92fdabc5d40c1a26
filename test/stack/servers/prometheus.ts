import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { binary } from './binaries.ts';
import { listeningUrl, startProcess } from './running-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface PrometheusOptions {
  /** prometheus.yml, but for `rule_files`. */
  readonly config: object;
  /** Rule files as text, by name. */
  readonly rules: Readonly<Record<string, string>>;
  /** `5s`: how old a sample may be that an instant query still sees. Prometheus' default is 5m. */
  readonly lookback?: string;
}

/** One series of the answer to an instant query. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** An alert as Prometheus holds it. */
export interface PrometheusAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
  readonly value: string;
}

export interface RunningPrometheus {
  readonly url: string;
  log(): string;
  /** @throws {Error} where Prometheus refuses the query. */
  query(expression: string): Promise<Sample[]>;
  /**
   * Number of series that have a point within the time.
   * @param from, to Unix time in seconds.
   * @throws {Error} where Prometheus refuses the query.
   */
  seriesWithin(expression: string, from: number, to: number, stepSeconds: number): Promise<number>;
  alerts(): Promise<PrometheusAlert[]>;
  /** Rules that could not be evaluated the last time, with the reason. */
  failedRules(): Promise<{ readonly name: string; readonly error: string }[]>;
  /** Targets that could not be scraped the last time, with the reason. */
  failedTargets(): Promise<{ readonly url: string; readonly error: string }[]>;
  stop(): Promise<void>;
}

/**
 * Starts a Prometheus with an OTLP receiver on a free port and waits until it is ready.
 * @throws {Error} with its log, where it does not start.
 */
export async function startPrometheus(options: PrometheusOptions): Promise<RunningPrometheus> {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(options.rules)) await writeFile(join(folder, name), text);
  const file = join(folder, 'prometheus.yml');
  await writeFile(file, stringify({ ...options.config, rule_files: Object.keys(options.rules) }));
  const running = await startProcess({
    name: 'Prometheus',
    command: await binary('prometheus'),
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
      '--web.enable-otlp-receiver',
      // An alert that goes on is told again at each evaluation, so that Alertmanager sees an end at once.
      '--rules.alert.resend-delay=1s',
      ...(options.lookback === undefined ? [] : [`--query.lookback-delta=${options.lookback}`]),
    ],
    ready: (log) => (log.includes('Server is ready to receive web requests') ? listeningUrl(log) : undefined),
  });
  const url = running.ready;
  const api = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const response = await fetch(`${url}/api/v1/${path}`, init);
    const answer = (await response.json()) as { status: string; error?: string; data: T };
    if (answer.status !== 'success')
      throw new Error(`Prometheus, ${path}: ${answer.error} (${init?.body ?? ''})`);
    return answer.data;
  };
  return {
    url,
    log: running.log,
    stop: running.stop,
    async query(expression) {
      const body = new URLSearchParams({ query: expression });
      const data = await api<QueryData>('query', { method: 'POST', body });
      if (data.resultType === 'scalar') return [{ labels: {}, value: Number(data.result[1]) }];
      return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    async seriesWithin(expression, from, to, stepSeconds) {
      const body = new URLSearchParams({
        query: expression,
        start: String(from),
        end: String(to),
        step: String(stepSeconds),
      });
      const { result } = await api<{ result: readonly unknown[] }>('query_range', { method: 'POST', body });
      return result.length;
    },
    alerts: async () => (await api<{ alerts: PrometheusAlert[] }>('alerts')).alerts,
    async failedRules() {
      const { groups } = await api<RulesData>('rules');
      return groups
        .flatMap(({ rules }) => rules)
        .filter(({ health }) => health === 'err')
        .map(({ name, lastError }) => ({ name, error: lastError ?? '' }));
    },
    async failedTargets() {
      const { activeTargets } = await api<TargetsData>('targets');
      return activeTargets
        .filter(({ health }) => health !== 'up')
        .map(({ scrapeUrl, lastError }) => ({ url: scrapeUrl, error: lastError }));
    },
  };
}

type QueryData =
  | { resultType: 'scalar'; result: [number, string] }
  | { resultType: 'vector'; result: { metric: Record<string, string>; value: [number, string] }[] };

interface RulesData {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly name: string;
      readonly health: string;
      readonly lastError?: string;
    }[];
  }[];
}

interface TargetsData {
  readonly activeTargets: readonly {
    readonly scrapeUrl: string;
    readonly health: string;
    readonly lastError: string;
  }[];
}
