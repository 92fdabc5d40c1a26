/**
 * `pnpm foresight [--seed N] [--accounts N] [--days N] [--json]`: a year of simulated accounts under the rules as
 * shipped. Exit status 1 where an account that could be foreseen was told less than an hour ahead, or an alarm was
 * false.
 */
import { parseArgs } from 'node:util';
import { alertGroups } from '../../src/rules/alerts.ts';
import { recordingGroups } from '../../src/rules/recording.ts';
import { historyOf, KINDS } from './account.ts';
import { scraped } from './exporter.ts';
import { judge } from './judge.ts';
import { random } from './random.ts';
import { isPassed, type Outcome, report } from './report.ts';
import { evaluatePlan, firings, planOf } from './rules.ts';

const HOURS_LEFT = 4;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    accounts: { type: 'string', default: '60' },
    days: { type: 'string', default: '365' },
    json: { type: 'boolean', default: false },
    details: { type: 'boolean', default: false },
  },
});

function whole(name: 'seed' | 'accounts' | 'days', least: number): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= least) return number;
  console.error(`--${name}: ${values[name]} is not accepted; give a whole number of ${least} or more`);
  process.exit(2);
}

const [seed, accounts, days] = [whole('seed', 0), whole('accounts', 1), whole('days', 30)];
const plan = planOf([...recordingGroups(), ...alertGroups()], 'LlmAccountRunsOut');
const grid = { start: 0, step: 60, length: days * 1440 };
const outcomes: Outcome[] = [];
for (let i = 0; i < accounts; i++) {
  const kind = KINDS[i % KINDS.length]!;
  const history = historyOf(kind, days, random(seed, i, 0));
  const series = scraped(history, `account-${i}`, random(seed, i, 1));
  const { condition } = evaluatePlan(plan, series, grid);
  outcomes.push({ account: i, kind, ...judge(history, firings(plan.alert, condition, grid), HOURS_LEFT) });
  if (process.stderr.isTTY) process.stderr.write(`\r${i + 1} of ${accounts}`);
}
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
console.log(
  report(outcomes, { seed, accounts, days }, values.json ? 'json' : values.details ? 'details' : 'table'),
);
process.exitCode = outcomes.every(isPassed) ? 0 : 1;
