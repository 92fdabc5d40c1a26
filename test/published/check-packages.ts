/**
 * Checks every published package as packed: publint for its manifest and files, are-the-types-wrong for what
 * TypeScript resolves from outside. Prints what is wrong; exit code 1 when anything is.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packPackages } from './pack.ts';
import { runProcess } from './process.ts';

const folder = await mkdtemp(join(tmpdir(), 'fuelgauge-packed-'));
try {
  let failed = false;
  for (const [name, tarball] of Object.entries(await packPackages(folder))) {
    const problems = [...(await publintProblems(tarball)), ...(await typeProblems(tarball))];
    console.log(`${name}: ${problems.length === 0 ? 'no problem' : `\n${problems.join('\n')}`}`);
    failed ||= problems.length > 0;
  }
  process.exitCode = failed ? 1 : 0;
} finally {
  await rm(folder, { recursive: true });
}

/** Errors, warnings and suggestions alike. */
async function publintProblems(tarball: string): Promise<string[]> {
  const { messages, pkg } = await publint({
    pack: { tarball: new Uint8Array(await readFile(tarball)).buffer },
  });
  return messages.map((message) => `publint ${message.type}: ${formatMessage(message, pkg) ?? message.code}`);
}

/**
 * From ES modules, CommonJS and bundlers. Not by TypeScript's `node10` resolution, which knows no `exports`: the
 * packages want a Node that it does not describe.
 */
async function typeProblems(tarball: string): Promise<string[]> {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve('@arethetypeswrong/cli/package.json');
  const { bin } = require(manifest) as { bin: { attw: string } };
  const args = [join(dirname(manifest), bin.attw), tarball, '--profile', 'node16', '--format', 'ascii'];
  try {
    await runProcess(process.execPath, [...args, '--no-emoji', '--no-color'], { cwd: dirname(tarball) });
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
