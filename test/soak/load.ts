/**
 * `pnpm bench:load [--rounds 5] [--calls 10000] [--json]`: a thousand calls at a time, and a thousand streams, in
 * one process against a server in another: how many a second, and how long the event loop is kept waiting, with and
 * without fuelgauge, as ratios. Asserts nothing.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { quantile, type Summary, summarise } from '../benchmarks/statistics.ts';

/** What one process measured. */
export interface Measured {
  readonly 'per second': number;
  readonly 'delay p50 ms': number;
  readonly 'delay p99 ms': number;
  readonly 'delay max ms': number;
}

const FLAGS = ['--experimental-strip-types', '--no-warnings'];
const AT_ONCE = 1_000;
/** The bare client twice: what differs between these two is noise. */
const VARIANTS = ['bare', 'bare again', 'fuelgauge', 'contrib'] as const;
const METRICS = ['per second', 'delay p50 ms', 'delay p99 ms', 'delay max ms'] as const;

type Variant = (typeof VARIANTS)[number];

interface Work {
  readonly name: 'calls' | 'streams';
  readonly count: number;
}

/** @throws {Error} where the process ends without a measurement. */
async function measure(variant: Variant, { name, count }: Work, port: string): Promise<Measured> {
  const program = resolve(import.meta.dirname, 'load-client.ts');
  const args = [variant.split(' ')[0] as string, name, String(count), String(AT_ONCE), port];
  const child = spawn(process.execPath, [...FLAGS, program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line) as Measured;
  throw new Error(`the process of ${variant} measured nothing`);
}

type Table = Readonly<Record<string, Readonly<Record<(typeof METRICS)[number], Summary>>>>;

/** The ratios of a round's measurement to that of the bare client in the same round. */
function ratios(rounds: readonly ReadonlyMap<Variant, Measured>[]): Table {
  const of = (variant: Variant, metric: (typeof METRICS)[number]): Summary => {
    const all = rounds.map(
      (round) => (round.get(variant)?.[metric] ?? 0) / (round.get('bare')?.[metric] ?? 1),
    );
    return summarise(all);
  };
  return Object.fromEntries(
    VARIANTS.slice(1).map((variant) => [
      variant,
      Object.fromEntries(METRICS.map((metric) => [metric, of(variant, metric)])),
    ]),
  ) as Table;
}

function print(work: Work, rounds: readonly ReadonlyMap<Variant, Measured>[]): void {
  const bare = METRICS.map((metric) => {
    const median = quantile(
      rounds.map((round) => round.get('bare')?.[metric] ?? 0),
      0.5,
    );
    return `${metric} ${median.toFixed(metric === 'per second' ? 0 : 1)}`;
  });
  console.log(
    `\n${work.count} ${work.name}, ${AT_ONCE} at a time, ${rounds.length} rounds; bare: ${bare.join(', ')}`,
  );
  console.log(`${'as ratio to bare'.padEnd(18)}${METRICS.map((metric) => metric.padStart(22)).join('')}`);
  for (const [variant, row] of Object.entries(ratios(rounds))) {
    const cells = METRICS.map((metric) => {
      const { median, lower, upper } = row[metric];
      return `${median.toFixed(2)} (${lower.toFixed(2)}–${upper.toFixed(2)})`.padStart(22);
    });
    console.log(`${variant.padEnd(18)}${cells.join('')}`);
  }
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new TypeError(`--${option} must be a whole number, 1 or more`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      calls: { type: 'string', default: '10000' },
      json: { type: 'boolean', default: false },
    },
  });
  const calls = wholeNumber('calls', values.calls);
  const rounds = wholeNumber('rounds', values.rounds);
  const works: readonly Work[] = [
    { name: 'calls', count: calls },
    { name: 'streams', count: Math.max(AT_ONCE, Math.round(calls / 5)) },
  ];
  const server = fork(resolve(import.meta.dirname, 'load-server.ts'), [], { execArgv: FLAGS, silent: true });
  const [port] = (await once(server.stdout!, 'data')) as [Buffer];
  const results: Record<string, Table> = {};
  for (const work of works) {
    const measured: Map<Variant, Measured>[] = [];
    for (let round = 0; round < rounds; round++) {
      // Each variant goes first in some round.
      const turn = VARIANTS.map((_, at) => VARIANTS[(at + round) % VARIANTS.length] as Variant);
      const of = new Map<Variant, Measured>();
      for (const variant of turn) of.set(variant, await measure(variant, work, String(port).trim()));
      measured.push(of);
    }
    results[work.name] = ratios(measured);
    if (!values.json) print(work, measured);
  }
  if (values.json) console.log(JSON.stringify({ atOnce: AT_ONCE, rounds, ratios: results }, null, 2));
  server.disconnect();
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(2);
});
