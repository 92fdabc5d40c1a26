import { spawn } from 'node:child_process';

export interface ChildOutcome {
  /** Exit code, or the signal that ended it. */
  readonly exit: number | string;
  readonly stdout: string;
  /** With the process' number blanked. */
  readonly stderr: string;
}

/** Runs a program with nothing in its environment but PATH and `env`, to whatever end. It has a minute. */
export function runChild(
  node: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<ChildOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, {
      cwd: options.cwd,
      env: { PATH: process.env.PATH, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        exit: signal ?? code ?? 'unknown',
        stdout,
        stderr: stderr.replaceAll(/\(node:\d+\)/g, '(node)'),
      }),
    );
  });
}
