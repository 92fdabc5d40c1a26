import { execFile } from 'node:child_process';

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly cwd: string;
  /** The whole environment; by default this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default two minutes. */
  readonly timeoutMs?: number;
}

/**
 * Runs a program to its end.
 *
 * @throws {Error} with both outputs in its message, when it exits with another code than 0 or takes too long.
 */
export function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    execFile(
      command,
      args,
      {
        cwd: options.cwd,
        env: options.env ?? process.env,
        timeout: options.timeoutMs ?? 120_000,
        maxBuffer: 1 << 26,
      },
      (error, stdout, stderr) => {
        if (error === null) resolve({ stdout, stderr });
        else reject(new Error(`${error.message}\n${stdout}\n${stderr}`, { cause: error }));
      },
    );
  });
}
