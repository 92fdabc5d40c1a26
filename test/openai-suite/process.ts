import { spawn } from 'node:child_process';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The caller's environment without what would reach the tests: API keys, OTel settings, preloads. */
export function cleanEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(OPENAI_|AZURE_OPENAI_|OTEL_|OPENLIT_|TRACELOOP_|NODE_OPTIONS$)/.test(name),
    ),
  );
}

/** Runs a command, its output on our standard error; resolves to its exit code, rejects if it cannot start. */
export function run({ file, args, cwd, env = {} }: Command): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env: { ...cleanEnvironment(process.env), ...env },
      stdio: ['ignore', 2, 2],
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

/** Like {@link run}, but throws an `Error` on an exit code other than 0. */
export async function runOrThrow(command: Command): Promise<void> {
  const code = await run(command);
  if (code !== 0) throw new Error(`\`${[command.file, ...command.args].join(' ')}\` ended with code ${code}`);
}
