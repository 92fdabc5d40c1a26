/**
 * The application. Runs experiments one after the other and writes what it sees of each as a line of JSON to file
 * descriptor 3; what else it writes anywhere is part of what is compared. It knows nothing of telemetry.
 */
import dns from 'node:dns';
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { reached } from './control.ts';
import { current } from './current.ts';
import { described, masked } from './describe.ts';
import { type Experiment, experimentsOf, type Run } from './experiments.ts';

const run = JSON.parse(process.env.FAULTS_RUN ?? '') as Run;
/** How long a promise may stay open before that is what is reported; the short one where nothing else is expected. */
const OPEN_MS = 8000;
const HANGS_MS = 250;
const UNKNOWN_HOST = 'nowhere.invalid';

/** What happened to the process meanwhile. */
let events: unknown[] = [];

process.on('unhandledRejection', (reason) => events.push({ unhandledRejection: described(reason) }));
process.on('uncaughtException', (error) => events.push({ uncaughtException: described(error) }));
process.on('warning', (warning) => events.push({ warning: described(warning) }));
for (const name of ['stdout', 'stderr'] as const) {
  process[name].write = ((chunk: unknown) => {
    events.push({ [name]: masked(String(chunk)) });
    return true;
  }) as typeof process.stdout.write;
}

/** A resolver that knows one host not to be there; what the machine's own says takes time, and differs. */
const { lookup } = dns;
dns.lookup = ((host: string, options: unknown, callback: (error: Error) => void) => {
  if (host !== UNKNOWN_HOST) return (lookup as (...all: unknown[]) => unknown)(host, options, callback);
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
    errno: -3008,
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
    hostname: host,
  });
  setImmediate(callback, error);
}) as typeof lookup;

function baseOf({ id, origin }: Experiment): string {
  const host =
    origin === 'closed port'
      ? `127.0.0.1:${run.closedPort}`
      : origin === 'unknown host'
        ? UNKNOWN_HOST
        : `127.0.0.1:${run.port}`;
  return `http://${host}/${id}/v1`;
}

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

async function outcomeOf(experiment: Experiment): Promise<object> {
  const timer = new AbortController();
  const open = sleep(
    experiment.hangs === true ? HANGS_MS : OPEN_MS,
    { settled: false, outcome: 'open' },
    { signal: timer.signal },
  );
  try {
    const settled = (async () => experiment.run({ ...experiment, base: baseOf(experiment) }))().then(
      (value) => ({ settled: true, outcome: { value: described(value) } }),
      (error: unknown) => ({ settled: true, outcome: { error: described(error) } }),
    );
    return await Promise.race([settled, open]);
  } finally {
    timer.abort();
    open.catch(() => {});
  }
}

for (const experiment of experimentsOf(run)) {
  current.cell = experiment.id;
  events = [];
  const settled = await outcomeOf(experiment);
  await turns(4);
  for (let round = 0; experiment.forgets === true && round < 4; round++) {
    globalThis.gc?.();
    await sleep(5);
  }
  writeSync(3, `${JSON.stringify({ id: experiment.id, ...settled, events })}\n`);
}
// What the server will say of each connection is decided while this process lives.
await reached(`http://127.0.0.1:${run.port}/`, ({ open }) => open === 0);
current.cell = 'end';
