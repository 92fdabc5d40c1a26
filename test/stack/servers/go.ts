import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the `go` lines of the servers' modules ask for. */
const MINIMUM = [1, 26] as const;

/** Go cannot be had here, or is too old; the message says what to do. */
export class NoGo extends Error {
  override name = 'NoGo';
}

/**
 * The Go command: of the PATH, else where go.dev's archive is unpacked.
 * @throws NoGo
 */
export async function findGo(): Promise<string> {
  const tooOld: string[] = [];
  for (const go of ['go', '/usr/local/go/bin/go']) {
    const version = await run(go, ['version']).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    );
    if (version === undefined) continue;
    const [, major, minor] = /go(\d+)\.(\d+)/.exec(version) ?? [];
    if (Number(major) > MINIMUM[0] || (Number(major) === MINIMUM[0] && Number(minor) >= MINIMUM[1]))
      return go;
    tooOld.push(`${go} is ${version}`);
  }
  throw new NoGo(
    `Go ${MINIMUM.join('.')} or newer is needed, in PATH or at /usr/local/go/bin (https://go.dev/dl)` +
      (tooOld.length > 0 ? `; ${tooOld.join(', ')}` : '; there is none'),
  );
}

/**
 * Runs a Go command in a folder.
 * @throws Error with the end of what Go said.
 */
export async function go(command: string, folder: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, GOWORK: 'off', CGO_ENABLED: '0', GO111MODULE: 'on' };
  try {
    const { stdout } = await run(command, [...args], { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`go ${args.join(' ')}: ${(stderr || String(error)).trim().slice(-4000)}`);
  }
}
