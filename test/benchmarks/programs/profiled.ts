/**
 * Where the processor time of one variant goes: a sampled profile of many calls, by function. Tells its result as
 * one line of JSON.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import type OpenAI from 'openai';
import { jobOf, tell } from '../job.ts';
import { requireFrom } from '../lab.ts';
import { register, type TelemetryName } from '../telemetry.ts';
import { type ClientClass, VARIANTS } from '../variants.ts';
import { cannedFetch, chat, KEY, REFUSING, refused, stream } from '../work.ts';
import type { WorkName } from './calls.ts';

export interface ProfiledJob {
  readonly telemetry: TelemetryName;
  readonly variant: string;
  readonly folder: string;
  readonly work: WorkName;
  readonly warmUp: number;
  readonly times: number;
}

/** A function as it was written, and what it takes itself, without what it calls. */
export interface ProfiledFunction {
  readonly name: string;
  /** Path of its source file, or `(native)`. */
  readonly file: string;
  readonly line: number;
  /** Microseconds for one time. */
  readonly self: number;
}

export interface ProfiledResult {
  readonly functions: readonly ProfiledFunction[];
}

const WORKS: Readonly<Record<WorkName, (client: OpenAI) => Promise<void>>> = { call: chat, stream, refused };

const maps = new Map<string, SourceMap | undefined>();
const job = jobOf<ProfiledJob>();
register(job.telemetry);
const variant = VARIANTS.find(({ name }) => name === job.variant)!;
const copy = requireFrom<{ OpenAI: ClientClass }>(job.folder, 'openai');
const wrap = variant.load(job.folder)(copy, job.telemetry === 'metrics');
const options = { apiKey: KEY, maxRetries: 0, fetch: cannedFetch };
const client = wrap(new copy.OpenAI({ ...options, ...(job.work === 'refused' && { baseURL: REFUSING }) }));
const work = WORKS[job.work];

for (let time = 0; time < job.warmUp; time++) await work(client);
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: 100 });
await session.post('Profiler.start');
const before = process.cpuUsage();
for (let time = 0; time < job.times; time++) await work(client);
const { user, system } = process.cpuUsage(before);
const { profile } = await session.post('Profiler.stop');

const samples = new Map<number, number>();
for (const id of profile.samples ?? []) samples.set(id, (samples.get(id) ?? 0) + 1);
// Samples tell the shares, the clock of the processor what they are shares of.
const each = (user + system) / job.times / (profile.samples?.length ?? 1);
const functions = new Map<string, ProfiledFunction>();
for (const { id, callFrame } of profile.nodes) {
  const own = (samples.get(id) ?? 0) * each;
  if (own === 0) continue;
  const { functionName, url, lineNumber, columnNumber } = callFrame;
  const { file, line } = origin(url, lineNumber, columnNumber);
  const name = functionName || '(anonymous)';
  const key = `${name} ${file} ${line}`;
  functions.set(key, { name, file, line, self: own + (functions.get(key)?.self ?? 0) });
}
tell<ProfiledResult>({ functions: [...functions.values()].sort((one, other) => other.self - one.self) });

/** Our own build has source maps. */
function origin(url: string, line: number, column: number): { file: string; line: number } {
  if (url === '') return { file: '(native)', line: 0 };
  if (url.startsWith('node:')) return { file: url, line: line + 1 };
  const file = url.startsWith('file:') ? fileURLToPath(url) : url;
  const entry = mapOf(file)?.findEntry(line, column);
  if (entry === undefined || !('originalSource' in entry)) return { file, line: line + 1 };
  return { file: `${file} < ${entry.originalSource}`, line: entry.originalLine + 1 };
}

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) {
    const path = `${file}.map`;
    const isOurs = file.includes('/dist/') && !file.includes('/node_modules/') && existsSync(path);
    maps.set(file, isOurs ? new SourceMap(JSON.parse(readFileSync(path, 'utf8'))) : undefined);
  }
  return maps.get(file);
}
