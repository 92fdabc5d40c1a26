import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../dist/cli.mjs', import.meta.url));

/** The built command, as a process of its own. */
export interface CommandProcess {
  readonly child: ChildProcess;
  /** All that it has printed, on both streams. */
  printed(): string;
  readonly out: () => string;
  /** Resolves with the first match in what it prints. */
  waitFor(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** Resolves with exit status or signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** With no variable of ours but those that are given: a key on the machine must not be asked with. */
export function startCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  nodeArgs: readonly string[] = [],
): CommandProcess {
  if (!existsSync(CLI)) throw new Error('run `pnpm --filter @fuelgauge/balance build` first');
  const child = spawn(process.execPath, [...nodeArgs, CLI, ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test that times out leaves no server behind.
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
  let [out, all] = ['', ''];
  const listeners = new Set<() => void>();
  const heard = (): void => {
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    all += text;
    heard();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    all += text;
    heard();
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on('close', (status, signal) => resolve(status ?? signal ?? -1));
  });
  return {
    child,
    printed: () => all,
    out: () => out,
    ended,
    waitFor: (pattern, timeoutMs = 10_000) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          listeners.delete(look);
        };
        const look = (): void => {
          const match = pattern.exec(all);
          if (match === null) return;
          stop();
          resolve(match);
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`${pattern} was not printed within ${timeoutMs} ms:\n${all}`));
        }, timeoutMs);
        listeners.add(look);
        look();
      }),
  };
}

/** The command once it serves: the base URL. */
export const servedAt = async (command: CommandProcess): Promise<string> =>
  (await command.waitFor(/serving (http:\S+)\/metrics/))[1]!;
