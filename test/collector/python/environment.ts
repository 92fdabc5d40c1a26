/** Throw-away Python environments with pinned packages from PyPI, made once and kept outside the repository. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder } from '../builder/cache.ts';

/** A file of `requirements/`. */
export type PythonEnvironment = 'openai-2' | 'openai-3';

/** The interpreter with the packages, or why there is none. */
export type PythonOrReason = { readonly python: string } | { readonly missing: string };

const run = promisify(execFile);

/** What the pinned packages ask for. */
const OLDEST_PYTHON = '3.10';

/** Why a command failed: a registry that cannot be reached, else the last line that it wrote to stderr. */
function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  const said = stderr?.trim() || message;
  const path = /\b(?:NewConnection|NameResolution|ConnectTimeout|ReadTimeout|Proxy|SSL)Error\b/.exec(
    said,
  )?.[0];
  return path === undefined
    ? (said.split('\n').at(-1) ?? said)
    : `the package registry cannot be reached (${path})`;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** `python3` of the PATH with its version, or why it will not do. */
async function systemPython(): Promise<{ readonly version: string } | { readonly missing: string }> {
  const script = `import sys, venv, ensurepip
assert sys.version_info >= (${OLDEST_PYTHON.replace('.', ', ')}), 'found Python ' + sys.version.split()[0]
print('.'.join(map(str, sys.version_info[:2])))`;
  try {
    const { stdout } = await run('python3', ['-c', script]);
    return { version: stdout.trim() };
  } catch (error) {
    const reason = (error as { code?: unknown }).code === 'ENOENT' ? 'there is none' : reasonOf(error);
    return { missing: `python3 of version ${OLDEST_PYTHON} or later with venv is needed in PATH: ${reason}` };
  }
}

/**
 * The interpreter of an environment, which is made if it is not there. Its folder is named by what is in it, and
 * appears whole or not at all, so two test files may ask at once and a run that was cut off leaves nothing that
 * looks finished.
 */
export async function pythonEnvironment(name: PythonEnvironment): Promise<PythonOrReason> {
  const system = await systemPython();
  if ('missing' in system) return system;

  const requirements = fileURLToPath(new URL(`requirements/${name}.txt`, import.meta.url));
  const digest = createHash('sha256')
    .update(system.version)
    .update(await readFile(requirements))
    .digest('hex');
  const parent = join(cacheFolder(), 'python');
  const folder = join(parent, `${name}-${digest.slice(0, 16)}`);
  // Only the interpreter is used, never a script of bin/, which would name the folder that it was made in.
  const python = join(folder, 'bin', 'python');
  if (await isThere(python)) return { python };

  await mkdir(parent, { recursive: true });
  const draft = await mkdtemp(join(parent, `${name}-draft-`));
  try {
    await run('python3', ['-m', 'venv', draft]);
    await run(join(draft, 'bin', 'python'), [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'],
      ...['--retries', '2', '--timeout', '20', '--only-binary', ':all:', '--requirement', requirements],
    ]);
    await rename(draft, folder);
  } catch (error) {
    if (!(await isThere(python)))
      return { missing: `pip could not install requirements/${name}.txt: ${reasonOf(error)}` };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return { python };
}

/**
 * The same for a test file: what is missing skips its tests, by a name that says so. In CI it is an error, since
 * tests that nobody ran must not look as if they had passed.
 *
 * @throws Error in CI, where there is no Python or no package registry.
 */
export async function pythonForTests(name: PythonEnvironment): Promise<PythonOrReason> {
  const found = await pythonEnvironment(name);
  if ('missing' in found && process.env.CI) throw new Error(found.missing);
  return found;
}
