/** Runs the service in one configuration, and gathers all that leaves it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { API_KEYS, canary } from './canaries.ts';
import { startCollector } from './collector.ts';
import type { Configuration } from './configurations.ts';
import { startProvider } from './provider.ts';
import type { Report } from './report.ts';

export interface Outcome {
  readonly status: number | null;
  readonly report: Report | undefined;
  /** Requests that reached the provider. */
  readonly asked: number;
  /** All that left the process, by where it went to. */
  readonly sinks: Readonly<Record<string, string>>;
  /** Bodies of exports, by path. */
  readonly exported: ReadonlyMap<string, readonly string[]>;
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const REGISTER = here('../../packages/instrumentation/dist/register.mjs');
const AT_MOST_MS = 100_000;

/** Where the processes find canaries without asking for them: a service has its keys in its environment. */
export function secretEnvironment(): Record<string, string> {
  const keys = Object.fromEntries(
    API_KEYS.map(({ name, value }) => [`${name.toUpperCase().replace(/\W+/g, '_')}_API_KEY`, value]),
  );
  const proxy = `http://user:${canary('password of a proxy')}@127.0.0.1:1`;
  return { ...keys, HTTPS_PROXY: proxy, HTTP_PROXY: proxy };
}

export async function runApplication(configuration: Configuration): Promise<Outcome> {
  const [provider, collector] = await Promise.all([startProvider(), startCollector()]);
  const folder = mkdtempSync(join(tmpdir(), 'fuelgauge-secrets-'));
  try {
    const child = spawn(
      process.execPath,
      [
        '--experimental-strip-types',
        '--disable-warning=ExperimentalWarning',
        '--import',
        configuration.loadedBy === 'one line' ? REGISTER : here(configuration.loadedBy),
        here('application.ts'),
      ],
      {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          ...secretEnvironment(),
          FAKE_PROVIDER_PORT: String(provider.port),
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
          OTEL_EXPORTER_OTLP_HEADERS: `authorization=${canary('header of the exporter')}`,
          OTEL_EXPORTER_OTLP_TIMEOUT: '2000',
          OTEL_METRIC_EXPORT_INTERVAL: '500',
          OTEL_METRIC_EXPORT_TIMEOUT: '500',
          OTEL_BSP_SCHEDULE_DELAY: '100',
          ...configuration.env,
        },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        timeout: AT_MOST_MS,
        killSignal: 'SIGKILL',
      },
    );
    let [stdout, stderr] = ['', ''];
    let report: Report | undefined;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('message', (message) => {
      report = message as Report;
    });
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return {
      status,
      report,
      asked: provider.asked,
      exported: collector.bodies,
      sinks: {
        'traces that were exported': joined(collector.bodies.get('/v1/traces')),
        'metrics that were exported': joined(collector.bodies.get('/v1/metrics')),
        'logs that were exported': joined(collector.bodies.get('/v1/logs')),
        'other exports': joined(
          [...collector.bodies].filter(([path]) => !/^\/v1\/(?:traces|metrics|logs)$/.test(path)).flat(2),
        ),
        'standard output': stdout,
        'standard error, where OpenTelemetry logs': stderr,
        'warnings of the process': joined(report?.warnings),
        'objects of ours that are logged': Object.entries(report?.inspected ?? {})
          .map(([name, text]) => `${name}: ${text}`)
          .join('\n'),
        'title of the process': report?.title ?? '',
        'files that were written': files
          .map((file) => `${file}\n${readFileSync(join(folder, file), 'utf8')}`)
          .join('\n'),
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all([provider.close(), collector.close()]);
  }
}

const joined = (parts: readonly string[] = []): string => parts.join('\n');
