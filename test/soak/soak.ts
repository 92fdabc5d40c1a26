/**
 * `pnpm soak [--calls 100000] [--json] [--leaking]`: many calls of every kind in one process; does the heap stay
 * flat? Ends with 1 where it does not.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { MOST_BYTES_A_CALL, type Sample, slopeOf, verdictOf } from './verdict.ts';

const USAGE = 'usage: pnpm soak [--calls 100000] [--json] [--leaking]';

function optionsOf(args: readonly string[]): { calls: number; json: boolean; leaking: boolean } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      calls: { type: 'string', default: '100000' },
      json: { type: 'boolean', default: false },
      // Keeps something of every call on purpose, to show what the verdict is then.
      leaking: { type: 'boolean', default: false },
    },
  });
  const calls = Number(values.calls);
  if (!Number.isSafeInteger(calls) || calls < 1_000) {
    throw new TypeError(`--calls must be a whole number, 1000 or more\n${USAGE}`);
  }
  return { calls, json: values.json, leaking: values.leaking };
}

type Variant = 'bare' | 'fuelgauge' | 'leaking';

/** @throws {Error} where the variant's process ends with a failure. */
async function run(variant: Variant, calls: number): Promise<readonly Sample[]> {
  const program = resolve(import.meta.dirname, 'variant.ts');
  const flags = ['--expose-gc', '--experimental-strip-types', '--no-warnings'];
  const child = spawn(process.execPath, [...flags, program, variant, String(calls)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((done, fail) => child.on('error', fail).on('close', done));
  const samples: Sample[] = [];
  for await (const line of createInterface({ input: child.stdout })) samples.push(JSON.parse(line) as Sample);
  const code = await ended;
  if (code !== 0) throw new Error(`the process of ${variant} ended with ${code}`);
  return samples;
}

const kib = (bytes: number): string => (bytes / 1024).toFixed(0).padStart(9);

function print(name: Variant, samples: readonly Sample[]): void {
  console.log(`\n${name}\n    calls  heap KiB  handles  open spans`);
  for (const { calls, heap, handles, openSpans } of samples) {
    const counts = `${String(handles).padStart(9)}${String(openSpans).padStart(12)}`;
    console.log(`${String(calls).padStart(9)}${kib(heap)}${counts}`);
  }
}

try {
  const { calls, json, leaking } = optionsOf(process.argv.slice(2));
  const name: Variant = leaking ? 'leaking' : 'fuelgauge';
  const bare = await run('bare', calls);
  const samples = await run(name, calls);
  const verdict = verdictOf(samples, bare);
  if (json) {
    console.log(
      JSON.stringify({ calls, bare, [name]: samples, bareSlope: slopeOf(bare), ...verdict }, null, 2),
    );
  } else {
    print('bare', bare);
    print(name, samples);
    console.log(`
bytes of heap that a call adds: bare ${slopeOf(bare).toFixed(1)}, ${name} ${verdict.slope.toFixed(1)}
rule: at most ${MOST_BYTES_A_CALL} more than bare, no more handles, no open span
verdict: ${verdict.says}${verdict.reasons.map((reason) => `\n  ${reason}`).join('')}`);
  }
  if (verdict.says === 'leaks') process.exitCode = 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
