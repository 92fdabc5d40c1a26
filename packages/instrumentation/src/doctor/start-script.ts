/** What a start script of package.json runs, read as a shell would split it; no shell is asked. */
import type { Manifest } from './manifest.ts';

/** Scripts that start an application, in the order in which they are believed. */
const STARTS: readonly string[] = ['start:prod', 'start', 'serve', 'start:dev', 'dev'];
/** Options of Node, tsx and ts-node whose value is the next word. */
const WITH_VALUE: ReadonlySet<string> = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '-C',
  '--conditions',
  '--tsconfig',
]);
const RUNNERS: ReadonlySet<string> = new Set(['node', 'tsx', 'ts-node', 'nodemon', 'bun', 'deno']);

export interface StartScript {
  readonly name: string;
  readonly command: string;
  /** `node`, `tsx`, …, `next`: the word that runs. */
  readonly runner: string;
  /** The file that it runs, as written. */
  readonly file: string | undefined;
  /** What is loaded before it: values of --import, --require, -r. */
  readonly preloads: readonly string[];
}

/** The script that most likely starts the application; undefined where package.json has none. */
export function startScriptOf({ scripts }: Manifest): StartScript | undefined {
  if (typeof scripts !== 'object' || scripts === null) return undefined;
  for (const name of STARTS) {
    const command: unknown = scripts[name];
    if (typeof command === 'string' && command.trim() !== '') return readScript(name, command);
  }
  return undefined;
}

function readScript(name: string, command: string): StartScript {
  // The last command is the one that stays: `npm run build && node dist/server.js`.
  const last = command.split(/&&|;/).at(-1) ?? command;
  const words = (last.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^["']|["']$/g, ''));
  // Assignments before the program, and what sets them on Windows too.
  while (
    words.length > 1 &&
    /^(?:\w+=.*|cross-env|env|dotenv|--|npx|pnpm|yarn|exec)$/s.test(words[0] as string)
  )
    words.shift();
  const runner = (words[0] ?? '').replace(/^.*[\\/]/, '');
  const preloads: string[] = [];
  let file: string | undefined;
  for (let at = 1; at < words.length && file === undefined; at++) {
    const word = words[at] as string;
    const [option, joined] = word.split(/=(.*)/s) as [string, string | undefined];
    if (!word.startsWith('-')) {
      if (word !== 'watch' && word !== 'run') file = word;
    } else {
      const value = joined ?? (WITH_VALUE.has(option) ? words[++at] : undefined);
      if (value !== undefined && /^(?:-r|--require|--import)$/.test(option)) preloads.push(value);
    }
  }
  return { name, command, runner, file: RUNNERS.has(runner) ? file : undefined, preloads };
}
