import { spawn } from 'node:child_process';
import { atExit } from './at-exit.ts';

export interface ProcessOptions<Ready> {
  /** For messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Reads from what the process has logged so far that it is ready; undefined: not yet. */
  readonly ready: (log: string) => Ready | undefined;
}

export interface RunningProcess<Ready> {
  readonly name: string;
  readonly ready: Ready;
  readonly pid: number;
  /** What it has written to stdout and stderr so far. */
  log(): string;
  /** Asks it to end, and ends it where it does not. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

/**
 * Starts a program and waits until its log says that it is ready. It ends with this process at the latest.
 * @throws {Error} with the end of its log, where it ends or is not ready in time.
 */
export async function startProcess<Ready>(options: ProcessOptions<Ready>): Promise<RunningProcess<Ready>> {
  const { name, command, args, env, ready } = options;
  const child = spawn(command, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = (): void => void child.kill('SIGKILL');
  const leave = atExit(kill);
  const ended = new Promise<string>((done) => {
    child.once('error', (error) => done(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => done(`ended with ${code ?? signal}`));
  }).finally(leave);

  let log = '';
  const isReady = new Promise<Ready>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        const said = ready(log);
        if (said !== undefined) resolve(said);
      });
    }
  });
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((done) => {
    late = setTimeout(() => done(`was not ready in ${START_TIMEOUT_MS / 1000} s`), START_TIMEOUT_MS);
  });
  const fail = (why: string): never => {
    kill();
    throw new Error(`${name} ${why}\n${log.slice(-4000)}`);
  };
  const value = await Promise.race([isReady, ended.then(fail), tooLate.then(fail)]).finally(() =>
    clearTimeout(late),
  );
  // What becomes of it later is read where it is stopped.
  return {
    name,
    ready: value,
    pid: child.pid!,
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(kill, STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Go's servers log the address that the system gave them: `msg="Listening on" address=127.0.0.1:40123`. */
export function listeningUrl(log: string): string | undefined {
  const address = /msg="Listening on".* address=(\S+)/.exec(log)?.[1];
  return address === undefined ? undefined : `http://${address}`;
}
