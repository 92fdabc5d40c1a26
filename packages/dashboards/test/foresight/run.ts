/**
 * `pnpm foresight [--seed N] [--accounts N] [--days N] [--details] [--json]`: a year of simulated accounts under the
 * rules as shipped. Exit status 1 where an account that could be foreseen was told less than an hour ahead, or an alarm
 * was false; 2 for a wrong command line.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { isPassed, type Outcome, report, type Setting } from './report.ts';
import type { Share } from './worker.ts';

const OPTIONS = {
  seed: { type: 'string', default: '1' },
  accounts: { type: 'string', default: '60' },
  days: { type: 'string', default: '365' },
  json: { type: 'boolean', default: false },
  details: { type: 'boolean', default: false },
} as const;

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

function given(): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function whole(name: 'seed' | 'accounts' | 'days', least: number): number {
  const number = Number(values[name]);
  if (/^\d+$/.test(values[name]) && Number.isSafeInteger(number) && number >= least) return number;
  return refuse(`--${name}: ${values[name]} is not accepted; give a whole number of ${least} or more`);
}

async function judged(setting: Setting): Promise<readonly Outcome[]> {
  const workers = Math.min(availableParallelism(), setting.accounts, 8);
  const outcomes: Outcome[] = [];
  await Promise.all(
    Array.from(
      { length: workers },
      (_, first) =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(new URL('worker.ts', import.meta.url), {
            workerData: { setting, first, every: workers } satisfies Share,
          });
          worker.on('message', (outcome: Outcome) => {
            outcomes.push(outcome);
            if (process.stderr.isTTY) process.stderr.write(`\r${outcomes.length} of ${setting.accounts}`);
          });
          worker.on('error', reject);
          worker.on('exit', () => resolve());
        }),
    ),
  );
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  return outcomes.sort((a, b) => a.account - b.account);
}

const values = given();
// Two weeks are looked back at.
const setting = { seed: whole('seed', 0), accounts: whole('accounts', 1), days: whole('days', 30) };
const outcomes = await judged(setting);
console.log(report(outcomes, setting, values.json ? 'json' : values.details ? 'details' : 'table'));
process.exitCode = outcomes.every(isPassed) ? 0 : 1;
