/** `pnpm bench`: what fuelgauge adds, side by side with its peers. Measures and prints; judges nobody by exit code. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Arguments, type Part, parseArguments } from './arguments.ts';
import { type Block, withBlock } from './document.ts';
import { type CallsMeasurement, type CallsSetting, installVariants, measureCalls } from './measure-calls.ts';
import {
  type FetchesMeasurement,
  measureFetches,
  measureOtherFetches,
  type OtherFetchesMeasurement,
} from './measure-fetches.ts';
import { measureStartup, type StartupMeasurement } from './measure-startup.ts';
import { measureVerdicts, type VerdictsMeasurement } from './measure-verdicts.ts';
import { type Profile, profile } from './profile.ts';
import { reportCalls } from './report-calls.ts';
import { reportFetches, reportOtherFetches } from './report-fetches.ts';
import { reportProfile } from './report-profile.ts';
import { reportStartup } from './report-startup.ts';
import { reportTargets } from './report-targets.ts';
import { reportVerdicts } from './report-verdicts.ts';
import { targetsOf } from './targets.ts';
import { TELEMETRY, type TelemetryName } from './telemetry.ts';
import { VARIANTS } from './variants.ts';
import { VERSIONS } from './versions.ts';

const DOCUMENT: string = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

/** Cold processes are slow, and alike. */
const MOST_STARTS = 15;
/** A round of verdicts is of a thousand payloads. */
const MOST_VERDICTS = 100;

interface Results {
  readonly calls: CallsMeasurement[];
  readonly fetches: FetchesMeasurement[];
  readonly otherFetches: OtherFetchesMeasurement[];
  verdicts?: VerdictsMeasurement;
  startup?: StartupMeasurement;
  readonly profiles: Profile[];
}

const results: Results = { calls: [], fetches: [], otherFetches: [], profiles: [] };
const args = readArguments();
const said: string[] = [];
const environment = {
  commit: commit(),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  processor: cpus()[0]?.model ?? 'unknown',
  processors: cpus().length,
  load: loadavg()[0]!,
  rounds: args.rounds,
  versions: VERSIONS,
};

say(
  `Commit ${environment.commit}, Node ${environment.node}, ${environment.platform}, ${environment.processors} × ` +
    `${environment.processor}, load ${environment.load.toFixed(1)} at the start, ${args.rounds} rounds; ` +
    'microseconds are processor time unless it says elapsed.',
);
say(
  VARIANTS.map(({ name, packages, setting }) => {
    const version = packages.map((each) => ` ${VERSIONS[each]}`).join('');
    return `- ${name}${version}: ${setting}`;
  }).join('\n'),
);

const telemetries = Object.keys(TELEMETRY) as TelemetryName[];
const MEASURE: Readonly<Record<Part, () => Promise<void>>> = {
  async calls() {
    for (const telemetry of telemetries)
      for (const garbage of ['apart', 'included'] as const)
        await calls({ telemetry, garbage, transport: 'memory', works: ['call', 'stream'] });
  },
  async failures() {
    for (const telemetry of telemetries)
      await calls({ telemetry, garbage: 'apart', transport: 'memory', works: ['refused'] });
  },
  async loopback() {
    for (const telemetry of telemetries)
      await calls({ telemetry, garbage: 'apart', transport: 'loopback', works: ['call', 'stream'] });
  },
  async fetch() {
    for (const telemetry of telemetries) {
      const measured = await measureFetches(telemetry, args.rounds);
      results.fetches.push(measured);
      say(reportFetches(measured));
    }
    for (const telemetry of ['traces', 'none'] as const) {
      const measured = await measureOtherFetches(telemetry, args.rounds);
      results.otherFetches.push(measured);
      say(reportOtherFetches(measured));
    }
  },
  async verdicts() {
    results.verdicts = await measureVerdicts(Math.min(args.rounds, MOST_VERDICTS));
    say(reportVerdicts(results.verdicts));
  },
  async startup() {
    results.startup = await measureStartup(Math.min(args.rounds, MOST_STARTS));
    say(reportStartup(results.startup));
  },
};

if (args.isProfiling) {
  for (const [work, telemetry] of [
    ['call', 'traces'],
    ['call', 'metrics'],
    ['call', 'none'],
    ['stream', 'traces'],
    ['refused', 'traces'],
  ] as const) {
    const profiled = await profile(work, telemetry);
    results.profiles.push(profiled);
    say(reportProfile(profiled));
  }
} else {
  for (const part of args.parts) await MEASURE[part]();
  const targets = targetsOf(results);
  if (targets.length > 0) say(reportTargets(targets));
}
if (args.isJson) {
  console.log(JSON.stringify({ environment, ...results, targets: targetsOf(results) }, null, 2));
}

if (args.isWriting) write(args.isProfiling ? 'profiled' : 'measured');

function write(block: Block): void {
  writeFileSync(DOCUMENT, withBlock(readFileSync(DOCUMENT, 'utf8'), block, said.join('\n\n')));
}

async function calls(setting: CallsSetting): Promise<void> {
  const measured = await measureCalls(await installVariants(), setting, args.rounds);
  results.calls.push(measured);
  say(reportCalls(measured));
}

function say(text: string): void {
  said.push(text);
  if (!args.isJson) console.log(`${text}\n`);
}

function commit(): string {
  try {
    const git = (...words: string[]): string => execFileSync('git', words, { encoding: 'utf8' }).trim();
    const isChanged = git('status', '--porcelain', 'packages') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${isChanged ? ' with changes' : ''}`;
  } catch {
    return 'unknown';
  }
}

function readArguments(): Arguments {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}
