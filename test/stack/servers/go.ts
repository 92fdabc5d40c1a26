import * as collectorGo from '../../collector/builder/go.ts';

/** What Prometheus and Alertmanager ask for in their go.mod, `[major, minor]`. */
const GO_AT_LEAST = [1, 26] as const;

/** Go cannot be had here, or is too old; the message says what to do. */
export class NoGo extends Error {
  override readonly name = 'NoGo';
}

/**
 * Path of the Go command.
 * @throws {NoGo}
 */
export async function findGo(): Promise<string> {
  const found = collectorGo.findGo();
  const needed = `The servers need Go ${GO_AT_LEAST.join('.')}.`;
  if ('problem' in found) throw new NoGo(`${found.problem} ${needed}`);
  const { path, version } = found;
  if (isOlder(version) && (await go(path, '.', ['env', 'GOTOOLCHAIN'])).trim() === 'local') {
    throw new NoGo(`${path} is ${version}, and GOTOOLCHAIN=local. ${needed}`);
  }
  return path;
}

/** `go1.25.3`; what names no version (`devel …`) is new. */
function isOlder(version: string): boolean {
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) return false;
  return (
    Number(major) < GO_AT_LEAST[0] || (Number(major) === GO_AT_LEAST[0] && Number(minor) < GO_AT_LEAST[1])
  );
}

/**
 * Runs a Go command in a folder.
 * @throws {Error} with the end of what Go said.
 */
export const go = (command: string, folder: string, args: readonly string[]): Promise<string> =>
  collectorGo.run(command, args, {
    cwd: folder,
    env: { ...process.env, GOWORK: 'off', CGO_ENABLED: '0' },
  });
