import * as builder from '../../collector/builder/go.ts';

/** Go cannot be had here, or is too old; the message says what to do. */
export class NoGo extends Error {
  override readonly name = 'NoGo';
}

/**
 * Path of the Go command.
 * @throws {NoGo}
 */
export function findGo(): string {
  const found = builder.findGo();
  if ('problem' in found) throw new NoGo(found.problem);
  return found.path;
}

/**
 * Runs a Go command in a folder.
 * @throws {Error} with the end of what Go said.
 */
export const go = (command: string, folder: string, args: readonly string[]): Promise<string> =>
  builder.run(command, args, {
    cwd: folder,
    env: { ...process.env, GOWORK: 'off', CGO_ENABLED: '0' },
  });
