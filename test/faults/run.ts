/** Runs the application in a process of its own, with fuelgauge or without, against a misbehaving server. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { masked } from './application/describe.ts';
import { type Run, repliesOf } from './application/experiments.ts';
import {
  closedPort,
  type MisbehavingServer,
  type Received,
  type Reply,
  startServer,
} from './server/server.ts';
import type { LedgerEntry } from './telemetry/ledger.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const LIMIT_MS = 110_000;

/** How fuelgauge gets into the process. */
export type Loading = 'not at all' | '--import' | '--import, with content' | 'first line' | 'by hand';

const IMPORT = [
  '--import',
  './telemetry/register.ts',
  '--import',
  '@fuelgauge/instrumentation/register',
  'application/main.ts',
];
const ENTRY: Readonly<Record<Loading, readonly string[]>> = {
  'not at all': ['application/main.ts'],
  '--import': IMPORT,
  '--import, with content': IMPORT,
  'first line': ['application/first-line.ts'],
  'by hand': ['application/by-hand.ts'],
};

/** What was seen of one experiment, by the application and at the server. */
export interface Seen {
  readonly settled: boolean;
  readonly outcome: unknown;
  readonly events: unknown;
  readonly requests: readonly unknown[];
}

export interface ProcessSeen {
  readonly cells: ReadonlyMap<string, Seen>;
  readonly exit: { readonly code: number | null; readonly signal: string | null };
  readonly stdout: string;
  readonly stderr: string;
  readonly spans: readonly LedgerEntry[];
}

const nobody: Reply = async (wire) => wire.reset();

export async function runGroup(
  group: string,
  loading: Loading,
  ids?: readonly string[],
): Promise<ProcessSeen> {
  const replies = repliesOf(group);
  const server = await startServer((cell) => replies.get(cell) ?? nobody);
  try {
    const run: Run = { group, ids, port: server.port, closedPort: await closedPort() };
    return await runProcess(run, loading, server);
  } finally {
    await server.close();
  }
}

function runProcess(run: Run, loading: Loading, server: MisbehavingServer): Promise<ProcessSeen> {
  const child = spawn(
    process.execPath,
    ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', '--expose-gc', ...ENTRY[loading]],
    {
      cwd: HERE,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        FAULTS_RUN: JSON.stringify(run),
        FUELGAUGE_PROVIDERS: '127.0.0.1=openai',
        ...(loading.includes('with content') && {
          OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
        }),
      },
    },
  );
  const texts = ['', '', ''];
  [child.stdout, child.stderr, child.stdio[3] as NodeJS.ReadableStream | null].forEach((stream, at) => {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      texts[at] += text;
    });
  });
  const [stdout, stderr, lines] = [() => texts[0] ?? '', () => texts[1] ?? '', () => texts[2] ?? ''];
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(
        new Error(`the process does not end (${loading}, ${run.group}): ${lines().slice(-300)}\n${stderr()}`),
      );
    }, LIMIT_MS);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const cells = new Map<string, Seen>();
      let spans: LedgerEntry[] = [];
      for (const line of lines().split('\n').filter(Boolean)) {
        const message = JSON.parse(line) as {
          id?: string;
          settled?: boolean;
          outcome?: unknown;
          events?: unknown;
          spans?: LedgerEntry[];
        };
        if (message.spans !== undefined) spans = message.spans;
        else if (message.id !== undefined) {
          const requests = (server.received.get(message.id) ?? []).map(requestSeen);
          const { settled = false, outcome, events } = message;
          cells.set(message.id, { settled, outcome, events, requests });
        }
      }
      resolve({ cells, exit: { code, signal }, stdout: stdout(), stderr: stderr(), spans });
    });
  });
}

/** That the client left says something only where the reply waited for it: else it is a matter of who was faster. */
const requestSeen = ({ head, body, wire }: Received): object => ({
  head: masked(head).split('\r\n'),
  body: masked(body),
  ...(wire.holding && { left: wire.left }),
});
