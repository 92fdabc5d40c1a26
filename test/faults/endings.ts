/** Runs one process to its end, whatever that is. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Ending } from './acts/endings.ts';
import { masked } from './application/describe.ts';
import { type Reply, startServer } from './server/server.ts';
import type { LedgerEntry } from './telemetry/ledger.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const LIMIT_MS = 40_000;
const FUELGAUGE = ['--import', '@fuelgauge/instrumentation/register'];

/** Without fuelgauge, beside the application's SDK, or with an SDK of fuelgauge's own and a Collector that is like this. */
export type Telemetry =
  | 'none'
  | 'an SDK'
  | 'a Collector that hangs'
  | 'a Collector that refuses'
  | 'no Collector';

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  /** Without the frames of stacks. */
  readonly stderr: string;
  readonly requests: readonly string[];
}

const COLLECTORS: Readonly<Partial<Record<Telemetry, Reply>>> = {
  'a Collector that hangs': (wire) => wire.hold(),
  'a Collector that refuses': async (wire) => {
    await wire.write('HTTP/1.1 500 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    wire.close();
  },
  'no Collector': async (wire) => wire.reset(),
};

/**
 * @returns how it ended; the spans that the SDK of the application has seen, where it could still say so; and how
 * often the Collector was asked.
 */
export async function end(
  { name, reply, nodeOptions = [] }: Ending,
  telemetry: Telemetry,
): Promise<{ ended: Ended; spans: readonly LedgerEntry[] | undefined; exports: number }> {
  const collect = COLLECTORS[telemetry];
  const server = await startServer((cell) => (cell === 'ending' ? reply : (collect ?? reply)));
  const loading =
    telemetry === 'none'
      ? []
      : telemetry === 'an SDK'
        ? ['--import', './telemetry/register.ts', ...FUELGAUGE]
        : FUELGAUGE;
  const child = spawn(
    process.execPath,
    [
      '--experimental-strip-types',
      '--disable-warning=ExperimentalWarning',
      ...nodeOptions,
      ...loading,
      'application/alone.ts',
    ],
    {
      cwd: HERE,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        FAULTS_ENDING: JSON.stringify({ name, port: server.port }),
        FUELGAUGE_PROVIDERS: '127.0.0.1=openai',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.port}/collector`,
        OTEL_EXPORTER_OTLP_TIMEOUT: '500',
        OTEL_METRIC_EXPORT_TIMEOUT: '500',
      },
    },
  );
  const texts = ['', '', ''];
  [child.stdout, child.stderr, child.stdio[3] as NodeJS.ReadableStream | null].forEach((stream, at) => {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      texts[at] += text;
    });
  });
  try {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`the process does not end (${telemetry}): ${name}\n${texts[1]}`));
      }, LIMIT_MS);
      child.on('error', reject);
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        const [stdout = '', stderr = '', ledger = ''] = texts;
        const requests = (server.received.get('ending') ?? []).map(({ head }) => masked(head));
        const spans = ledger === '' ? undefined : (JSON.parse(ledger) as { spans: LedgerEntry[] }).spans;
        const ended = { code, signal, stdout: masked(stdout), stderr: withoutFrames(stderr), requests };
        resolve({ ended, spans, exports: server.received.get('collector')?.length ?? 0 });
      });
    });
  } finally {
    await server.close();
  }
}

const withoutFrames = (text: string): string =>
  masked(text)
    .replace(/^\s+at .*\n/gm, '')
    .replace(/\(node:\d+\)/g, '(node:PID)');
