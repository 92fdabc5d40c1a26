import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectorBinary } from './builder/cache.ts';

/** One configuration: YAML text, or the object that it would parse to. Later ones are merged over earlier ones. */
export type CollectorConfigInput = string | object;

export interface StartOptions {
  /**
   * May use `${env:OTLP_HTTP}` and `${env:OTLP_GRPC}` (host:port to listen on), `${env:PROMETHEUS}` (host:port) and
   * `${env:OUTPUT_FILE}` (a path for the file exporter).
   */
  readonly config: CollectorConfigInput | readonly CollectorConfigInput[];
  /** Further variables for the configuration. */
  readonly env?: Readonly<Record<string, string>>;
  /** Path of the program. Default: `collectorBinary()`. */
  readonly binary?: string;
}

export interface RunningCollector {
  /** Base URL of the OTLP/HTTP receiver: add `/v1/traces`. */
  readonly otlpHttp: string;
  /** host:port of the OTLP/gRPC receiver, where the configuration has one. */
  readonly otlpGrpc: string;
  /** URL of the Prometheus exporter, where the configuration has one. */
  readonly prometheus: string;
  /** The file exporter's target; it stays until this process ends. */
  readonly outputFile: string;
  /** Process id, for measurements. */
  readonly pid: number;
  /** What the Collector has logged so far. */
  log(): string;
  /** Asks it to end, which flushes what it holds, and waits until it has. */
  stop(): Promise<void>;
}

const READY = 'Everything is ready';
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const PORT_ATTEMPTS = 4;

/** The Collector's own metrics would listen on a fixed port; a configuration that wants them says so itself. */
const QUIET = { service: { telemetry: { metrics: { level: 'none' } } } };

/**
 * Starts a Collector on free ports and waits until it takes spans.
 * @throws {Error} with the Collector's log, when it does not start; when there is no Collector.
 */
export async function startCollector(options: StartOptions): Promise<RunningCollector> {
  const binary = options.binary ?? collectorBinary();
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(binary, options);
    } catch (error) {
      // Between finding a free port and listening on it somebody else may take it.
      if (attempt === PORT_ATTEMPTS || !/address already in use/.test(String(error))) throw error;
    }
  }
}

async function startOnce(binary: string, options: StartOptions): Promise<RunningCollector> {
  const folder = temporaryFolder();
  const [http, grpc, prometheus] = (await freePorts(3)).map((port) => `127.0.0.1:${port}`) as [
    string,
    string,
    string,
  ];
  const outputFile = join(folder, 'output.jsonl');
  const args = configFiles(folder, [QUIET, ...list(options.config)]).flatMap((file) => ['--config', file]);
  const child = spawn(binary, args, {
    env: {
      ...process.env,
      OTLP_HTTP: http,
      OTLP_GRPC: grpc,
      PROMETHEUS: prometheus,
      OUTPUT_FILE: outputFile,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<void>((done) => {
    child.once('exit', () => {
      process.off('exit', kill);
      done();
    });
    child.once('error', () => done());
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk;
    });
  }
  await ready(child, () => log);
  return {
    otlpHttp: `http://${http}`,
    otlpGrpc: grpc,
    prometheus: `http://${prometheus}/metrics`,
    outputFile,
    pid: child.pid!,
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(kill, STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(late);
    },
  };
}

function ready(child: ChildProcess, log: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish('did not start in time'), START_TIMEOUT_MS);
    const onData = (): void => {
      if (log().includes(READY)) finish();
    };
    const onExit = (code: number | null): void => finish(`ended with ${code} before it was ready`);
    const onError = (error: Error): void => finish(`could not be started: ${error.message}`);
    function finish(problem?: string): void {
      clearTimeout(timer);
      child.stderr?.off('data', onData);
      child.off('exit', onExit);
      child.off('error', onError);
      if (problem === undefined) resolve();
      else {
        child.kill('SIGKILL');
        reject(new Error(`The Collector ${problem}.\n${log().slice(-8_000)}`));
      }
    }
    child.stderr?.on('data', onData);
    child.once('exit', onExit);
    child.once('error', onError);
  });
}

/** What `otelcol validate` says of a configuration: undefined when it passes, else its words. */
export async function validateConfig(options: StartOptions): Promise<string | undefined> {
  const folder = temporaryFolder();
  const args = configFiles(folder, list(options.config)).flatMap((file) => ['--config', file]);
  const env = {
    OTLP_HTTP: '127.0.0.1:0',
    OTLP_GRPC: '127.0.0.1:0',
    PROMETHEUS: '127.0.0.1:0',
    OUTPUT_FILE: join(folder, 'output.jsonl'),
    ...options.env,
  };
  const child = spawn(options.binary ?? collectorBinary(), ['validate', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  return code === 0 ? undefined : said || `ended with ${code}`;
}

function list(config: StartOptions['config']): readonly CollectorConfigInput[] {
  return Array.isArray(config) ? config : [config as CollectorConfigInput];
}

/** JSON is YAML, so an object needs no YAML writer. */
function configFiles(folder: string, configs: readonly CollectorConfigInput[]): string[] {
  return configs.map((config, at) => {
    const file = join(folder, `config-${at}.yaml`);
    writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
    return file;
  });
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fuelgauge-collector-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Ports that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
