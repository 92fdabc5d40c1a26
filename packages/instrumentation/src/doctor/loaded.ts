import { REGISTER } from './advice.ts';
import type { Manifest } from './manifest.ts';
import { readSource, type Source, withoutComments } from './sources.ts';
import type { StartScript } from './start-script.ts';

const FIRST =
  /^\s*(?:import\s*["']@fuelgauge\/instrumentation\/register["']|(?:(?:const|var|let)\s+\w+\s*=\s*)?require\(\s*["']@fuelgauge\/instrumentation\/register["']\s*\))/;
/** Files outside package.json that say how a process is started. */
const DEPLOYMENT: readonly string[] = [
  'Dockerfile',
  'docker-compose.yml',
  'docker-compose.yaml',
  'compose.yml',
  'compose.yaml',
  'Procfile',
  'ecosystem.config.js',
  'ecosystem.config.cjs',
  'serverless.yml',
  'fly.toml',
  'app.yaml',
  '.env',
];

/**
 * `flag`: --import, --require or NODE_OPTIONS; `first-line`; `later-line`: in a file, but after other code;
 * `list`: as instrumentations of an SDK; `by-hand`: instrument(client) or instrumentFetch.
 */
export type Way = 'flag' | 'first-line' | 'later-line' | 'list' | 'by-hand';

export interface Loaded {
  readonly way: Way;
  /** Where it stands: a script, a variable, a file. */
  readonly where: string;
}

/** Every place that loads fuelgauge already. */
export function findLoaded(
  project: string,
  manifest: Manifest,
  script: StartScript | undefined,
  sources: readonly Source[],
  env: NodeJS.ProcessEnv,
): Loaded[] {
  const loaded: Loaded[] = [];
  if (env.NODE_OPTIONS?.includes(REGISTER)) loaded.push({ way: 'flag', where: 'NODE_OPTIONS' });
  for (const [name, command] of Object.entries(manifest.scripts ?? {})) {
    if (typeof command === 'string' && command.includes(REGISTER))
      loaded.push({ way: 'flag', where: `the script "${name}"` });
  }
  for (const path of DEPLOYMENT) {
    if (readSource(project, path)?.text.includes(REGISTER)) loaded.push({ way: 'flag', where: path });
  }
  for (const { path, text } of sources) {
    if (!text.includes('@fuelgauge/instrumentation')) continue;
    const way = wayIn(withoutComments(text), isPreloaded(path, script));
    if (way !== undefined) loaded.push({ way, where: path });
  }
  return loaded;
}

function wayIn(code: string, preloaded: boolean): Way | undefined {
  if (code.includes(REGISTER))
    return FIRST.test(code) || preloaded || isNextHook(code) ? 'first-line' : 'later-line';
  if (/\.manuallyInstrument\s*\(/.test(code)) return 'by-hand';
  if (/new\s+(?:OpenAIInstrumentation|FetchInstrumentation)\s*\(/.test(code)) return 'list';
  if (/\binstrument(?:Fetch)?\s*\(/.test(code)) return 'by-hand';
  return undefined;
}

/** The function that Next.js calls before anything else. */
const isNextHook = (code: string): boolean => /export\s+(?:async\s+)?function\s+register\s*\(/.test(code);

function isPreloaded(path: string, script: StartScript | undefined): boolean {
  const stem = (file: string): string => file.replace(/^\.\//, '').replace(/\.[cm]?[jt]s$/, '');
  return script?.preloads.some((preload) => stem(preload) === stem(path)) ?? false;
}
