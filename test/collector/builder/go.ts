import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { GO_AT_LEAST } from './releases.ts';

/** Where Go's own installer puts it, which is not always in PATH. */
const USUAL_PLACES = ['/usr/local/go/bin', '/opt/homebrew/bin', '/usr/local/bin'];

export type FoundGo = { readonly path: string; readonly version: string } | { readonly problem: string };

const HOW_TO_GET = `Get Go ${GO_AT_LEAST.join('.')} or later from https://go.dev/dl and have \`go\` in PATH or in /usr/local/go/bin.`;

/** The Go that builds Collectors, or in one sentence what is missing and how to get it. */
export function findGo(env: NodeJS.ProcessEnv = process.env, usualPlaces = USUAL_PLACES): FoundGo {
  const program = process.platform === 'win32' ? 'go.exe' : 'go';
  const path = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...usualPlaces]
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file));
  if (path === undefined) return { problem: `Go is not here. ${HOW_TO_GET}` };
  let version: string;
  let toolchain: string;
  try {
    const said = execFileSync(path, ['env', 'GOVERSION', 'GOTOOLCHAIN'], {
      encoding: 'utf8',
      env,
      timeout: 30_000,
    });
    [version, toolchain] = said.split('\n').map((line) => line.trim()) as [string, string];
  } catch (error) {
    return { problem: `${path} does not run: ${error instanceof Error ? error.message : String(error)}` };
  }
  // With another GOTOOLCHAIN than `local` Go fetches the version that a module asks for.
  if (toolchain === 'local' && !isNewEnough(version)) {
    return { problem: `${path} is ${version}, too old, and GOTOOLCHAIN=local. ${HOW_TO_GET}` };
  }
  return { path, version };
}

/** `go1.26.8`, `go1.27rc1`, `devel go1.27-…`. */
export function isNewEnough(version: string): boolean {
  const found = /go(\d+)\.(\d+)/.exec(version);
  if (found === null) return true;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  return major > GO_AT_LEAST[0] || (major === GO_AT_LEAST[0] && minor >= GO_AT_LEAST[1]);
}

/**
 * Runs a program of the build.
 * @throws {Error} with what it said last, when it fails.
 */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { ...options, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${command} ${args.join(' ')}\n${`${stdout}\n${stderr}`.trim().slice(-4_000)}`));
    });
  });
}
